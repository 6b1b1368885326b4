"""Report keys of practice: six characters that begin with 0, a sign that no real report key has.

So a practice key typed at the real form is refused before anything is looked up and draws on no budget
of the real guard, and a real key typed at the practice form is never tried there: the practice form is
no second door to guess at (docs/adr/019).
"""

import hmac
import unicodedata
from hashlib import sha256

from django.conf import settings

from haechi.crypto.credentials import (
    KEY_LENGTH,
    Credential,
    MalformedKey,
    derive_credential,
    draw_report_key,
    read_password,
    read_report_key,
)
from haechi.crypto.types import ReportKey

MARK = "0"
_STAND_IN = "2"  # a sign of the real alphabet, to read the other five by its rules


def draw_practice_key(stream: bytes) -> ReportKey:
    """`stream`: at least 16 bytes of keyed hash."""
    return ReportKey(MARK + draw_report_key(stream)[1:])


def read_practice_key(typed: str) -> ReportKey:
    """Understand what a person typed; the letter O at the front is taken for the figure.

    Raises:
        MalformedKey: it cannot be a practice key.
    """
    folded = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed))).upper()
    if len(folded) != KEY_LENGTH or folded[0] not in {MARK, "O"}:
        raise MalformedKey
    return ReportKey(MARK + read_report_key(_STAND_IN + folded[1:])[1:])


def is_practice_key(typed: str) -> bool:
    try:
        read_practice_key(typed)
    except MalformedKey:
        return False
    return True


def practice_credential(key: ReportKey, password: str) -> Credential:
    """As for a real report, under a pepper of its own."""
    pepper = hmac.digest(settings.PEPPER_PROOF, b"practice", sha256)
    return derive_credential(key, read_password(password), pepper=pepper)
