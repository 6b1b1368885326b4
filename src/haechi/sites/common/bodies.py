"""Bodies of requests on their way to an encrypted spool."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from haechi.crypto.spool import EncryptedSpool, SpoolFull

_BATCH = 512 * 1024
_threads = ThreadPoolExecutor(2, thread_name_prefix="spool")


class BodySpool(EncryptedSpool):
    """A request body. `overflow` says that it was over the limit, `full` that the disk was,
    `brings_file` that a file may be in it."""

    overflow = False
    full = False
    brings_file = False


class BodyWriter:
    """Writes a body batch by batch in a thread, while the next batch is received.

    Encrypting and writing on the event loop would hold up everybody else's answers.
    """

    def __init__(self, spool: BodySpool) -> None:
        self._spool = spool
        self._parts: list[bytes] = []
        self._size = 0
        self._lock = threading.Lock()
        self._under_way: asyncio.Future[None] | None = None

    async def take(self, chunk: bytes) -> None:
        """Keep the next bytes; waits where writing is slower than receiving."""
        self._parts.append(chunk)
        self._size += len(chunk)
        if self._size >= _BATCH:
            await self._settled()
            batch, self._parts, self._size = self._parts, [], 0
            loop = asyncio.get_running_loop()
            self._under_way = loop.run_in_executor(_threads, self._write, batch)

    async def finish(self) -> BodySpool:
        """The whole body, at its start. What is left is less than a batch."""
        await self._settled()
        self._write(self._parts)
        self._spool.seek(0)
        return self._spool

    def abandon(self) -> None:
        """Forget the body, once the batch that is being written is written."""
        with self._lock:
            self._spool.close()

    async def _settled(self) -> None:
        if self._under_way is not None:
            await self._under_way
            self._under_way = None

    def _write(self, parts: list[bytes]) -> None:
        with self._lock:
            if self._spool.closed or self._spool.full:
                return
            try:
                for part in parts:
                    self._spool.write(part)
            except SpoolFull:
                self._spool.full = True
