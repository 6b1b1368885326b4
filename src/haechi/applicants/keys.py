"""Request keys (신청키): six characters that begin with 1, a sign that neither report nor practice keys have.

So none of the three is ever tried against another's rows, and what is guessed here draws on budgets of its
own (adr/003, adr/024).
"""

import hmac
from hashlib import sha256

from haechi.applicants.models import RequestCounter
from haechi.crypto.credentials import KEY_BUCKETS, Credential, derive_credential, read_password
from haechi.crypto.marked_keys import MarkedKeys
from haechi.crypto.types import ReportKey
from haechi.reports.peppers import pepper_of
from haechi.reports.throttle import Realm

REQUEST_KEYS = MarkedKeys("1", alike="IL")


def _taken() -> int:
    return sum(RequestCounter.objects.values_list("last", flat=True))


REQUESTS = Realm(whole="r:all", word="r", first_bucket=2 * KEY_BUCKETS, population=_taken)


def request_credential(institution_id: int, key: ReportKey, password: str) -> Credential:
    """As for a report of the institution, under a pepper of requests: it moves with the institution."""
    pepper = hmac.digest(pepper_of(institution_id), b"recording request", sha256)
    return derive_credential(key, read_password(password), pepper=pepper)
