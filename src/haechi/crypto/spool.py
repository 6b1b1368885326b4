"""A seekable binary file that is plain only in RAM.

Uploads are larger than RAM and must never lie on a disk in plain text (HL-5), so what does not fit
a small RAM window goes to an unlinked temporary file as ciphertext (``spoolfile``). The key and the
true size live only in RAM; stored bytes beyond the size are zero, so that growing a file never
brings old bytes back.
"""

from __future__ import annotations

import errno
import io
import os
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from typing_extensions import override

from haechi.crypto.spoolfile import CHUNK, ZEROS, ChunkFile, SpoolDamaged, SpoolFull

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["CHUNK", "EncryptedSpool", "SpoolDamaged", "SpoolFull", "SpoolHandle"]

DEFAULT_MEMORY = 256 * 1024


@dataclass(frozen=True)
class SpoolHandle:
    """What another process needs to open the same spool; owns ``fd`` until ``from_handle``."""

    fd: int
    key: bytes = field(repr=False)
    size: int


class EncryptedSpool(io.BufferedIOBase, BinaryIO):
    """A read-write binary file for one thread at a time.

    Up to ``memory`` bytes (at least two chunks) stay in RAM; beyond that only ciphertext reaches
    ``directory``. Raises SpoolFull when the disk is full; what was written before stays readable.
    """

    def __init__(self, directory: str | Path, *, memory: int = DEFAULT_MEMORY) -> None:
        super().__init__()
        self._open(ChunkFile(directory, os.urandom(32)), 0, memory)

    @classmethod
    def from_handle(cls, handle: SpoolHandle, *, memory: int = DEFAULT_MEMORY) -> Self:
        """Open a spool shared by ``handle()``; takes over ``handle.fd``.

        Two processes on one spool must take turns: each has its own RAM window.
        """
        spool = cls.__new__(cls)
        spool._open(ChunkFile(None, handle.key, handle.fd), handle.size, memory)
        return spool

    def _open(self, chunks: ChunkFile, size: int, memory: int) -> None:
        self._chunks = chunks
        self._size = size
        self._position = 0
        self._limit = max(2, memory // CHUNK)
        self._window: OrderedDict[int, bytearray] = OrderedDict()
        self._dirty: set[int] = set()

    def handle(self) -> SpoolHandle:
        """A picklable handle with its own descriptor; everything written so far is behind it."""
        self.sync()
        return SpoolHandle(self._chunks.duplicate_fd(), self._chunks.key, self._size)

    def sync(self) -> None:
        """Write the RAM window to the encrypted file."""
        self._check_open()
        for index in sorted(self._dirty):
            self._store(index)

    @property
    def size(self) -> int:
        return self._size

    @override
    def readable(self) -> bool:
        return True

    @override
    def writable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def fileno(self) -> int:
        """Refused: a descriptor would let a library write plain bytes to the disk."""
        raise io.UnsupportedOperation("fileno")

    @override
    def isatty(self) -> bool:
        return False

    @override
    def tell(self) -> int:
        self._check_open()
        return self._position

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._check_open()
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(errno.EINVAL, "seek before the start")
        self._position = base + offset
        return self._position

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        self._check_open()
        left = max(0, self._size - self._position)
        data = bytearray(left if size is None or size < 0 else min(size, left))
        self.readinto(data)
        return bytes(data)

    @override
    def read1(self, size: int = -1, /) -> bytes:
        return self.read(CHUNK if size < 0 else size)

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        self._check_open()
        target = memoryview(buffer).cast("B")
        count = max(0, min(len(target), self._size - self._position))
        for index, start, piece in self._pieces(target[:count]):
            if len(piece) == CHUNK and index not in self._window:
                self._chunks.read(index, piece)
            else:
                piece[:] = memoryview(self._load(index))[start : start + len(piece)]
        return count

    @override
    def readinto1(self, buffer: Buffer, /) -> int:
        return self.readinto(buffer)

    @override
    def write(self, buffer: Buffer, /) -> int:
        self._check_open()
        source = memoryview(buffer).cast("B")
        # Whole chunks of a file that outgrew the window go straight to the disk, uncopied.
        spill = self._chunks.exists or self._position + len(source) > self._limit * CHUNK
        for index, start, piece in self._pieces(source):
            if spill and len(piece) == CHUNK:
                self._chunks.write(index, piece)
                self._forget(index)
            else:
                # The chunk past the end holds zeros only: nothing to read back.
                fresh = index * CHUNK >= self._size
                self._load(index, fresh=fresh)[start : start + len(piece)] = piece
                self._dirty.add(index)
            self._size = max(self._size, self._position)
        return len(source)

    @override
    def truncate(self, size: int | None = None, /) -> int:
        self._check_open()
        size = self._position if size is None else size
        if size < self._size:
            keep = -(-size // CHUNK)
            for index in [i for i in self._window if i >= keep]:
                self._forget(index)
            if size % CHUNK:
                self._load(keep - 1)[size % CHUNK :] = bytes(CHUNK - size % CHUNK)
                self._dirty.add(keep - 1)
            self._chunks.keep(keep)
        self._size = size
        return size

    @override
    def close(self) -> None:
        """Forget everything; never writes."""
        if not self.closed:
            for index in list(self._window):
                self._forget(index)
            self._chunks.close()
        super().close()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file")

    def _pieces(self, view: memoryview) -> Iterator[tuple[int, int, memoryview]]:
        """Cut ``view`` at chunk borders from the position on, moving the position as it goes."""
        done = 0
        while done < len(view):
            index, start = divmod(self._position, CHUNK)
            piece = view[done : done + CHUNK - start]
            done += len(piece)
            self._position += len(piece)
            yield index, start, piece

    def _load(self, index: int, *, fresh: bool = False) -> bytearray:
        found = self._window.get(index)
        if found is not None:
            self._window.move_to_end(index)
            return found
        full = len(self._window) >= self._limit
        chunk = self._evict() if full else bytearray(CHUNK)
        if not fresh:
            self._chunks.read(index, chunk)
        elif full:
            chunk[:] = ZEROS
        self._window[index] = chunk
        return chunk

    def _evict(self) -> bytearray:
        oldest = next(iter(self._window))
        if oldest in self._dirty:
            self._store(oldest)
        return self._window.pop(oldest)

    def _store(self, index: int) -> None:
        self._chunks.write(index, self._window[index])
        self._dirty.discard(index)

    def _forget(self, index: int) -> None:
        self._dirty.discard(index)
        chunk = self._window.pop(index, None)
        if chunk is not None:
            chunk[:] = ZEROS
