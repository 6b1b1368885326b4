"""When a statutory period ends, and why on that day.

「민법」 (by 「행정기본법」 제6조① for every administrative period without a rule of its own):
  제156조    hours run at once;
  제157조    the first day does not count, unless the period starts at midnight;
  제159조    a period ends with the end of its last day;
  제160조    months and years follow the calendar and end on the eve of the corresponding day,
             or with the month where it has no such day;
  제161조    a last day on a Saturday or public holiday moves to the next day.
「민원 처리에 관한 법률」 제19조:
  ①  up to 5 days: in hours from the moment of receipt, 8 to a working day;
  ②  from 6 days: the first day counts, Saturdays and public holidays do not;
  ③  months and years: the first day counts, then 「민법」 제159조 to 제161조.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from haechi.statutes.calendar import LAST_YEAR, ONE_DAY, DayOff, HolidayCalendar, OutOfCalendar
from haechi.statutes.office_hours import HOURS_A_DAY, after_office_hours, in_korea

_LONGEST: Final = 100 * 366
_HOURS_LIMIT: Final = 5  # days, 민원처리법 제19조①


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    MONTHS = "months"
    YEARS = "years"


class CountingRule(StrEnum):
    CIVIL_ACT = "civil act"
    CIVIL_PETITIONS_ACT = "civil petitions act"


@dataclass(frozen=True, slots=True)
class Period:
    """`length` ≥ 1 in `unit`. Under the Civil Petitions Act, days are working days."""

    length: int
    unit: Unit = Unit.DAYS
    rule: CountingRule = CountingRule.CIVIL_ACT

    def __post_init__(self) -> None:
        if not 1 <= self.length <= _LONGEST:
            raise ValueError(f"a period of {self.length}")

    @property
    def by_calendar(self) -> bool:
        return self.unit in {Unit.MONTHS, Unit.YEARS}

    @property
    def in_working_days(self) -> bool:
        petition = self.rule is CountingRule.CIVIL_PETITIONS_ACT and not self.by_calendar
        return petition or self.unit is Unit.WORKING_DAYS


SUPPLEMENT: Final = DayOff("보완 기간", "time for a supplement")


class ReasonCode(StrEnum):
    FIRST_DAY_LEFT_OUT = "first day left out"
    FIRST_DAY_COUNTED = "first day counted"
    WORKING_HOURS = "working hours"
    DAYS_OFF_LEFT_OUT = "days off left out"
    MONTH_END = "month end"
    STOPPED = "stopped"
    EXTENDED = "extended"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the count. `from_day`: the day it looked at; `to_day`: where it led; `days`: how
    many; `why`: for MOVED, what `from_day` is; `article`: the Korean citation."""

    code: ReasonCode
    article: str
    from_day: date
    to_day: date
    days: int = 0
    why: DayOff | None = None


@dataclass(frozen=True, slots=True)
class DueDay:
    """The period ends with the end of `day`, or at `moment` where it was counted in hours."""

    start: date
    day: date
    reasons: tuple[Reason, ...]
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to a running period: `stops` as (first, last) days that do not count, both
    included; `extension` in days of the period's own kind."""

    stops: Sequence[tuple[date, date]] = ()
    extension: int = 0

    def stopped(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.stops)


UNCHANGED: Final = Changes()


def due_day(
    start: date | datetime,
    period: Period,
    calendar: HolidayCalendar,
    *,
    from_midnight: bool = False,
    changes: Changes = UNCHANGED,
) -> DueDay:
    """`start`: the day of receipt, or its moment (naive is Korean time).

    A period in hours needs the moment (`ValueError`) and knows no `changes`. A short period under
    the Civil Petitions Act is exact with the moment; with the day alone it ends on the last day it
    can end if receipt was within office hours. `from_midnight`: 민법 제157조 단서.
    Raises `OutOfCalendar` beyond 2100.
    """
    moment = in_korea(start) if isinstance(start, datetime) else None
    short = _counts_hours(period)
    if moment is not None and short and changes == UNCHANGED:
        return _by_hours(moment, period, calendar)
    if period.unit is Unit.HOURS:
        raise ValueError("a period in hours needs the moment of its start and has no stops")
    count = _Count(moment.date() if moment else start, period, calendar, changes)
    count.begin(hours=short, counted=from_midnight or _petition(period))
    count.run()
    count.move()
    return DueDay(count.start, count.day, tuple(count.reasons))


