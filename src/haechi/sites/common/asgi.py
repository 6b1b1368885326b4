"""Serving Django without a plain byte on disk, and the reporter zone without an address in RAM.

Django's own handler spools every large request body to a temporary file in plain text; here bodies
go to an `EncryptedSpool`. Middleware and views run in one thread hop per request.
"""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping, Sequence
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.signals import request_started
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from haechi.live.services import bus
from haechi.reports.deadline import warm_up
from haechi.sites.common.bodies import BodySpool, BodyWriter
from haechi.sites.common.pool import in_thread
from haechi.sites.common.turns import FileWatch, Turns

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]
Headers = Sequence[tuple[bytes, bytes]]

_FORM_ROOM = 8 * 1024 * 1024
# Read on this far past the limit: a proxy may cut who is answered early.
_DRAINED = 1024 * 1024 * 1024

# Everything a reporter's browser sends beyond these is dropped before any code of ours sees it.
REPORTER_HEADERS = frozenset(
    {
        b"host", b"content-type", b"content-length", b"transfer-encoding", b"cookie", b"accept",
        b"origin", b"sec-fetch-site", b"x-draft", b"x-file-name", b"last-event-id", b"range",
    }
)  # fmt: skip


class SpooledRequest(ASGIRequest):
    """A request whose body lies in a `BodySpool`.

    Kept apart from Django's `_stream`, which reading a form replaces by bytes.
    """

    def __init__(self, scope: Scope, body_file: BodySpool) -> None:
        super().__init__(scope, body_file)
        self.spool = body_file


class SpoolingHandler(ASGIHandler):
    """Django's handler with encrypted bodies; middleware and view run in one hop to a pool thread."""

    request_class = SpooledRequest

    def __init__(self) -> None:
        settings.SPOOL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__()
        self._turns = Turns()

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:  # noqa: ANN401
        try:
            body = await self.read_body(receive, scope["headers"])
        except RequestAborted:
            return
        gone = asyncio.ensure_future(_until_gone(receive))
        answer = asyncio.ensure_future(self._answer(scope, body, send))
        try:
            await asyncio.wait((gone, answer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            if not answer.done():
                answer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await answer

    async def _answer(self, scope: Scope, body: BodySpool, send: Send) -> None:
        response = await self._responded(scope, body)
        await send(_head(response))
        try:
            async for chunk in _chunks(response):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            if response.streaming:
                await asyncio.shield(in_thread(response.close))

    async def _responded(self, scope: Scope, body: BodySpool) -> HttpResponseBase:
        """Shielded: what was begun in a thread is finished (a report is stored whole) even when the
        reporter's connection is cut; the same form sent again then shows the same receipt."""
        respond = partial(in_thread, partial(self._respond, scope, body))
        if not body.brings_file:
            return await asyncio.shield(respond())
        return await self._turns.take(respond, missed=body.close)

    def _respond(self, scope: Scope, body: BodySpool) -> HttpResponseBase:
        with body:  # closed by the thread that reads it, which may outlive the connection
            return self._response(scope, body)

    def _response(self, scope: Scope, body: BodySpool) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, error = self.create_request(scope, body)
        response = cast("HttpResponseBase", self.get_response(request) if request else error)
        response._handler_class = self.__class__  # type: ignore[attr-defined]
        if not response.streaming:
            response.close()
        return response

    async def read_body(self, receive: Any, headers: Headers = ()) -> BodySpool:  # noqa: ANN401
        """Read the whole body; what is over the limit is read and dropped.

        A file that says beforehand that it is over the limit is answered at once: nothing of it is kept.

        Raises:
            RequestAborted: the client went away; everything read is gone with it.
        """
        spool = BodySpool(settings.SPOOL_DIR)
        writer, watch = BodyWriter(spool), FileWatch(headers)
        limit = settings.MAX_FILE_BYTES + _FORM_ROOM
        received = 0
        if watch.is_one_file and _announced(headers) > limit:
            spool.overflow = True
            return spool
        try:
            while received <= limit + _DRAINED:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestAborted
                chunk = message.get("body", b"")
                received += len(chunk)
                if received > limit:
                    spool.overflow = True
                elif chunk:
                    watch.take(chunk)
                    await writer.take(chunk)
                if not message.get("more_body", False):
                    break
            spool.brings_file = watch.found
            return await writer.finish()
        except BaseException:
            writer.abandon()
            raise


def _spare_the_collector() -> None:
    """What was loaded at start stays for good: the cycle collector need not walk it at every request."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _announced(headers: Headers) -> int:
    """The body's length as its sender gives it, 0 where it does not."""
    typed = next((value for name, value in headers if name == b"content-length"), b"")
    return int(typed) if typed.isdigit() and len(typed) < 19 else 0


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


def _head(response: HttpResponseBase) -> dict[str, Any]:
    headers = [(name.encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    headers += [
        (b"Set-Cookie", cookie.output(header="").strip().encode("ascii"))
        for cookie in response.cookies.values()
    ]
    return {
        "type": "http.response.start",
        "status": response.status_code,
        "headers": [(name.lower(), value) for name, value in headers],
    }


async def _chunks(response: HttpResponseBase) -> AsyncIterator[bytes]:
    """The body, piece by piece: Django would gather a synchronous stream in memory first."""
    if not response.streaming:
        yield cast("HttpResponse", response).content
        return
    stream = cast("StreamingHttpResponse", response)
    if stream.is_async:
        async for chunk in stream:
            yield chunk
        return
    pieces = iter(cast("Iterable[bytes]", stream.streaming_content))
    while (piece := await in_thread(partial(next, pieces, None))) is not None:
        yield piece


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
                await in_thread(warm_up)
                _spare_the_collector()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await bus().stop()
                await send({"type": "lifespan.shutdown.complete"})
                return
