"""The two ways Korean law counts a period (PI-13, design 6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from haechi.statutes.calendar import HolidayCalendar, OutOfCalendar
from haechi.statutes.explanations import explain, explain_steps
from haechi.statutes.office_hours import KST
from haechi.statutes.periods import (
    Changes,
    CountingRule,
    Period,
    ReasonCode,
    Unit,
    due_day,
)

NATIONAL = HolidayCalendar()
CIVIL = CountingRule.CIVIL_ACT
PETITIONS = CountingRule.CIVIL_PETITIONS_ACT
STARTS = st.dates(date(2020, 1, 1), date(2029, 12, 31))
DAY_UNITS = st.sampled_from([unit for unit in Unit if unit is not Unit.HOURS])
LENGTHS = st.integers(1, 40)
PERIODS = st.builds(Period, LENGTHS, DAY_UNITS, st.sampled_from(CountingRule))


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=KST)


def due(start: date, length: int, unit: Unit = Unit.DAYS, rule: CountingRule = CIVIL) -> date:
    return due_day(start, Period(length, unit, rule), NATIONAL).day


def test_thirty_days_by_the_civil_act_and_by_the_petitions_act() -> None:
    """PI-13, and the two dates computed in the project's research."""
    assert due(date(2026, 11, 20), 30) == date(2026, 12, 21)
    assert due(date(2026, 11, 20), 30, rule=PETITIONS) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        (date(2026, 1, 19), 90, date(2026, 4, 20)),  # 19 April is a Sunday
        (date(2019, 12, 2), 3, date(2019, 12, 5)),
        (date(2026, 12, 2), 30, date(2027, 1, 4)),  # New Year's Day, then a weekend
        (date(2025, 9, 3), 30, date(2025, 10, 10)),  # 개천절, weekend, 추석, 대체공휴일, 한글날
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
    ],
)
def test_civil_days_leave_out_the_first_and_move_the_last(
    start: date, length: int, end: date
) -> None:
    assert due(start, length) == end


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 1, 30), 1, date(2025, 2, 28)),  # from the 31st: no such day in February
        (date(2025, 1, 31), 1, date(2025, 2, 28)),  # from 1 February: the whole month
        (date(2025, 2, 28), 1, date(2025, 3, 31)),  # from 1 March: the whole month
        (date(2025, 1, 27), 1, date(2025, 2, 27)),
        (date(2028, 1, 28), 1, date(2028, 2, 28)),  # leap year: 29 February exists
        (date(2028, 1, 30), 1, date(2028, 2, 29)),
        (date(2026, 1, 30), 1, date(2026, 3, 3)),  # Saturday, 삼일절 on Sunday, its substitute
        (date(2026, 5, 30), 1, date(2026, 6, 30)),
        (date(2025, 8, 30), 6, date(2026, 3, 3)),
    ],
)
def test_months_end_on_the_eve_or_with_the_month(start: date, months: int, end: date) -> None:
    """민법 제160조②③."""
    assert due(start, months, Unit.MONTHS) == end


def test_a_month_without_the_day_says_so() -> None:
    found = due_day(date(2025, 1, 30), Period(1, Unit.MONTHS), NATIONAL)
    assert ReasonCode.MONTH_END in {reason.code for reason in found.reasons}
    assert "그 달에 31일이 없어" in " ".join(explain_steps(found, "ko"))
    whole = due_day(date(2025, 1, 31), Period(1, Unit.MONTHS), NATIONAL)
    assert ReasonCode.MONTH_END not in {reason.code for reason in whole.reasons}


def test_years_follow_the_calendar_through_leap_days() -> None:
    assert due(date(2028, 2, 28), 1, Unit.YEARS) == date(2029, 2, 28)
    assert due(date(2028, 2, 29), 1, Unit.YEARS) == date(2029, 2, 28)
    assert due(date(2023, 3, 6), 3, Unit.YEARS) == date(2026, 3, 6)
    assert due(date(2026, 11, 20), 5, Unit.YEARS) == date(2031, 11, 20)


def test_a_stop_and_an_extension_lengthen_a_month_by_their_days() -> None:
    stop = (date(2026, 12, 1), date(2026, 12, 10))
    month = Period(1, Unit.MONTHS)
    stopped = due_day(date(2026, 11, 20), month, NATIONAL, changes=Changes((stop,)))
    assert stopped.day == date(2026, 12, 30)
    both = due_day(date(2026, 11, 20), month, NATIONAL, changes=Changes((stop,), 5))
    assert both.day == date(2027, 1, 4)


def test_a_period_from_midnight_counts_its_first_day() -> None:
    """민법 제157조 단서: a retention period runs from 1 January."""
    started = due_day(date(2027, 1, 1), Period(5, Unit.YEARS), NATIONAL, from_midnight=True)
    assert started.day == date(2031, 12, 31)
    assert started.reasons[0].code is ReasonCode.FIRST_DAY_COUNTED
    assert due(date(2027, 1, 1), 5, Unit.YEARS) == date(2032, 1, 2)


