"""The one clock. Reporter rows use `today()` alone: a precise time would point at a person."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


def now() -> datetime:
    """Aware UTC time, for staff actions and deliveries only."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in Korea."""
    return datetime.now(SEOUL).date()
