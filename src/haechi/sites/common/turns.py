"""Requests that bring files take turns: cleaning may last minutes, and the other pages must answer (HL-1).

A request that waits for its turn holds a file on the disk, neither a thread nor a database connection.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from django.conf import settings

Result = TypeVar("Result")

# Lower case. What a browser sends of an empty field is no file; the bytes after it must be there too.
_FILE = re.compile(rb'filename(?!="")(?=.{3})', re.DOTALL)
_TAIL = 32
_PLAIN = (b"application/x-www-form-urlencoded", b"application/json", b"text/plain")


class FileWatch:
    """Looks for a file in a body while it arrives. May see one where there is none, never the reverse:
    the word itself in a text only means a turn more."""

    def __init__(self, headers: Sequence[tuple[bytes, bytes]]) -> None:
        kind = next((value for name, value in headers if name == b"content-type"), b"").lower()
        self._multipart = kind.startswith(b"multipart/")
        named = any(name == b"x-file-name" for name, _ in headers)
        self._whole = named or not (self._multipart or kind.startswith(_PLAIN))
        self._tail = b""
        self.found = False

    @property
    def is_one_file(self) -> bool:
        """The whole body is a file, sent by script; no form with text in it."""
        return self._whole

    def take(self, chunk: bytes) -> None:
        """The next bytes of the body."""
        if self.found or not chunk:
            return
        if self._multipart and not self._whole:
            text = self._tail + chunk.lower()
            self._tail = text[-_TAIL:]
            self.found = _FILE.search(text) is not None
        else:
            self.found = self._whole


class Turns:
    """At most half of the threads work on files at a time."""

    def __init__(self) -> None:
        self._seats = asyncio.Semaphore(max(1, settings.WEB_THREADS // 2))

    async def take(
        self, work: Callable[[], Awaitable[Result]], *, missed: Callable[[], None]
    ) -> Result:
        """Run `work` when its turn comes. Once begun it goes on to its end, even when its caller is
        cancelled, and keeps its seat until then; cancelled before, it never begins and `missed` is called.
        """
        try:
            await self._seats.acquire()
        except asyncio.CancelledError:
            missed()
            raise
        task = asyncio.ensure_future(work())
        task.add_done_callback(lambda _: self._seats.release())
        return await asyncio.shield(task)
