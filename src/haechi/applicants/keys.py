"""Request keys (신청키): six characters that begin with 1, a sign that neither report nor practice keys have.

So none of the three is ever tried against another's rows, and what is guessed here draws on budgets of its
own (adr/003, adr/024).
"""

import hmac
import unicodedata
from hashlib import sha256

from haechi.applicants.models import RequestCounter
from haechi.crypto.credentials import (
    KEY_BUCKETS,
    KEY_LENGTH,
    Credential,
    MalformedKey,
    derive_credential,
    draw_report_key,
    read_password,
    read_report_key,
)
from haechi.crypto.types import ReportKey
from haechi.reports.peppers import pepper_of
from haechi.reports.throttle import Realm

MARK = "1"
_STAND_IN = "2"  # a sign of the real alphabet, to read the other five by its rules


def _taken() -> int:
    return sum(RequestCounter.objects.values_list("last", flat=True))


REQUESTS = Realm(whole="r:all", word="r", first_bucket=2 * KEY_BUCKETS, population=_taken)


def draw_request_key(stream: bytes) -> ReportKey:
    """`stream`: at least 16 bytes of keyed hash."""
    return ReportKey(MARK + draw_report_key(stream)[1:])


def read_request_key(typed: str) -> ReportKey:
    """Understand what a person typed; the letters I and L at the front are taken for the figure.

    Raises:
        MalformedKey: it cannot be a request key.
    """
    folded = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed))).upper()
    if len(folded) != KEY_LENGTH or folded[0] not in {MARK, "I", "L"}:
        raise MalformedKey
    return ReportKey(MARK + read_report_key(_STAND_IN + folded[1:])[1:])


def is_request_key(typed: str) -> bool:
    try:
        read_request_key(typed)
    except MalformedKey:
        return False
    return True


def request_credential(institution_id: int, key: ReportKey, password: str) -> Credential:
    """As for a report of the institution, under a pepper of requests: it moves with the institution."""
    pepper = hmac.digest(pepper_of(institution_id), b"recording request", sha256)
    return derive_credential(key, read_password(password), pepper=pepper)
