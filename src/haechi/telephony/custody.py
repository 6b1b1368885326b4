"""The key of one recording, and the two halves that nobody holds alone.

A recording's key is the XOR of two halves. One is sealed to the recording custodian's desk, one to the
approver's desk, and each of those boxes is sealed once more to the key of the retention day: when that day's
private key is destroyed, every copy of both halves is noise, the copies in backups too.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date

from haechi.crypto.aead import new_data_key
from haechi.crypto.sealedbox import open_with, seal_to
from haechi.crypto.types import Buffer, DataKey, KeyPair, PublicKey, SealedKey


@dataclass(frozen=True)
class DeskKey:
    """The public key of a desk's current epoch."""

    epoch: int
    public: PublicKey


@dataclass(frozen=True)
class DayKey:
    """The public key under which everything recorded on `day` is sealed."""

    day: date
    public: PublicKey


@dataclass(frozen=True)
class SealedShares:
    """Both halves of a recording's key (128 bytes each), and under which keys they lie."""

    day: date
    custodian_epoch: int
    approver_epoch: int
    custodian: SealedKey
    approver: SealedKey


@dataclass(frozen=True)
class RecordingKey:
    """A fresh key and its sealed halves; the key itself is forgotten when the file is finished."""

    key: DataKey = field(repr=False)
    shares: SealedShares


def new_recording_key(custodian: DeskKey, approver: DeskKey, day: DayKey) -> RecordingKey:
    key = new_data_key()
    half = secrets.token_bytes(len(key))
    return RecordingKey(
        key,
        SealedShares(
            day.day,
            custodian.epoch,
            approver.epoch,
            _seal_half(half, custodian, day),
            _seal_half(_xor(key, half), approver, day),
        ),
    )


def open_half(sealed: Buffer, day: KeyPair, desk: KeyPair) -> bytes:
    """One half of a recording's key.

    Raises:
        CannotOpen: the day's key or the desk's key is another, or the box was changed.
    """
    return open_with(desk, open_with(day, sealed))


def join_halves(custodian: bytes, approver: bytes) -> DataKey:
    return DataKey(_xor(custodian, approver))


def _seal_half(half: bytes, desk: DeskKey, day: DayKey) -> SealedKey:
    return seal_to(day.public, seal_to(desk.public, half))


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
