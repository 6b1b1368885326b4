"""Records of calls as they wait for the worker: JSON in a sealed box to the catalogue's key."""

from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with, seal_to
from haechi.crypto.types import KeyPair, PublicKey, SealedKey
from haechi.telephony.records import CallRecord
from haechi.telephony.wire import Malformed, dump, load


class BadRecord(ValueError):
    """Not sealed to this catalogue, changed, cut short, or not a record."""


def seal_record(record: CallRecord, catalogue: PublicKey) -> SealedKey:
    return seal_to(catalogue, dump(record))


def open_record(sealed: bytes, catalogue: KeyPair) -> CallRecord:
    """Raises BadRecord."""
    try:
        return load(CallRecord, open_with(catalogue, sealed))
    except (CannotOpen, Malformed):
        raise BadRecord("record") from None
