"""Report keys of practice: six characters that begin with 0, a sign that no real report key has.

So a practice key typed at the real form is refused before anything is looked up and draws on no budget
of the real guard, and a real key typed at the practice form is never tried there: the practice form is
no second door to guess at (docs/adr/019).
"""

import hmac
from hashlib import sha256

from django.conf import settings

from haechi.crypto.credentials import Credential, derive_credential, read_password
from haechi.crypto.marked_keys import MarkedKeys
from haechi.crypto.types import ReportKey

PRACTICE_KEYS = MarkedKeys("0", alike="O")


def practice_credential(key: ReportKey, password: str) -> Credential:
    """As for a real report, under a pepper of its own."""
    pepper = hmac.digest(settings.PEPPER_PROOF, b"practice", sha256)
    return derive_credential(key, read_password(password), pepper=pepper)
