"""Days on which no period ends.

Sources: 「관공서의 공휴일에 관한 규정」 제2조 (Sunday is a public holiday) and 제3조 (substitute
holidays), 「민법」 제161조 (Saturday counts alike). The national table comes from the `holidays`
package, which cannot know a holiday the government will name later: the institution adds those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

FIRST_YEAR: Final = 1948
LAST_YEAR: Final = 2100
"""The national table ends here; a period beyond is an error, not a guess."""

ONE_DAY: Final = timedelta(days=1)

# The statute's word is 대체공휴일; the package writes 대체 휴일.
_OFFICIAL: Final = (" 대체 휴일", " 대체공휴일")


class OutOfCalendar(ValueError):
    """A day before 1948 or after 2100."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"no table of holidays for {year}")


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why nobody works on a day: its name in both languages ("일요일", "Sunday")."""

    ko: str
    en: str


SATURDAY: Final = DayOff("토요일", "Saturday")
SUNDAY: Final = DayOff("일요일", "Sunday")


@dataclass(frozen=True)
class HolidayCalendar:
    """National holidays and the institution's table.

    `extra`: day → Korean name, for temporary holidays (임시공휴일, a by-election).
    `cancelled`: national holidays that turned out to be none.
    """

    extra: Mapping[date, str] = field(default_factory=dict)
    cancelled: frozenset[date] = frozenset()

    def names(self, day: date) -> tuple[DayOff, ...]:
        """Every reason for which `day` is no working day, holidays before weekend; () if it is one.

        Raises `OutOfCalendar`.
        """
        found = []
        if day in self.extra:
            found.append(DayOff(self.extra[day], "a temporary public holiday"))
        national = _national(day.year).get(day)
        if national is not None and day not in self.cancelled:
            found.append(national)
        if day.weekday() >= 5:
            found.append(SATURDAY if day.weekday() == 5 else SUNDAY)
        return tuple(found)

    def is_working_day(self, day: date) -> bool:
        return not self.names(day)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.working_day_from(day + ONE_DAY)

    def working_day_from(self, day: date) -> date:
        """`day` itself if it is a working day, else the next one."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day


@lru_cache(maxsize=64)
def _national(year: int) -> Mapping[date, DayOff]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfCalendar(year)
    korean = holidays.country_holidays("KR", years=year, expand=False, language="ko")
    english = holidays.country_holidays("KR", years=year, expand=False, language="en_US")
    return {day: DayOff(_korean(name), _english(english[day])) for day, name in korean.items()}


def _korean(name: str) -> str:
    return ", ".join(part.replace(*_OFFICIAL) for part in name.split("; "))


def _english(name: str) -> str:
    parts = (part.replace("The ", "the ", 1) for part in name.split("; "))
    return " and ".join(part.replace("Alternative", "the alternative") for part in parts)
