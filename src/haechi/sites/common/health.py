"""`/health`: whether this process can do its work, for whoever supervises it. Not logged, tells nothing else.

Answered before Django: any host name, no session, no cookie. One look a few seconds at most, whoever asks.
"""

import asyncio
import contextlib
import os
import time

from django.conf import settings
from django.db import DatabaseError, connection

from haechi.sites.common.asgi import Application, Receive, Scope, Send
from haechi.sites.common.pool import in_thread

PATH = "/health"
_KEPT_SECONDS = 2.0
_PATIENCE = 5.0


def with_health(application: Application) -> Application:
    """Answer 200 `ok` or 503 `unable` at `PATH`; everything else goes to `application`."""
    state = _State()

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH:
            await answer(send, *((200, b"ok\n") if await state.able() else (503, b"unable\n")))
        else:
            await application(scope, receive, send)

    return serve


async def answer(send: Send, status: int, body: bytes, kind: bytes = b"text/plain") -> None:
    headers = [(b"content-type", kind), (b"cache-control", b"no-store"),
               (b"content-length", str(len(body)).encode())]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _State:
    """The last look, kept for a moment; those who ask meanwhile wait for the one under way."""

    def __init__(self) -> None:
        self._able = False
        self._until = 0.0
        self._looking = asyncio.Lock()

    async def able(self) -> bool:
        async with self._looking:
            if time.monotonic() >= self._until:
                self._able = False
                with contextlib.suppress(TimeoutError):
                    self._able = await asyncio.wait_for(in_thread(look), _PATIENCE)
                self._until = time.monotonic() + _KEPT_SECONDS
        return self._able


def look() -> bool:
    """The database answers, and uploads have a place."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, OSError):
        return False
    return os.access(settings.SPOOL_DIR, os.W_OK | os.X_OK)
