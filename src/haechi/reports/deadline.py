"""When a report should be answered: the institution's handling days, counted by the Civil Act."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.institutions.selectors import temporary_holidays
from haechi.reports.models import Report
from haechi.reports.states import UNFINISHED
from haechi.statutes.calendar import HolidayCalendar
from haechi.statutes.periods import CountingRule, Period, Unit, due_day


def calendar_of(institution: Institution) -> HolidayCalendar:
    """The national calendar with the temporary holidays that count there; for every clock."""
    return HolidayCalendar(extra=temporary_holidays(institution))


@lru_cache(maxsize=512)
def _due(start: date, days: int, extra: frozenset[tuple[date, str]]) -> date:
    period = Period(days, Unit.DAYS, CountingRule.CIVIL_ACT)
    return due_day(start, period, HolidayCalendar(extra=dict(extra))).day


def handling_due(
    institution: Institution, received: date, *, extra: Mapping[date, str] | None = None
) -> date:
    """The last day for handling what was received on that day (PI-13's counting).

    `extra`: the institution's temporary holidays, where the caller has read them already.
    """
    extra = temporary_holidays(institution) if extra is None else extra
    # Holidays within the period count as days; only those at or after its end can move it.
    late = frozenset((day, name) for day, name in extra.items() if day > received)
    return _due(received, institution.handling_days, late)


def defer_from(institution: Institution, holiday: date) -> int:
    """Move open reports that are due on the new holiday to the next working day; return how many.

    A day within a period counts (민법 제157조, 제161조 moves its end alone), so no other report is
    touched; and none ever becomes due earlier.
    """
    later = calendar_of(institution).working_day_from(holiday)
    return (
        Report.objects.filter(
            institution=institution,
            state__in=UNFINISHED,
            due_on=holiday,
            withdrawn_on__isnull=True,
        )
        .exclude(due_on=later)
        .update(due_on=later)
    )


def warm_up() -> None:
    """Read the national calendar (two thirds of a second) before the first reporter waits for it."""
    _due(today(), 1, frozenset())
