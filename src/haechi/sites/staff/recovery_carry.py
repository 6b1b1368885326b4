"""The first of two shares, while the second is typed: sealed, in the page of the browser and nowhere else.

Two holders sit down one after the other. What the first one typed comes back to the page under the
zone's key, bound to the officer at work and to the act, for a quarter of an hour; the second holder
cannot read it, and the server keeps nothing.
"""

import base64
import json
import time
from hashlib import blake2b

from django.conf import settings

from haechi.crypto.aead import open_sealed, place, seal
from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import DataKey
from haechi.sites.staff.guards import OfficerRequest

SECONDS = 15 * 60


def carry(request: OfficerRequest, act: str, share: str) -> str:
    """For a hidden field of the next page."""
    told = json.dumps({"at": int(time.time()), "share": share}).encode()
    return base64.urlsafe_b64encode(seal(_key(), told, _place(request, act))).decode()


def carried(request: OfficerRequest, act: str, token: str) -> str | None:
    """The share; None where the token is another's, of another act, altered or too old."""
    try:
        sealed = base64.urlsafe_b64decode(token)
        told = json.loads(open_sealed(_key(), sealed, _place(request, act)))
    except (ValueError, CannotOpen):
        return None
    return str(told["share"]) if 0 <= time.time() - told["at"] <= SECONDS else None


def _key() -> DataKey:
    return DataKey(blake2b(settings.ZONE_KEY, person=b"recovery share", digest_size=32).digest())


def _place(request: OfficerRequest, act: str) -> bytes:
    session = str(request.session.session_key)
    return place("recovery", act, str(request.officer.account_id), session)