def test_petition_months_count_the_first_day() -> None:
    assert due(date(2026, 11, 23), 1, Unit.MONTHS, PETITIONS) == date(2026, 12, 22)
    assert due(date(2026, 11, 21), 1, Unit.MONTHS, PETITIONS) == date(2026, 12, 21)


def test_petition_days_from_a_holiday_begin_with_the_next_working_day() -> None:
    assert due(date(2026, 11, 21), 6, rule=PETITIONS) == date(2026, 11, 30)
    assert due(date(2026, 11, 23), 6, rule=PETITIONS) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("received", "days", "end"),
    [
        (at(2026, 11, 20, 14), 1, at(2026, 11, 23, 14)),
        (at(2026, 11, 20, 9), 1, at(2026, 11, 20, 18)),
        (at(2026, 11, 20, 7), 1, at(2026, 11, 20, 18)),
        (at(2026, 11, 20, 12, 30), 1, at(2026, 11, 23, 12)),
        (at(2026, 11, 21, 10), 1, at(2026, 11, 23, 18)),
        (at(2026, 11, 20, 20), 1, at(2026, 11, 23, 18)),
        (at(2026, 12, 24, 16, 15), 5, at(2027, 1, 4, 16, 15)),
    ],
)
def test_short_petitions_run_in_office_hours(received: datetime, days: int, end: datetime) -> None:
    """민원처리법 제19조①."""
    found = due_day(received, Period(days, Unit.DAYS, PETITIONS), NATIONAL)
    assert found.moment == end
    naive = received.replace(tzinfo=None)
    assert due_day(naive, Period(days, Unit.DAYS, PETITIONS), NATIONAL) == found
    assert found.day == end.date()


def test_at_once_is_three_working_hours() -> None:
    late = datetime(2026, 11, 20, 16, 30, tzinfo=KST)
    found = due_day(late, Period(3, Unit.HOURS, PETITIONS), NATIONAL)
    assert found.moment == datetime(2026, 11, 23, 10, 30, tzinfo=KST)
    assert due_day(late, Period(3, Unit.HOURS), NATIONAL).moment == late + timedelta(hours=3)


def test_a_moment_is_read_in_korea() -> None:
    friday_in_korea = datetime(2026, 11, 19, 16, tzinfo=UTC)
    assert due_day(friday_in_korea, Period(32), NATIONAL).day == date(2026, 12, 22)


@given(STARTS, st.integers(1, 5), st.integers(9 * 60 + 1, 18 * 60))
def test_the_day_alone_gives_the_day_that_office_hours_give(
    start: date, days: int, minute: int
) -> None:
    period = Period(days, Unit.DAYS, PETITIONS)
    received = datetime.combine(start, datetime.min.time()) + timedelta(minutes=minute)
    assert due_day(start, period, NATIONAL).day == due_day(received, period, NATIONAL).day


def test_hours_without_a_moment_and_empty_periods_are_errors() -> None:
    with pytest.raises(ValueError, match="moment"):
        due_day(date(2026, 11, 20), Period(3, Unit.HOURS), NATIONAL)
    for length in (0, -1, 10**9):
        with pytest.raises(ValueError, match="a period of"):
            Period(length)


@pytest.mark.parametrize("unit", [Unit.YEARS, Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS])
def test_a_period_beyond_the_table_of_holidays_is_an_error(unit: Unit) -> None:
    with pytest.raises(OutOfCalendar):
        due(date(2099, 12, 31), 30_000, unit)


@given(STARTS, PERIODS)
def test_no_period_ends_on_a_day_off(start: date, period: Period) -> None:
    assert NATIONAL.is_working_day(due_day(start, period, NATIONAL).day)


@given(STARTS, PERIODS, st.integers(0, 400))
def test_a_later_start_never_ends_earlier(start: date, period: Period, later: int) -> None:
    second = due_day(start + timedelta(days=later), period, NATIONAL)
    assert second.day >= due_day(start, period, NATIONAL).day


@given(STARTS, PERIODS, st.integers(1, 30))
def test_a_longer_period_never_ends_earlier(start: date, period: Period, more: int) -> None:
    longer = Period(period.length + more, period.unit, period.rule)
    assert due_day(start, longer, NATIONAL).day >= due_day(start, period, NATIONAL).day


@given(STARTS, PERIODS, st.integers(0, 120))
def test_one_more_holiday_never_ends_it_earlier(start: date, period: Period, off: int) -> None:
    own = HolidayCalendar({start + timedelta(days=off): "임시공휴일"})
    assert due_day(start, period, own).day >= due_day(start, period, NATIONAL).day


