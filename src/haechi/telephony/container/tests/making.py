"""Containers for tests."""

from datetime import date
from pathlib import Path

from haechi.crypto.sealedbox import new_key_pair
from haechi.telephony.container.counts import encode_counts
from haechi.telephony.container.format import Header, Record, RecordKind, Stream, pack_record
from haechi.telephony.container.writer import ChunkWriter, create
from haechi.telephony.custody import DayKey, DeskKey, RecordingKey, new_recording_key
from haechi.telephony.records import LegCounts
from haechi.telephony.types import CallId, Codec, Leg, Mode

COUNTS = (
    LegCounts(Leg.CALLER, Codec.PCMU, received=3, jitter_ms=1.5),
    LegCounts(Leg.OFFICIAL, None),
)
CALL = CallId("0123456789abcdef0123456789abcdef")


def fresh_key() -> RecordingKey:
    custodian, approver = DeskKey(1, new_key_pair().public), DeskKey(2, new_key_pair().public)
    return new_recording_key(custodian, approver, DayKey(date(2026, 11, 22), new_key_pair().public))


def header_for(key: RecordingKey) -> Header:
    streams = (
        Stream(Leg.CALLER, ((0, Codec.PCMU), (8, Codec.PCMA)), 101),
        Stream(Leg.OFFICIAL, ((0, Codec.PCMU),)),
    )
    return Header(CALL, 3, Mode.FULL, 8_520, streams, key.shares, b"sealed record")


def packet(number: int, leg: Leg = Leg.CALLER, data: bytes = b"") -> Record:
    return Record(leg, RecordKind.PACKET, number * 20, data or bytes([number % 256]) * 172)


def write_container(
    path: Path, key: RecordingKey, chunks: list[list[Record]], *, finish: bool = True
) -> None:
    descriptor, link = create(path, header_for(key))
    writer = ChunkWriter(descriptor, key.key, link)
    for records in chunks:
        writer.write(b"".join(pack_record(each) for each in records), records[-1].arrival_ms)
    if finish:
        writer.finish(encode_counts(COUNTS), chunks[-1][-1].arrival_ms if chunks else 0)
    else:
        writer.close()
