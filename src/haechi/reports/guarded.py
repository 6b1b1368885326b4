"""One attempt with a key and a password: the same steps wherever somebody comes back (docs/adr/003)."""

import hmac
import time
from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from django.conf import settings

from haechi.crypto.credentials import key_bucket
from haechi.crypto.types import ReportKey
from haechi.reports.challenges import new_challenge, waited, work_bits
from haechi.reports.errors import MustWait, WrongCredential
from haechi.reports.throttle import (
    NOT_NOW,
    REAL,
    Demand,
    Realm,
    count_miss,
    forgive,
    needed,
    under_way,
)

Found = TypeVar("Found")


def attempt(
    *,
    key: ReportKey,
    password: str,
    find: Callable[[], Found | None],
    challenge: str,
    work: str,
    realm: Realm = REAL,
) -> Found:
    """What `find` finds by key and password: the price is taken before, a miss is counted after.

    Raises:
        MustWait: waiting or work is due first.
        WrongCredential: `find` found nothing.
    """
    bucket, moment = key_bucket(key, pepper=settings.PEPPER_BUCKET), time.time()
    with under_way(password=password, bucket=bucket, realm=realm):
        price = needed(password=password, bucket=bucket, moment=moment, realm=realm)
        if price != Demand():
            charge(price, f"{key}\0{password}".encode(), moment, challenge, work)
        found = find()
        if found is None:
            count_miss(password=password, bucket=bucket, moment=moment, realm=realm)
            raise WrongCredential
    if price.misses:
        forgive(bucket=bucket, realm=realm)
    return found


def charge(price: Demand, attempt: bytes, moment: float, challenge: str, work: str) -> None:
    """Take the price of one attempt: work, or waiting since the challenge.

    Raises:
        MustWait: it was not brought.
    """
    key = settings.ZONE_KEY
    binding = hmac.digest(key, attempt, sha256)
    passed = waited(key=key, attempt=binding, moment=moment, challenge=challenge)
    if passed is None or price.bits >= NOT_NOW.bits:
        challenge = new_challenge(key=key, attempt=binding, moment=moment)
    elif passed >= price.seconds or work_bits(challenge, work) >= price.bits:
        return
    raise MustWait(seconds=price.seconds, bits=price.bits, challenge=challenge)
