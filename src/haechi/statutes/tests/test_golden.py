"""The golden table of due days 2025 to 2028, counted apart from the program with its working (PI-13)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.statutes.calendar import HolidayCalendar, OutOfCalendar
from haechi.statutes.clocks import Clock
from haechi.statutes.periods import Changes, CountingRule, Period, Unit, due_day
from haechi.statutes.rules import RULES, RuleName, retention_end
from haechi.statutes.table import DueTable

NATIONAL = HolidayCalendar()
TABLE = DueTable(NATIONAL, 2020, 2034)
STARTS = st.dates(date(2021, 1, 1), date(2029, 12, 31))
STOP = re.compile(r"중단 (\S+)~(\S+)")
NAMES = {
    "처리": RuleName.HANDLING,
    "이의신청": RuleName.OBJECTION,
    "권익위": RuleName.COMMISSION,
    "2차": RuleName.SECOND_SUPPLEMENT,
}


@dataclass(frozen=True)
class Line:
    rule: str
    start: date
    length: str
    due: date
    working: str

    @property
    def changes(self) -> Changes:
        found = STOP.findall(self.length)
        stops = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in found)
        extended = re.search(r"연장 (\d+)", self.length)
        return Changes(stops, int(extended[1]) if extended else 0)

    @property
    def period(self) -> Period:
        number = int(self.length.split()[0])
        if "년" in self.rule.split()[1]:
            return Period(number, Unit.YEARS)
        petition = self.rule.endswith("민원처리법")
        rule = CountingRule.CIVIL_PETITIONS_ACT if petition else CountingRule.CIVIL_ACT
        return Period(number, Unit.DAYS, rule)


def lines() -> list[Line]:
    text = (Path(__file__).parent / "golden" / "due-days.txt").read_text()
    rows = [line.split(" | ") for line in text.splitlines() if " | " in line and line[0] != "#"]
    return [
        Line(rule, date.fromisoformat(start), length, date.fromisoformat(due), working)
        for rule, start, length, due, working in rows
    ]


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.rule} {line.start}")
def test_the_program_counts_as_the_table_does(line: Line) -> None:
    found = due_day(line.start, line.period, NATIONAL, changes=line.changes)
    assert found.day == line.due, line.working
    if line.changes == Changes():
        assert TABLE.due(line.start, line.period) == line.due


def test_the_table_is_whole_and_its_periods_are_those_of_the_guideline() -> None:
    assert len(lines()) >= 60
    assert {line.start.year for line in lines()} >= {2025, 2026, 2027, 2028}
    for line in lines():
        name = NAMES.get(line.rule.split()[0])
        if name is not None:
            assert RULES[name].period.length == line.period.length
        assert f"{line.due}" in line.working


def test_every_rule_cites_its_article() -> None:
    assert set(RULES) == set(RuleName)
    assert all(rule.article.startswith("운영지침 제") for rule in RULES.values())
    assert RULES[RuleName.HANDLING].extension == 15
    assert not any(RULES[name].extension for name in RuleName if name is not RuleName.HANDLING)


@pytest.mark.parametrize(
    ("closed", "years", "end"),
    [
        (date(2026, 11, 20), 5, date(2031, 12, 31)),  # from 1 January 2027, five years
        (date(2026, 1, 1), 1, date(2027, 12, 31)),
        (date(2026, 12, 31), 10, date(2036, 12, 31)),
        (date(2028, 2, 29), 3, date(2031, 12, 31)),
    ],
)
def test_records_are_kept_from_the_first_of_january(closed: date, years: int, end: date) -> None:
    """PI-21, 공공기록물법 시행령 제26조."""
    assert retention_end(closed, years) == end
    with pytest.raises(ValueError, match="years of keeping"):
        retention_end(closed, 7)


PERIODS = st.builds(
    Period,
    st.integers(1, 60),
    st.sampled_from([Unit.DAYS, Unit.MONTHS, Unit.YEARS]),
    st.sampled_from(CountingRule),
)


@given(STARTS, PERIODS)
def test_the_table_answers_as_the_explained_count(start: date, period: Period) -> None:
    assert TABLE.due(start, period) == due_day(start, period, NATIONAL).day


@given(STARTS, st.integers(0, 30))
def test_working_days_between_are_counted_one_by_one(start: date, days: int) -> None:
    span = [start + timedelta(days=n) for n in range(days + 1)]
    assert TABLE.working_days_between(span[0], span[-1]) == sum(map(NATIONAL.is_working_day, span))
    with pytest.raises(OutOfCalendar):
        TABLE.working_days_between(date(2019, 12, 31), start)


GAPS = st.tuples(st.integers(0, 8), st.integers(0, 9), st.integers(1, 8), st.integers(0, 9))


@given(STARTS, GAPS)
def test_two_stops_commute_and_count_like_one_of_their_days(
    start: date, gaps: tuple[int, int, int, int]
) -> None:
    """Stop and resume commute with one another: the order in which they are written changes nothing."""
    before, first, between, second = gaps
    a = start + timedelta(days=1 + before)
    b = a + timedelta(days=first + between + 1)
    stops = ((a, a + timedelta(days=first)), (b, b + timedelta(days=second)))
    period = RULES[RuleName.HANDLING].period
    one = due_day(start, period, NATIONAL, changes=Changes(stops)).day
    assert one == due_day(start, period, NATIONAL, changes=Changes(stops[::-1])).day
    plain = start + timedelta(days=30 + first + second + 2)
    assert one == NATIONAL.working_day_from(plain)


@given(STARTS, st.integers(0, 20), st.integers(0, 30), st.integers(1, 15))
def test_extending_before_or_after_a_stop_is_the_same(
    start: date, stop: int, length: int, days: int
) -> None:
    rule = RULES[RuleName.HANDLING]
    first = start + timedelta(days=stop)
    last = first + timedelta(days=length)
    clock = Clock.start(rule, NATIONAL, start)
    early = clock.extend(first, days).stop(first).resume(last)
    late = clock.stop(first).resume(last).extend(last, days)
    assert early.status(start).due.day == late.status(start).due.day


def test_by_setting_the_same_period_is_counted_as_a_petition() -> None:
    rule = RULES[RuleName.HANDLING].counted_by(CountingRule.CIVIL_PETITIONS_ACT)
    clock = Clock.start(rule, NATIONAL, date(2026, 11, 20))
    assert clock.status(date(2026, 11, 20)).due.day == date(2027, 1, 4)
    assert rule.extension == 15
