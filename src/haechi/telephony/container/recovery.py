"""What a killed recorder left in `live/`: cut at its last whole chunk, catalogued without its key."""

import hashlib
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from haechi.telephony.container.errors import ContainerChanged, NotAContainer
from haechi.telephony.container.format import HEADER_MOST, LENGTH, MAGIC, ChunkKind, Header
from haechi.telephony.container.reader import chunks, read_header
from haechi.telephony.records import RecordedFile

logger = logging.getLogger(__name__)

BLOCK = 1 << 20


@dataclass(frozen=True)
class Orphan:
    """A container nobody finished. `header.record` is the sealed `CallRecord` as far as it was known."""

    path: Path
    header: Header
    file: RecordedFile


def orphans(live: Path) -> Iterator[Orphan]:
    """Every container in `live`, by name; torn ends cut off, synced.

    A file whose header never got whole holds no sound and is removed; one that is no container
    is put aside as `.unreadable`.
    """
    for path in sorted(live.glob("*.hrc")):
        try:
            orphan = _inspect(path)
        except NotAContainer:
            _put_aside(path)
            continue
        yield orphan


def _inspect(path: Path) -> Orphan:
    with path.open("rb") as file:
        header, head = read_header(file)
        end, until, final = len(head), 0, False
        try:
            for chunk in chunks(file):
                end = chunk.offset + len(chunk.head) + len(chunk.sealed)
                until, final = chunk.until_ms, chunk.kind is ChunkKind.FINAL
        except ContainerChanged:
            # Not ours to cut: who has the key sees how far it opens.
            end = os.fstat(file.fileno()).st_size
            logger.warning("container %s is damaged", header.call)
    _cut(path, end)
    recorded = RecordedFile(
        path.name,
        "container",
        end,
        _sha256(path),
        header.begun_ms,
        until,
        interrupted=not final,
        shares=header.shares,
        peaks=None,
        counts=(),
    )
    return Orphan(path, header, recorded)


def _cut(path: Path, size: int) -> None:
    """Also gives back the blocks kept beyond the end."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.ftruncate(descriptor, size)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _put_aside(path: Path) -> None:
    """Sound is only ever written after a whole header."""
    with path.open("rb") as file:
        start = file.read(HEADER_MOST)
    begun = len(MAGIC) + LENGTH.size
    length = int.from_bytes(start[len(MAGIC) : begun], "big")
    torn = len(start) < begun or len(start) < begun + length <= HEADER_MOST
    if torn and start[: len(MAGIC)] == MAGIC[: len(start)]:
        path.unlink()
        return
    logger.warning("%s is no container", path.name)
    path.replace(path.with_suffix(".unreadable"))
