"""The format "hrc", version 1 (docs/calls.md has it in words).

    file    = MAGIC, u32 length of the header, header (JSON), chunks
    chunk   = u32 length of the sealed part, u32 `until` ms, u8 kind, sealed part
    sealed  = AES-256-GCM of records (kind 0) or of the closing JSON (kind 1), tag last
    record  = u8 leg, u8 kind, u16 length, u32 arrival ms, data

Numbers are big endian; ms count from the container's begin. The AES key is drawn from the recording's key
and the header, a chunk's nonce is its index. Its associated data are the former chunk's tag (the SHA-256 of the
header before the first) and its own nine plain bytes: a changed, moved, doubled or missing chunk does not
open, nor does what follows it.
"""

import base64
import binascii
import hashlib
import json
import struct
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from haechi.crypto.types import DataKey, SealedKey
from haechi.telephony.container.errors import NotAContainer
from haechi.telephony.custody import SealedShares
from haechi.telephony.types import CallId, Codec, Leg, Mode

MAGIC = b"\x89HRC1\r\n\x00"
TAG_BYTES = 16
CHUNK_MOST = 8 * 1024 * 1024  # of the sealed part; a longer one was never written
HEADER_MOST = 1024 * 1024
FRAME = struct.Struct(">IIB")
RECORD = struct.Struct(">BBHI")
LENGTH = struct.Struct(">I")


class ChunkKind(IntEnum):
    RECORDS = 0
    FINAL = 1


class RecordKind(IntEnum):
    """PACKET: an RTP packet as it arrived. STREAM: `Stream` of the leg from here on, as JSON."""

    PACKET = 0
    STREAM = 1


class Record(NamedTuple):
    leg: Leg
    kind: RecordKind
    arrival_ms: int
    data: bytes


@dataclass(frozen=True)
class Stream:
    """How a leg's packets are to be understood; `events`: payload type of RFC 4733 events."""

    leg: Leg
    payload_types: tuple[tuple[int, Codec], ...]
    events: int | None = None


@dataclass(frozen=True)
class Header:
    """Readable without a key. `begun_ms` after the call's begin; `record` is sealed to the catalogue's key."""

    call: CallId
    institution: int
    mode: Mode
    begun_ms: int
    streams: tuple[Stream, ...]
    shares: SealedShares
    record: bytes


def encode_header(header: Header) -> bytes:
    """MAGIC, length and JSON."""
    shares = header.shares
    body = json.dumps(
        {
            "version": 1,
            "call": header.call,
            "institution": header.institution,
            "mode": header.mode,
            "begun_ms": header.begun_ms,
            "streams": [stream_fields(stream) for stream in header.streams],
            "shares": {
                "day": shares.day.isoformat(),
                "custodian_epoch": shares.custodian_epoch,
                "approver_epoch": shares.approver_epoch,
                "custodian": base64.b64encode(shares.custodian).decode(),
                "approver": base64.b64encode(shares.approver).decode(),
            },
            "record": base64.b64encode(header.record).decode(),
        }
    ).encode()
    return MAGIC + LENGTH.pack(len(body)) + body


def decode_header(body: bytes) -> Header:
    """Raises NotAContainer."""
    try:
        fields = json.loads(body)
        if fields["version"] != 1:
            raise NotAContainer("version")
        return Header(
            CallId(str(fields["call"])),
            int(fields["institution"]),
            Mode(fields["mode"]),
            int(fields["begun_ms"]),
            tuple(stream_of(each) for each in fields["streams"]),
            _shares_of(fields["shares"]),
            base64.b64decode(fields["record"], validate=True),
        )
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise NotAContainer("header") from None


def stream_fields(stream: Stream) -> dict[str, Any]:
    return {
        "leg": int(stream.leg),
        "payload_types": [[number, str(codec)] for number, codec in stream.payload_types],
        "events": stream.events,
    }


def stream_of(fields: dict[str, Any]) -> Stream:
    """Raises ValueError, KeyError or TypeError where `stream_fields` did not make it."""
    return Stream(
        Leg(fields["leg"]),
        tuple((int(number), Codec(codec)) for number, codec in fields["payload_types"]),
        None if fields["events"] is None else int(fields["events"]),
    )


def first_link(head: bytes) -> bytes:
    """What stands for the tag before the first chunk; `head` is everything up to it."""
    return hashlib.sha256(head).digest()


def cipher_of(key: DataKey, link: bytes) -> AESGCM:
    """AES-256-GCM for one file: two headers under one key would still never share a nonce."""
    return AESGCM(hashlib.blake2b(link, digest_size=32, key=key, person=b"haechi-hrc-1").digest())


def nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def pack_record(record: Record) -> bytes:
    head = RECORD.pack(record.leg, record.kind, len(record.data), record.arrival_ms)
    return head + record.data


def _shares_of(fields: dict[str, Any]) -> SealedShares:
    return SealedShares(
        date.fromisoformat(fields["day"]),
        int(fields["custodian_epoch"]),
        int(fields["approver_epoch"]),
        SealedKey(base64.b64decode(fields["custodian"], validate=True)),
        SealedKey(base64.b64decode(fields["approver"], validate=True)),
    )
