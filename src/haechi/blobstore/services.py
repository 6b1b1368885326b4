"""Writing, reading and deleting sealed blobs."""

import contextlib
import logging
import os
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import BinaryIO, NewType, cast

from django.core.files import File
from django.core.files.storage import default_storage

from haechi.common.clock import SEOUL, today

logger = logging.getLogger(__name__)

BlobName = NewType("BlobName", str)


class _Chunks(File):  # type: ignore[type-arg]
    """Hands a storage the chunks of a generator without gathering them: a disk asks for chunks, an
    object store reads as much as a part holds."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        super().__init__(None)
        self._chunks = iter(chunks)
        self._rest = bytearray()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield from self._chunks

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; all that is left without."""
        while size < 0 or len(self._rest) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._rest += chunk
        end = len(self._rest) if size < 0 else size
        taken = bytes(self._rest[:end])
        del self._rest[:end]
        return taken

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        return


def blob_folder() -> Path | None:
    """Where blobs lie on a disk of this machine; None where an object store has them."""
    try:
        return Path(default_storage.path(""))
    except NotImplementedError:
        return None


def write_blob(chunks: Iterable[bytes]) -> BlobName:
    """Store sealed chunks under a fresh random name; nothing is left behind on failure.

    Raises:
        OSError: the disk is full or the store refuses.
    """
    unique = uuid.uuid4().hex
    name = BlobName(f"{unique[:2]}/{unique}")
    try:
        stored = default_storage.save(name, _Chunks(chunks))
    except BaseException:
        with contextlib.suppress(OSError):
            default_storage.delete(name)
        raise
    _blur_time(stored)
    return BlobName(stored)


def open_blob(name: str) -> BinaryIO:
    return cast("BinaryIO", default_storage.open(name, "rb"))


def delete_blob(name: str) -> None:
    """Delete a blob. Where the store does not answer it stays, without its key, until the worker's sweep
    finds that no row points to it."""
    try:
        default_storage.delete(name)
    except OSError as error:
        logger.warning("a blob is left for the sweep: %s", type(error).__name__)
        return
    _blur_time(name)


def _blur_time(name: str) -> None:
    """A file's time, and its folders', tell when a reporter was there: keep the day only."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        return
    midnight = datetime.combine(today(), time(), SEOUL).timestamp()
    for each in (path, path.parent, path.parent.parent):
        with contextlib.suppress(FileNotFoundError, PermissionError):  # another zone's folder
            os.utime(each, (midnight, midnight))
