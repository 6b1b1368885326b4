"""Serving Django without a plain byte on disk, and the reporter zone without an address in RAM.

Django's own handler spools every large request body to a temporary file in plain text; here bodies
go to an `EncryptedSpool`. Middleware and views run in one thread hop per request.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest

from haechi.crypto.spool import EncryptedSpool, SpoolFull
from haechi.live.services import bus

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

_FORM_ROOM = 8 * 1024 * 1024
_DRAINED = 1024 * 1024 * 1024  # read on this far past the limit, so that the browser gets an answer

# Everything a reporter's browser sends beyond these is dropped before any code of ours sees it.
REPORTER_HEADERS = frozenset(
    {
        b"host", b"content-type", b"content-length", b"transfer-encoding", b"cookie", b"accept",
        b"origin", b"sec-fetch-site", b"x-draft", b"x-file-name", b"last-event-id", b"range",
    }
)  # fmt: skip


class BodySpool(EncryptedSpool):
    """A request body. `overflow` says that it was over the limit, `full` that the disk was."""

    overflow = False
    full = False


class SpooledRequest(ASGIRequest):
    """A request whose body lies in a `BodySpool`."""

    @property
    def spool(self) -> BodySpool:
        return cast("BodySpool", self._stream)


class SpoolingHandler(ASGIHandler):
    """Django's handler with encrypted bodies and a synchronous middleware chain."""

    request_class = SpooledRequest

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)
        chain: Any = self.__dict__["_middleware_chain"]
        self._middleware_chain = sync_to_async(chain, thread_sensitive=True)

    async def read_body(self, receive: Any) -> BodySpool:  # noqa: ANN401
        """Read the whole body; what is over the limit is read and dropped.

        Raises:
            RequestAborted: the client went away; everything read is gone with it.
        """
        spool = BodySpool(settings.SPOOL_DIR)
        limit = settings.MAX_FILE_BYTES + _FORM_ROOM
        received = 0
        try:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestAborted
                chunk = message.get("body", b"")
                received += len(chunk)
                if received > limit + _DRAINED:
                    raise RequestAborted
                self._keep(spool, chunk, received > limit)
                if not message.get("more_body", False):
                    spool.seek(0)
                    return spool
        except BaseException:
            spool.close()
            raise

    @staticmethod
    def _keep(spool: BodySpool, chunk: bytes, over: bool) -> None:
        if over:
            spool.overflow = True
        elif chunk and not spool.full:
            try:
                spool.write(chunk)
            except SpoolFull:
                spool.full = True


class AnonymousScope:
    """Strips what could point at a person before the application sees it (HL-5)."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = [
                (name, value) for name, value in scope["headers"] if name in REPORTER_HEADERS
            ]
            scope = {**scope, "client": None, "headers": headers, "extensions": {}}
        await self._application(scope, receive, send)


class Lifespan:
    """Starts and stops the live bus with the server."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._application(scope, receive, send)
            return
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                bus().start()
                await asyncio.sleep(0)
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await bus().stop()
                await send({"type": "lifespan.shutdown.complete"})
                return
