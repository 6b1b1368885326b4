"""The one clock. Reporter rows use `today()` alone: a precise time would point at a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
_PLAYED: ContextVar[date | None] = ContextVar("played day", default=None)


def now() -> datetime:
    """Aware UTC time, for staff actions and deliveries only."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in Korea."""
    return _PLAYED.get() or datetime.now(SEOUL).date()


@contextmanager
def played_on(day: date) -> Iterator[None]:
    """Within it `day` is today, for this thread alone: how the demo acts out the past. No site uses it."""
    token = _PLAYED.set(day)
    try:
        yield
    finally:
        _PLAYED.reset(token)
