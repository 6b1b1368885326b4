"""Due days without their reasons, for lists and recounts: a calendar laid out once as arrays.

`due_day` explains, this only answers; a property test holds the two together.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from typing import Final

from haechi.statutes.calendar import LAST_YEAR, ONE_DAY, HolidayCalendar, OutOfCalendar
from haechi.statutes.periods import CountingRule, Period, Unit, calendar_end, due_day

_SHORT: Final = 5  # days; under the Civil Petitions Act these run in hours


class DueTable:
    """The working days of the years `first` to `last`, both included."""

    def __init__(self, calendar: HolidayCalendar, first: int, last: int) -> None:
        self.calendar = calendar
        self._base = date(first, 1, 1).toordinal()
        end = date(min(last, LAST_YEAR), 12, 31).toordinal()
        self._end = end
        self._working = [
            day
            for day in range(self._base, end + 1)
            if calendar.is_working_day(date.fromordinal(day))
        ]
        self._next = self._next_working()

    def due(self, start: date, period: Period) -> date:
        """As `due_day(start, period, calendar).day`; a period that leaves the table asks there."""
        plain = period.unit is Unit.DAYS
        if plain and period.rule is CountingRule.CIVIL_ACT:
            return self._from(start.toordinal() + period.length, start, period)
        if plain and period.length > _SHORT:
            return self._petition(start, period)
        if period.by_calendar and period.rule is CountingRule.CIVIL_ACT:
            day, _ = calendar_end(start + ONE_DAY, period)
            return self._from(day.toordinal(), start, period)
        return due_day(start, period, self.calendar).day

    def _from(self, ordinal: int, start: date, period: Period) -> date:
        if self._base <= ordinal <= self._end and (found := self._next[ordinal - self._base]):
            return date.fromordinal(found)
        return due_day(start, period, self.calendar).day

    def _petition(self, start: date, period: Period) -> date:
        """Working days, the first counted (민원처리법 제19조②)."""
        first = start.toordinal()
        nth = bisect_left(self._working, first) + period.length - 1
        if first < self._base or nth >= len(self._working):
            return due_day(start, period, self.calendar).day
        return date.fromordinal(self._working[nth])

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie in [first, last].

        Raises:
            OutOfCalendar: one of them is not in the table.
        """
        low, high = first.toordinal(), last.toordinal()
        for day in (first, last):
            if not self._base <= day.toordinal() <= self._end:
                raise OutOfCalendar(day.year)
        return bisect_right(self._working, high) - bisect_left(self._working, low)

    def _next_working(self) -> list[int]:
        found = [0] * (self._end - self._base + 1)
        following = 0
        ahead = set(self._working)
        for day in range(self._end, self._base - 1, -1):
            if day in ahead:
                following = day
            found[day - self._base] = following
        return found
