"""The duty roster of a month as a calendar: who is told of a category's reports on which day (HL-6)."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from haechi.common.clock import today
from haechi.custody.models import Leave, Officer, RosterEntry
from haechi.custody.roster import Roster, roster_of
from haechi.institutions.models import Category, Institution
from haechi.reports.deadline import calendar_of
from haechi.statutes.calendar import HolidayCalendar, OutOfCalendar

SHOWN = 3  # names in a day's field; the list below the calendar has all
_SUNDAY_FIRST = calendar.Calendar(firstweekday=6)


@dataclass(frozen=True)
class Day:
    """One field of the calendar; `day_off` names a holiday, `more` counts names left out."""

    day: date
    in_month: bool
    is_today: bool = False
    day_off: str = ""
    is_free: bool = False
    names: tuple[str, ...] = ()
    by_roster: bool = False
    is_gap: bool = False

    @property
    def first_names(self) -> tuple[str, ...]:
        return self.names[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.names) - SHOWN)


@dataclass(frozen=True)
class Gap:
    """A category with days of the month on which whoever should be told is away."""

    category: Category
    days: int


@dataclass(frozen=True)
class Month:
    """A month of an institution's roster; `category` is the one that the calendar shows."""

    institution: Institution
    category: Category | None
    first: date

    @property
    def last(self) -> date:
        return self.next - timedelta(days=1)

    @property
    def next(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def title(self) -> str:
        return date_format(self.first, "Y년 n월" if get_language() == "ko" else "F Y")

    def turns(self) -> Iterable[RosterEntry]:
        return RosterEntry.objects.filter(
            category=self.category, first_day__lte=self.last, last_day__gte=self.first
        ).select_related("officer")

    def leaves(self) -> Iterable[Leave]:
        return Leave.objects.filter(
            officer__institution=self.institution,
            first_day__lte=self.last,
            last_day__gte=self.first,
        ).select_related("officer", "substitute")


def weeks_of(month: Month, roster: Roster) -> list[list[Day]]:
    """Weeks from Sunday to Saturday; days of the months beside are blank."""
    names = dict(Officer.objects.filter(institution=month.institution).values_list("pk", "name"))
    days_off, moment = calendar_of(month.institution), today()
    weeks = _SUNDAY_FIRST.monthdatescalendar(month.first.year, month.first.month)
    return [[_day(each, month, roster, names, days_off, moment) for each in week] for week in weeks]


def _day(
    day: date,
    month: Month,
    roster: Roster,
    names: dict[int, str],
    days_off: HolidayCalendar,
    moment: date,
) -> Day:
    if day.month != month.first.month or month.category is None:
        return Day(day, in_month=day.month == month.first.month)
    told = roster.told(month.category.pk, day)
    holiday, is_free = _free(day, days_off)
    return Day(
        day=day,
        in_month=True,
        is_today=day == moment,
        day_off=holiday,
        is_free=is_free,
        names=tuple(names.get(officer, "?") for officer in told.officers),
        by_roster=told.by_roster,
        is_gap=told.is_gap,
    )


def _free(day: date, days_off: HolidayCalendar) -> tuple[str, bool]:
    """The name of a holiday ("" for a bare weekend), and whether nobody works."""
    try:
        found = days_off.names(day)
    except OutOfCalendar:
        return "", day.weekday() >= 5
    korean = get_language() == "ko"
    named = [each.ko if korean else each.en for each in found]
    is_weekend = day.weekday() >= 5
    return ", ".join(named[:-1] if is_weekend else named), bool(found)


def gaps_of(month: Month, categories: Iterable[Category], roster: Roster) -> list[Gap]:
    """From today on: what is past cannot be mended."""
    begin = max(month.first, today())
    span = (month.last - begin).days + 1
    found = []
    for category in categories:
        days = sum(roster.told(category.pk, begin + timedelta(days=n)).is_gap for n in range(span))
        if days:
            found.append(Gap(category, days))
    return found


def month_roster(month: Month) -> Roster:
    return roster_of(month.institution, month.first, month.last)


def weekdays() -> list[tuple[str, str]]:
    """Short and long names from Sunday on."""
    return [
        (_("Sun"), _("Sunday")),
        (_("Mon"), _("Monday")),
        (_("Tue"), _("Tuesday")),
        (_("Wed"), _("Wednesday")),
        (_("Thu"), _("Thursday")),
        (_("Fri"), _("Friday")),
        (_("Sat"), _("Saturday")),
    ]
