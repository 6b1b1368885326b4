"""Korean public holidays, Saturdays and Sundays (PI-13)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.statutes.calendar import DayOff, HolidayCalendar, OutOfCalendar

NATIONAL = HolidayCalendar()
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 1, 27), "임시공휴일"),
        (date(2025, 6, 3), "대통령 선거일"),
        (date(2025, 10, 8), "추석 대체공휴일"),
        (date(2026, 2, 17), "설날"),
        (date(2026, 3, 2), "삼일절 대체공휴일"),
        (date(2026, 6, 3), "지방선거일"),
        (date(2026, 9, 25), "추석"),
        (date(2026, 12, 19), "토요일"),
        (date(2026, 12, 20), "일요일"),
        (date(2026, 12, 25), "기독탄신일"),
    ],
)
def test_a_day_off_has_its_official_korean_name(day: date, name: str) -> None:
    assert NATIONAL.names(day)[0].ko == name
    assert not NATIONAL.is_working_day(day)


def test_two_holidays_on_one_day_are_both_named_and_the_weekend_last() -> None:
    assert NATIONAL.names(date(2025, 5, 5))[0].ko == "부처님오신날, 어린이날"
    names = NATIONAL.names(date(2025, 10, 5))
    assert [name.ko for name in names] == ["추석 전날", "일요일"]
    assert [name.en for name in names] == ["the day preceding Chuseok", "Sunday"]


def test_the_day_after_the_long_holiday_is_the_next_working_day() -> None:
    assert NATIONAL.next_working_day(date(2025, 10, 2)) == date(2025, 10, 10)
    assert NATIONAL.working_day_from(date(2025, 10, 2)) == date(2025, 10, 2)


def test_the_institution_adds_a_temporary_holiday_and_cancels_a_wrong_one() -> None:
    own = HolidayCalendar({date(2026, 11, 23): "임시공휴일"}, frozenset({date(2026, 5, 1)}))
    assert own.names(date(2026, 11, 23)) == (DayOff("임시공휴일", "a temporary public holiday"),)
    assert own.next_working_day(date(2026, 11, 20)) == date(2026, 11, 24)
    assert own.is_working_day(date(2026, 5, 1))
    assert not NATIONAL.is_working_day(date(2026, 5, 1))


@pytest.mark.parametrize("day", [date(1947, 12, 31), date(2101, 1, 3)])
def test_beyond_the_table_there_is_an_error_and_no_guess(day: date) -> None:
    with pytest.raises(OutOfCalendar):
        NATIONAL.is_working_day(day)


@given(DAYS)
def test_the_next_working_day_works_and_no_day_before_it_does(day: date) -> None:
    following = NATIONAL.next_working_day(day)
    assert following > day
    assert NATIONAL.is_working_day(following)
    between = range(day.toordinal() + 1, following.toordinal())
    assert not any(NATIONAL.is_working_day(date.fromordinal(n)) for n in between)


@given(DAYS)
def test_every_weekend_is_off_and_every_day_off_is_named_in_both_languages(day: date) -> None:
    names = NATIONAL.names(day)
    assert bool(names) or day.weekday() < 5
    assert all(name.ko and name.en for name in names)
