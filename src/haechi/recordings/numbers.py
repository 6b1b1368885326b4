"""Telephone numbers: one way of writing them, sealed in the catalogue, found again by a keyed mark.

The catalogue tells who called which office when. A stolen database shows no number; whoever also has the
catalogue's key can try them all, which is why numbers go with the recording (RC-4).
"""

import re
from hashlib import blake2b

from django.conf import settings

from haechi.crypto.aead import open_sealed, place, seal
from haechi.crypto.types import Buffer, DataKey, Sealed
from haechi.recordings.errors import BadNumber
from haechi.telephony.types import PhoneNumber

LONGEST = 20  # digits; E.164 allows 15, an exchange may put a prefix before
_ROOM = 24  # bytes: every sealed number is as long as every other
_PUNCTUATION = re.compile(r"[\s().\-/·]+")
_PARTS = tuple(
    re.compile(pattern)
    for pattern in (r"(02)(\d{3,4})(\d{4})", r"(0\d{2})(\d{3,4})(\d{4})", r"(1\d{3})(\d{4})")
)
_DIGITS = re.compile(r"\+?[0-9*#]{2,20}")


def normalise(typed: str) -> PhoneNumber:
    """A number as digits alone: 02-120-1234, 02)120-1234 and +82 2 120 1234 become 021201234.

    Raises:
        BadNumber: not a number.
    """
    digits = _PUNCTUATION.sub("", typed.strip())
    if not _DIGITS.fullmatch(digits):
        raise BadNumber
    if digits.startswith("+82"):
        digits = "0" + digits.removeprefix("+82").removeprefix("0")
    return PhoneNumber(digits)


def written(number: str) -> str:
    """As people write it: 02-120-1234, 010-1234-5678, 1588-1234; what has no usual parts stays as it is."""
    for pattern in _PARTS:
        if found := pattern.fullmatch(number):
            return "-".join(found.groups())
    return number


def dialled(number: str) -> PhoneNumber:
    """As `normalise`, for what a recorder was told: what is no number stands as it came, cut."""
    try:
        return normalise(number)
    except BadNumber:
        return PhoneNumber(number.encode("ascii", "replace").decode()[:LONGEST])


def seal_number(number: PhoneNumber, call: str, party: str) -> Sealed:
    """`party`: "caller" or "called"; it opens in this place alone."""
    return seal(_key(b"number"), number.encode()[:_ROOM].ljust(_ROOM), _where(call, party))


def open_number(sealed: Buffer, call: str, party: str) -> PhoneNumber:
    """Empty where the number went with its recording.

    Raises:
        CannotOpen: moved here from another row, or the catalogue's key is another.
    """
    if not sealed:
        return PhoneNumber("")
    return PhoneNumber(open_sealed(_key(b"number"), sealed, _where(call, party)).decode().rstrip())


def seal_name(name: str, uid: str) -> Sealed:
    """The name of an uploaded file, in which exchanges write numbers; cut at 200 bytes."""
    plain = name.encode()[:200].decode(errors="ignore").encode()
    return seal(_key(b"name"), plain.ljust(200, b"\0"), place("upload", uid, "name"))


def open_name(sealed: Buffer, uid: str) -> str:
    """Raises CannotOpen."""
    return open_sealed(_key(b"name"), sealed, place("upload", uid, "name")).rstrip(b"\0").decode()


def mark_of(number: PhoneNumber, institution_id: int) -> bytes:
    """What a whole number is found by; without the key it tells nothing, of two institutions neither."""
    salted = f"{institution_id}:{number}".encode()
    return blake2b(salted, key=_key(b"mark"), digest_size=16).digest()


def _where(call: str, party: str) -> bytes:
    return place("call", call, party)


def _key(use: bytes) -> DataKey:
    return DataKey(
        blake2b(use, key=settings.CATALOGUE_KEY, person=b"catalogue", digest_size=32).digest()
    )
