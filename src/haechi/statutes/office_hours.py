"""Working time of a public office: 「국가공무원 복무규정」 제9조, 09:00 to 18:00, lunch from 12:00."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from typing import Final

from haechi.statutes.calendar import ONE_DAY, HolidayCalendar

KST: Final = timezone(timedelta(hours=9), "KST")
HOURS_A_DAY: Final = 8

_OPEN: Final = ((time(9), time(12)), (time(13), time(18)))


def in_korea(moment: datetime) -> datetime:
    """A naive moment is Korean time already."""
    return moment.replace(tzinfo=KST) if moment.tzinfo is None else moment.astimezone(KST)


def after_office_hours(moment: datetime, hours: int, calendar: HolidayCalendar) -> datetime:
    """When `hours` of working time have passed since `moment`. Raises `OutOfCalendar`."""
    left = timedelta(hours=hours)
    day = moment.date()
    while True:
        for opening, closing in _OPEN if calendar.is_working_day(day) else ():
            begin = max(moment, datetime.combine(day, opening, moment.tzinfo))
            room = datetime.combine(day, closing, moment.tzinfo) - begin
            if room >= left:
                return begin + left
            left -= max(room, timedelta())
        day += ONE_DAY
