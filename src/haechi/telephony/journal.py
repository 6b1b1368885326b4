"""Records of calls as they wait for the worker: JSON in a sealed box to the catalogue's key.

A recorder that finds what a killed one left cannot open that record. It seals the file's facts beside it, and
whoever opens both reads one record.
"""

import secrets
import time
from dataclasses import dataclass, replace
from pathlib import Path

from haechi.common.durable import replace_bytes
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with, seal_to
from haechi.crypto.types import KeyPair, PublicKey, SealedKey
from haechi.telephony.records import CallRecord, RecordedFile
from haechi.telephony.types import CallId, Outcome
from haechi.telephony.wire import dump, load

SUFFIX = ".sealed"
_CALL, _LEFT = b"C", b"L"


class BadRecord(ValueError):
    """Not sealed to this catalogue, changed, cut short, or not a record."""


@dataclass(frozen=True)
class _Left:
    """A record as far as it was known when its first file was begun (sealed), and the files as found."""

    record: bytes
    files: tuple[RecordedFile, ...]


def seal_record(record: CallRecord, catalogue: PublicKey) -> SealedKey:
    return seal_to(catalogue, _CALL + dump(record))


def seal_left(record: bytes, files: tuple[RecordedFile, ...], catalogue: PublicKey) -> SealedKey:
    """`record`: what `seal_record` made when the recording began; `files`: at least one."""
    return seal_to(catalogue, _LEFT + dump(_Left(record, files)))


def open_record(sealed: bytes, catalogue: KeyPair) -> CallRecord:
    """Of a call that a killed recorder left: outcome INTERRUPTED, ended where its file ends.

    Raises:
        BadRecord
    """
    try:
        plain = open_with(catalogue, sealed)
        if plain[:1] == _LEFT:
            left = load(_Left, plain[1:])
            known = load(CallRecord, open_with(catalogue, left.record)[1:])
            return _joined(known, left.files)
        if plain[:1] != _CALL:
            raise BadRecord("record")
        return load(CallRecord, plain[1:])
    except (CannotOpen, ValueError):
        raise BadRecord("record") from None


def write_sealed(folder: Path, call: CallId, sealed: bytes) -> Path:
    """Put a sealed record into the journal: whole, synced, by rename. Names sort by time.

    Raises:
        OSError: the disk did not take it; nothing of it is left under its name.
    """
    path = folder / f"{time.time_ns():020d}-{call}-{secrets.token_hex(4)}{SUFFIX}"
    replace_bytes(path, sealed)
    return path


def _joined(known: CallRecord, files: tuple[RecordedFile, ...]) -> CallRecord:
    last = max(file.begun_ms + file.milliseconds for file in files)
    ended = known.begun_at + last / 1000
    return replace(known, outcome=Outcome.INTERRUPTED, ended_at=ended, files=files)
