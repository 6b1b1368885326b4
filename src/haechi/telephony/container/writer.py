"""Writing a container: header by who opens it, chunks by who holds its key."""

import contextlib
import os
from pathlib import Path

from haechi.crypto.types import DataKey
from haechi.telephony.container.format import (
    CHUNK_MOST,
    FRAME,
    TAG_BYTES,
    ChunkKind,
    Header,
    cipher_of,
    encode_header,
    first_link,
    nonce,
)
from haechi.telephony.container.room import reserve


def create(path: Path, header: Header) -> tuple[int, bytes]:
    """A new file with its header, room kept, open for appending; its descriptor and the first link.

    Raises:
        OSError: no room, no folder, or the file is there already.
    """
    head = encode_header(header)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        reserve(descriptor)
        _write_whole(descriptor, head)
    except OSError:
        os.close(descriptor)
        path.unlink(missing_ok=True)
        raise
    return descriptor, first_link(head)


class ChunkWriter:
    """Appends sealed chunks to a file that `create` began. Not for two threads.

    After an OSError the file ends with its last whole chunk, and the writer takes nothing more. The room that
    was kept stays with the file (giving it back may wait for the disk): `room.give_back`, or removing it.
    """

    def __init__(self, descriptor: int, key: DataKey, link: bytes) -> None:
        self._descriptor = descriptor
        self._cipher = cipher_of(key, link)
        self._link = link
        self._index = 0
        self._size = os.fstat(descriptor).st_size
        self.closed = False

    def write(self, records: bytes | memoryview, until_ms: int) -> None:
        """Seal packed records that arrived until `until_ms`. Raises OSError."""
        self._append(records, until_ms, ChunkKind.RECORDS)

    def finish(self, closing: bytes, until_ms: int) -> None:
        """Write the final marker and close. Raises OSError."""
        self._append(closing, until_ms, ChunkKind.FINAL)
        self.close()

    def close(self) -> None:
        """Without `finish` the container counts as interrupted."""
        if not self.closed:
            self.closed = True
            os.close(self._descriptor)

    def _append(self, plain: bytes | memoryview, until_ms: int, kind: ChunkKind) -> None:
        if self.closed:
            raise ValueError("closed")
        length = len(plain) + TAG_BYTES
        if length > CHUNK_MOST:
            raise ValueError("too long for a chunk")
        head = FRAME.pack(length, until_ms, kind)
        sealed = self._cipher.encrypt(nonce(self._index), plain, self._link + head)
        # Counted before the write: a chunk that was written in part must not share its nonce with another.
        self._index += 1
        self._link = sealed[-TAG_BYTES:]
        try:
            _write_whole(self._descriptor, head + sealed)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self._size)
            self.close()
            raise
        self._size += len(head) + length


def _write_whole(descriptor: int, data: bytes) -> None:
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, data[written:])