@given(STARTS, st.integers(1, 90))
def test_civil_days_agree_with_a_plain_count(start: date, days: int) -> None:
    expected = start + timedelta(days=days)
    while not NATIONAL.is_working_day(expected):
        expected += timedelta(days=1)
    assert due(start, days) == expected


@given(STARTS, st.integers(6, 90))
def test_petition_days_agree_with_a_list_of_working_days(start: date, days: int) -> None:
    following = (start + timedelta(days=n) for n in range(400))
    working = [day for day in following if NATIONAL.is_working_day(day)]
    assert due(start, days, rule=PETITIONS) == working[days - 1]


@given(STARTS, st.integers(1, 90), st.sampled_from([Unit.MONTHS, Unit.YEARS]))
def test_calendar_periods_agree_with_dateutil(start: date, length: int, unit: Unit) -> None:
    length = length % 12 + 1
    first = start + timedelta(days=1)
    step = relativedelta(years=length) if unit is Unit.YEARS else relativedelta(months=length)
    same = first + step
    nominal = same - timedelta(days=1) if same.day == first.day else same
    assert due(start, length, unit) == NATIONAL.working_day_from(nominal)


@given(STARTS, PERIODS)
def test_the_reasons_lead_day_by_day_to_the_due_day(start: date, period: Period) -> None:
    found = due_day(start, period, NATIONAL)
    moved = [reason for reason in found.reasons if reason.code is ReasonCode.MOVED]
    for number, reason in enumerate(reversed(moved), start=1):
        assert reason.from_day == found.day - timedelta(days=number)
        assert reason.to_day == found.day
        assert reason.why in NATIONAL.names(reason.from_day)
    assert bool(explain(found, "ko")) == bool(explain(found, "en")) == bool(moved)
    if moved:
        assert explain(found, "ko").endswith(f"{found.day.day}일")
        assert str(found.day.day) in explain(found, "en").rpartition(", so ")[2]


@given(STARTS, PERIODS, st.integers(0, 60), st.integers(0, 30), st.integers(0, 30))
def test_stops_and_extensions_never_end_it_earlier(
    start: date, period: Period, after: int, length: int, extension: int
) -> None:
    first = start + timedelta(days=after)
    stop = (first, first + timedelta(days=length))
    plain = due_day(start, period, NATIONAL).day
    stopped = due_day(start, period, NATIONAL, changes=Changes((stop,))).day
    extended = due_day(start, period, NATIONAL, changes=Changes((stop,), extension)).day
    assert plain <= stopped <= extended
    if first > plain:
        assert stopped == plain


@pytest.mark.parametrize(
    ("start", "length", "korean", "english"),
    [
        (
            date(2026, 11, 20),
            30,
            "12월 20일이 일요일이라 21일",
            "20 December is a Sunday, so 21 December",
        ),
        (
            date(2026, 11, 18),
            31,
            "12월 19일이 토요일, 20일이 일요일이라 21일",
            "19 December is a Saturday, 20 December is a Sunday, so 21 December",
        ),
        (
            date(2026, 12, 2),
            30,
            "2027년 1월 1일이 신정연휴, 2일이 토요일, 3일이 일요일이라 4일",
            "1 January 2027 is New Year's Day, 2 January 2027 is a Saturday, "
            "3 January 2027 is a Sunday, so 4 January 2027",
        ),
        (date(2026, 11, 20), 31, "", ""),
    ],
)
def test_the_reason_is_one_plain_sentence(
    start: date, length: int, korean: str, english: str
) -> None:
    found = due_day(start, Period(length), NATIONAL)
    assert explain(found, "ko") == korean
    assert explain(found, "en") == english


@pytest.mark.parametrize(
    ("name", "ending"), [("개청기념 휴무", "라"), ("임시공휴일", "이라"), ("휴무(B)", "(이)라")]
)
def test_the_particle_follows_the_last_syllable(name: str, ending: str) -> None:
    own = HolidayCalendar({date(2026, 12, 21): name})
    found = due_day(date(2026, 11, 21), Period(30), own)
    assert explain(found, "ko") == f"12월 21일이 {name}{ending} 22일"


def test_every_step_cites_its_article() -> None:
    steps = explain_steps(due_day(date(2026, 11, 20), Period(30), NATIONAL), "ko")
    assert steps == (
        "첫날을 빼고 2026년 11월 21일부터 셉니다 (민법 제157조)",
        "12월 20일이 일요일이라 21일 (민법 제161조)",
    )
    petition = due_day(date(2026, 11, 20), Period(30, Unit.DAYS, PETITIONS), NATIONAL)
    assert explain_steps(petition, "ko") == (
        "첫날을 넣어 2026년 11월 20일부터 셉니다 (민원 처리에 관한 법률 제19조제2항)",
        "토요일과 공휴일 16일은 세지 않습니다",
    )