class _Count:
    """One count, step by step; `day` is the last day so far, `reasons` what led to it."""

    def __init__(
        self, start: date, period: Period, calendar: HolidayCalendar, changes: Changes
    ) -> None:
        self.start = start
        self.period = period
        self.calendar = calendar
        self.changes = changes
        self.first = start
        self.day = start
        self.reasons: list[Reason] = []

    def begin(self, *, hours: bool, counted: bool) -> None:
        self.first = self.start if counted and not hours else self.start + ONE_DAY
        self.reasons.append(self._beginning(hours=hours, counted=counted))

    def _beginning(self, *, hours: bool, counted: bool) -> Reason:
        if hours:
            number = self.period.length * HOURS_A_DAY
            return _working_hours(self.start, self.first, number)
        if not counted:
            article, code = "민법 제157조", ReasonCode.FIRST_DAY_LEFT_OUT
        elif not _petition(self.period):
            article, code = "민법 제157조 단서", ReasonCode.FIRST_DAY_COUNTED
        else:
            paragraph = 3 if self.period.by_calendar else 2
            article = f"민원 처리에 관한 법률 제19조제{paragraph}항"
            code = ReasonCode.FIRST_DAY_COUNTED
        return Reason(code, article, self.start, self.first)

    def run(self) -> None:
        if self.period.by_calendar:
            self._calendar_end()
        else:
            self.day = self._nth(self.first, self.period.length, self._counts)
        self._add_stops_and_extension()

    def move(self) -> None:
        """민법 제161조. Days counted as working days never need it."""
        passed: list[tuple[date, DayOff]] = []
        while why := self._no_end(self.day):
            passed.append((self.day, why))
            self.day += ONE_DAY
        self.reasons += [
            Reason(ReasonCode.MOVED, "민법 제161조", day, self.day, why=why) for day, why in passed
        ]

    def _no_end(self, day: date) -> DayOff | None:
        # A stop that begins while the end is being moved still keeps its days from counting.
        if self.changes.stopped(day):
            return SUPPLEMENT
        names = self.calendar.names(day)
        return names[0] if names else None

    def _calendar_end(self) -> None:
        self.day, cut = calendar_end(self.first, self.period)
        if cut:
            reason = Reason(ReasonCode.MONTH_END, "민법 제160조제3항", self.first, self.day)
            self.reasons.append(reason)

    def _add_stops_and_extension(self) -> None:
        if self.period.by_calendar:
            added = self.changes.extension + self._stopped_days()
            if added:
                self.day = self._nth(self.day + ONE_DAY, added, self._counts)
        elif self.changes.extension:
            self.day = self._nth(self.day + ONE_DAY, self.changes.extension, self._counts)
        stopped = self._stopped_days()
        if stopped:
            self._explain(ReasonCode.STOPPED, "행정절차법 시행령 제11조", stopped)
        if self.changes.extension:
            self._explain(ReasonCode.EXTENDED, "", self.changes.extension)
        if self.period.in_working_days:
            self._explain(ReasonCode.DAYS_OFF_LEFT_OUT, "", self._days_off())

    def _counts(self, day: date) -> bool:
        if self.changes.stopped(day):
            return False
        return not self.period.in_working_days or self.calendar.is_working_day(day)

    def _nth(self, first: date, number: int, counts: Callable[[date], bool]) -> date:
        day = first - ONE_DAY
        while number:
            day += ONE_DAY
            if day.year > LAST_YEAR:
                raise OutOfCalendar(day.year)
            number -= counts(day)
        return day

    def _span(self) -> Sequence[date]:
        return [self.first + ONE_DAY * n for n in range((self.day - self.first).days + 1)]

    def _stopped_days(self) -> int:
        return sum(map(self.changes.stopped, self._span())) if self.changes.stops else 0

    def _days_off(self) -> int:
        off = (day for day in self._span() if not self.calendar.is_working_day(day))
        return sum(not self.changes.stopped(day) for day in off)

    def _explain(self, code: ReasonCode, article: str, days: int) -> None:
        self.reasons.append(Reason(code, article, self.first, self.day, days))


def calendar_end(first: date, period: Period) -> tuple[date, bool]:
    """민법 제160조②③: the eve of the corresponding day, or the month's last day (True) without one.

    `first`: the first day that counts. Raises `OutOfCalendar` beyond 2100.
    """
    months = period.length * (12 if period.unit is Unit.YEARS else 1)
    index = first.year * 12 + first.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if year > LAST_YEAR:
        raise OutOfCalendar(year)
    last = monthrange(year, month)[1]
    if first.day <= last:
        return date(year, month, first.day) - ONE_DAY, False
    return date(year, month, last), True


def _by_hours(moment: datetime, period: Period, calendar: HolidayCalendar) -> DueDay:
    if period.rule is CountingRule.CIVIL_ACT:
        end = moment + timedelta(hours=period.length)
        reasons = (Reason(ReasonCode.FIRST_DAY_COUNTED, "민법 제156조", moment.date(), end.date()),)
        return DueDay(moment.date(), end.date(), reasons, end)
    hours = period.length * (1 if period.unit is Unit.HOURS else HOURS_A_DAY)
    end = after_office_hours(moment, hours, calendar)
    reason = _working_hours(moment.date(), end.date(), hours)
    return DueDay(moment.date(), end.date(), (reason,), end)


def _working_hours(start: date, end: date, hours: int) -> Reason:
    article = "민원 처리에 관한 법률 제19조제1항"
    return Reason(ReasonCode.WORKING_HOURS, article, start, end, hours)


def _counts_hours(period: Period) -> bool:
    if period.unit is Unit.HOURS:
        return True
    return _petition(period) and period.in_working_days and period.length <= _HOURS_LIMIT


def _petition(period: Period) -> bool:
    return period.rule is CountingRule.CIVIL_PETITIONS_ACT
