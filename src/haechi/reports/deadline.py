"""When a report should be answered: the institution's handling days, counted by the Civil Act."""

from datetime import date
from functools import lru_cache

from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.statutes.calendar import HolidayCalendar
from haechi.statutes.periods import CountingRule, Period, Unit, due_day


@lru_cache(maxsize=512)
def _due(start: date, days: int) -> date:
    period = Period(days, Unit.DAYS, CountingRule.CIVIL_ACT)
    return due_day(start, period, HolidayCalendar()).day


def handling_due(institution: Institution, received: date) -> date:
    """The last day for handling what was received on that day (PI-13's counting)."""
    return _due(received, institution.handling_days)


def warm_up() -> None:
    """Read the national calendar (two thirds of a second) before the first reporter waits for it."""
    _due(today(), 1)
