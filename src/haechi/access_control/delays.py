"""Growing delay after wrong passwords and codes, counted by the typed name (안전성 확보조치 기준 §5).

In the database, so that it holds for every process and over a restart. A name that nobody has is counted
and delayed like any other: neither the answer nor its time tells which names there are.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import transaction

from haechi.access_control.models import SignInDelay
from haechi.common.clock import now

LIMIT = 5
FIRST = timedelta(minutes=15)
LONGEST = timedelta(hours=4)
MEMORY = timedelta(days=1)  # after a day without a miss the next delay is a short one again


def delay_of(locks: int) -> timedelta:
    """15 minutes, 30, an hour, two, then four hours each time."""
    return min(FIRST * (1 << min(locks - 1, 8)), LONGEST)


@transaction.atomic
def count_miss(name: str) -> datetime | None:
    """Count one miss; where it was the fifth, the moment until which the name is closed.

    While the name is closed nothing is counted: whoever keeps trying does not shut the officer out longer.
    """
    moment = now()
    SignInDelay.objects.get_or_create(name_hash=_hash(name), defaults={"last_at": moment})
    row = SignInDelay.objects.select_for_update().get(name_hash=_hash(name))
    if _is_closed(row, moment):
        return row.until
    if moment - row.last_at > MEMORY:
        row.misses = row.locks = 0
    elif moment - row.last_at > FIRST:
        row.misses = 0
    row.misses += 1
    row.last_at, row.until = moment, None
    if row.misses >= LIMIT:
        row.misses = 0
        row.locks += 1
        row.until = moment + delay_of(row.locks)
    row.save()
    return row.until


def closed_until(name: str) -> datetime | None:
    """The moment until which the name is closed; None where it is open."""
    return closed_among([name]).get(name)


def closed_among(names: Iterable[str]) -> dict[str, datetime]:
    """Those of the names that are closed now, each with its end."""
    by_hash = {_hash(name): name for name in names}
    moment = now()
    rows = SignInDelay.objects.filter(name_hash__in=by_hash, until__gt=moment)
    return {
        by_hash[bytes(row.name_hash)]: row.until
        for row in rows
        if row.until and _is_closed(row, moment)
    }


def forget(name: str) -> bool:
    """Open the name and forget its misses, as after a complete sign-in; False where there was nothing."""
    return bool(SignInDelay.objects.filter(name_hash=_hash(name)).delete()[0])


def forget_old() -> int:
    """Rows that would not be looked at any more."""
    return SignInDelay.objects.filter(last_at__lt=now() - MEMORY - LONGEST).delete()[0]


def _is_closed(row: SignInDelay, moment: datetime) -> bool:
    """An end that lies further ahead than any delay was noted by a clock that has been set back since:
    nobody is shut out by that."""
    return bool(row.until and moment < row.until <= moment + delay_of(max(row.locks, 1)))


def _hash(name: str) -> bytes:
    """Keyed: what people type into the field of a name may be a password."""
    typed = name.strip().casefold().encode()
    return blake2b(
        typed, key=settings.ZONE_KEY[:64], person=b"sign-in delay", digest_size=32
    ).digest()
