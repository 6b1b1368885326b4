"""Reading a container with its key, or walking its plain outline without."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag

from haechi.crypto.types import DataKey
from haechi.telephony.container.counts import decode_counts
from haechi.telephony.container.errors import ContainerChanged, NotAContainer
from haechi.telephony.container.format import (
    CHUNK_MOST,
    FRAME,
    HEADER_MOST,
    LENGTH,
    MAGIC,
    RECORD,
    TAG_BYTES,
    ChunkKind,
    Header,
    Record,
    RecordKind,
    Stream,
    cipher_of,
    decode_header,
    first_link,
    nonce,
    stream_of,
)
from haechi.telephony.records import LegCounts
from haechi.telephony.types import Leg

_LEGS, _KINDS = tuple(Leg), tuple(RecordKind)


@dataclass(frozen=True)
class Chunk:
    """`head`: the plain bytes before the sealed part; `offset`: where the chunk begins."""

    offset: int
    until_ms: int
    kind: ChunkKind
    head: bytes
    sealed: bytes


class ContainerReader:
    """The header at once; the rest with `records`. A context manager.

    After `records` has run out: `interrupted` is True where the final marker is missing (a killed recorder, a
    full disk, a file cut short), `counts` is what was counted, `milliseconds` the length that is there.
    """

    def __init__(self, source: Path | BinaryIO, key: DataKey) -> None:
        """A path, or an open file that can seek; that one stays open. Raises NotAContainer, OSError."""
        self._is_own = isinstance(source, Path)
        self._file = source.open("rb") if isinstance(source, Path) else source
        self._file.seek(0)
        try:
            self.header, self._head = read_header(self._file)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        self._cipher = cipher_of(key, first_link(self._head))
        self.interrupted = True
        self.counts: tuple[LegCounts, ...] = ()
        self.milliseconds = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        if self._is_own:
            self._file.close()

    def at_first_chunk(self) -> BinaryIO:
        """For `chunks`, which tells the plain outline."""
        self._file.seek(len(self._head))
        return self._file

    def records(self) -> Iterator[Record]:
        """Each record in the order of writing, only from chunks that opened.

        Raises:
            ContainerChanged: what was yielded until then is genuine.
        """
        self.at_first_chunk()
        link, final = first_link(self._head), False
        self.interrupted, self.counts = True, ()
        for index, chunk in enumerate(chunks(self._file)):
            if final:
                raise ContainerChanged("something follows the final marker")
            try:
                plain = self._cipher.decrypt(nonce(index), chunk.sealed, link + chunk.head)
            except InvalidTag:
                raise ContainerChanged(f"chunk {index} does not open") from None
            link = chunk.sealed[-TAG_BYTES:]
            self.milliseconds = chunk.until_ms
            if chunk.kind is ChunkKind.FINAL:
                final, self.counts = True, _counts(plain)
            else:
                yield from unpack_records(plain)
        if final and self._file.read(1):
            raise ContainerChanged("something follows the final marker")
        self.interrupted = not final


def read_header(file: BinaryIO) -> tuple[Header, bytes]:
    """The header and all its bytes; the file then stands at the first chunk. Raises NotAContainer."""
    start = file.read(len(MAGIC) + LENGTH.size)
    if len(start) < len(MAGIC) + LENGTH.size or not start.startswith(MAGIC):
        raise NotAContainer("magic")
    (length,) = LENGTH.unpack_from(start, len(MAGIC))
    if length > HEADER_MOST:
        raise NotAContainer("header")
    body = file.read(length)
    if len(body) < length:
        raise NotAContainer("header")
    return decode_header(body), start + body


def chunks(file: BinaryIO) -> Iterator[Chunk]:
    """Whole chunks from where the file stands; ends at a torn one (its offset is the file's position).

    Raises:
        ContainerChanged: an impossible length or kind.
    """
    begin = file.tell()
    end = file.seek(0, os.SEEK_END)
    file.seek(begin)
    while True:
        offset = file.tell()
        head = file.read(FRAME.size)
        if len(head) < FRAME.size or (not any(head) and _only_zeros(file)):
            break
        length, until_ms, kind = FRAME.unpack(head)
        if not TAG_BYTES <= length <= CHUNK_MOST or kind not in (0, 1):
            raise ContainerChanged(f"no chunk at byte {offset}")
        if offset + FRAME.size + length > end:
            break
        yield Chunk(offset, until_ms, ChunkKind(kind), head, file.read(length))
    file.seek(offset)


def unpack_records(plain: bytes) -> Iterator[Record]:
    """Raises ContainerChanged where a record reaches over the end (a writer's fault; the tag was right)."""
    at, end = 0, len(plain)
    while at < end:
        if at + RECORD.size > end:
            raise ContainerChanged("a record is cut")
        leg, kind, length, arrival = RECORD.unpack_from(plain, at)
        at += RECORD.size
        data = plain[at : at + length]
        if len(data) < length:
            raise ContainerChanged("a record is cut")
        yield Record(_LEGS[leg], _KINDS[kind], arrival, data)
        at += length


def stream_in(record: Record) -> Stream:
    """What a STREAM record says."""
    return stream_of(json.loads(record.data))


def _only_zeros(file: BinaryIO) -> bool:
    """A power cut can leave a tail of zeros (the length written, the blocks not)."""
    at = file.tell()
    empty = not any(block.strip(b"\0") for block in iter(lambda: file.read(1 << 16), b""))
    file.seek(at)
    return empty


def _counts(plain: bytes) -> tuple[LegCounts, ...]:
    try:
        return decode_counts(plain)
    except (ValueError, KeyError, TypeError):
        raise ContainerChanged("counts") from None
