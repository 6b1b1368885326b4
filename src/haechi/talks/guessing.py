"""Guarding participation codes against guessing, without addresses (as docs/adr/003 does for report keys).

One budget of misses for all: past it an attempt brings work, or waiting without JavaScript, which grows
with the debt. It is never "not now": a stranger who types wrong codes must not be able to close Talk to
the staff. Nothing is kept for a single code, nor of who typed it.
"""

import contextlib
import threading
import time
from collections.abc import Iterator

from django.db import transaction

from haechi.reports.guarded import charge
from haechi.reports.models import GuessBudget
from haechi.reports.throttle import Budget, Demand, demand, refilled

SCOPE = "t:all"  # its ending: swept as the budgets of all together are
CODES = Budget(capacity=300, per_hour=600, deepest=float("inf"), doubling=10)
DEEPEST = -120.0  # where the debt ends: 2^28 hashes, or an hour's wait, is the most that is asked
_HOUR = 60  # minutes; a finer time would tell when somebody mistyped

_lock = threading.Lock()
_under_way = 0


def charge_attempt(code: str, *, challenge: str, work: str) -> None:
    """Take the price of one attempt.

    Raises:
        MustWait: waiting or work is due first.
    """
    moment = time.time()
    price = _price(moment)
    if price != Demand():
        charge(price, f"code\0{code}".encode(), moment, challenge, work)


@contextlib.contextmanager
def attempt() -> Iterator[None]:
    """Counts as a miss while it lasts, so that many at once cannot pass on one allowance."""
    global _under_way  # noqa: PLW0603  one number of the process
    with _lock:
        _under_way += 1
    try:
        yield
    finally:
        with _lock:
            _under_way -= 1


def _price(moment: float) -> Demand:
    row = GuessBudget.objects.filter(scope=SCOPE).first()
    level = _level(row, moment) if row else CODES.capacity
    return demand(CODES, level - max(0, _under_way - 1))


@transaction.atomic
def count_wrong_code() -> None:
    moment = time.time()
    GuessBudget.objects.get_or_create(
        scope=SCOPE, defaults={"level": CODES.capacity, "minute": _hour(moment)}
    )
    row = GuessBudget.objects.select_for_update().get(scope=SCOPE)
    row.level = max(DEEPEST, _level(row, moment) - 1)
    row.minute = _noted(row.minute, _hour(moment))
    row.save()


def _level(row: GuessBudget, moment: float) -> float:
    return refilled(CODES, row.level, _hour(moment) - row.minute, 1.0)


def _noted(before: int, hour: int) -> int:
    """Further ahead than two servers' clocks differ, it was noted by a clock that was wrong: kept, nothing
    would be refilled for as long as that clock was ahead."""
    return hour if before > hour + _HOUR else max(before, hour)


def _hour(moment: float) -> int:
    """Unix minutes, cut to the hour."""
    return int(moment // 60) // _HOUR * _HOUR
