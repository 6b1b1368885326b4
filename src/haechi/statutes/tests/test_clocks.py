"""Clocks that stop, run on and are extended once (PI-13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.statutes.calendar import HolidayCalendar
from haechi.statutes.clocks import (
    DISCLOSURE,
    Clock,
    ClockError,
    ClockProblem,
    ClockRule,
    Event,
    EventKind,
)
from haechi.statutes.explanations import explain, explain_steps
from haechi.statutes.periods import CountingRule, Period, Unit

NATIONAL = HolidayCalendar()
RECEIVED = date(2026, 11, 20)
STARTS = st.dates(date(2020, 1, 1), date(2029, 12, 31))
RULES = st.builds(
    ClockRule,
    st.builds(
        Period,
        st.integers(1, 60),
        st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS]),
        st.sampled_from(CountingRule),
    ),
    st.integers(1, 15),
)


def running() -> Clock:
    return Clock.start(DISCLOSURE, NATIONAL, RECEIVED)


def test_a_disclosure_is_due_after_thirty_days_and_counts_down() -> None:
    status = running().status(date(2026, 12, 14))
    assert (status.due.day, status.days_left) == (date(2026, 12, 21), 7)
    assert not status.overdue
    assert running().status(date(2026, 12, 21)).days_left == 0
    assert running().status(date(2026, 12, 22)).overdue


def test_one_extension_of_fifteen_days_counts_from_the_unmoved_end() -> None:
    extended = running().extend(date(2026, 12, 21), 15)
    assert extended.status(RECEIVED).due.day == date(2027, 1, 4)
    assert extended.status(RECEIVED).extended_by == 15
    with pytest.raises(ClockError) as again:
        extended.extend(date(2026, 12, 22), 1)
    assert again.value.problem is ClockProblem.EXTENDED_ALREADY


@pytest.mark.parametrize(
    ("day", "days", "problem"),
    [
        (date(2026, 12, 1), 16, ClockProblem.TOO_LONG),
        (date(2026, 12, 1), 0, ClockProblem.TOO_LONG),
        (date(2026, 12, 22), 15, ClockProblem.TOO_LATE),
        (date(2026, 11, 19), 15, ClockProblem.OUT_OF_ORDER),
    ],
)
def test_an_extension_the_rule_does_not_allow_is_refused(
    day: date, days: int, problem: ClockProblem
) -> None:
    with pytest.raises(ClockError) as refused:
        running().extend(day, days)
    assert refused.value.problem is problem


def test_waiting_for_a_supplement_does_not_count_both_days_included() -> None:
    resumed = running().stop(date(2026, 12, 1)).resume(date(2026, 12, 10))
    status = resumed.status(date(2026, 12, 10))
    assert status.due.day == date(2026, 12, 30)
    assert not status.stopped
    assert "보완에 걸린 10일은 세지 않습니다 (행정절차법 시행령 제11조)" in explain_steps(
        status.due, "ko"
    )


def test_a_stopped_clock_keeps_its_days_and_is_never_overdue() -> None:
    stopped = running().stop(date(2026, 12, 1))
    month_later = stopped.status(date(2027, 1, 15))
    assert month_later.stopped
    assert month_later.due.day == date(2027, 2, 4)
    assert not stopped.status(date(2030, 1, 2)).overdue


def test_a_stop_while_the_end_is_being_moved_still_moves_it() -> None:
    """Received on a Friday, one day: Saturday moves to Monday; the request goes out on Sunday."""
    clock = Clock.start(ClockRule(Period(1)), NATIONAL, date(2021, 2, 5))
    assert clock.status(date(2021, 2, 5)).due.day == date(2021, 2, 8)
    due = clock.stop(date(2021, 2, 7)).resume(date(2021, 2, 9)).status(date(2021, 2, 9)).due
    assert due.day == date(2021, 2, 10)
    assert explain(due, "ko") == "2월 6일이 토요일, 7일부터 9일까지 보완 기간이라 10일"
    assert explain(due, "en") == (
        "6 February is a Saturday, 7 February to 9 February is time for a supplement, "
        "so 10 February"
    )


def test_events_out_of_turn_are_refused() -> None:
    stopped = running().stop(date(2026, 12, 1))
    attempts: tuple[tuple[Callable[[], Clock], ClockProblem], ...] = (
        (lambda: running().resume(date(2026, 12, 1)), ClockProblem.NOT_STOPPED),
        (lambda: stopped.stop(date(2026, 12, 2)), ClockProblem.NOT_RUNNING),
        (lambda: stopped.resume(date(2026, 11, 30)), ClockProblem.OUT_OF_ORDER),
        (lambda: running().stop(date(2026, 12, 22)), ClockProblem.TOO_LATE),
        (lambda: Clock.replay(DISCLOSURE, NATIONAL, ()), ClockProblem.NOT_RUNNING),
    )
    for attempt, problem in attempts:
        with pytest.raises(ClockError) as refused:
            attempt()
        assert refused.value.problem is problem


def test_a_second_start_and_an_hourly_clock_are_refused() -> None:
    twice = (Event(EventKind.STARTED, RECEIVED), Event(EventKind.STARTED, RECEIVED))
    with pytest.raises(ClockError):
        Clock.replay(DISCLOSURE, NATIONAL, twice)
    with pytest.raises(ValueError, match="hours"):
        Clock.start(ClockRule(Period(3, Unit.HOURS)), NATIONAL, RECEIVED)


def test_a_petition_clock_stops_in_working_days() -> None:
    rule = ClockRule(Period(10, Unit.DAYS, CountingRule.CIVIL_PETITIONS_ACT))
    clock = Clock.start(rule, NATIONAL, date(2026, 11, 23))
    assert clock.status(RECEIVED).due.day == date(2026, 12, 4)
    stopped = clock.stop(date(2026, 11, 26)).resume(date(2026, 11, 30))
    assert stopped.status(RECEIVED).due.day == date(2026, 12, 9)


@given(STARTS, RULES, st.integers(0, 20), st.integers(0, 40), st.data())
def test_any_history_ends_later_on_a_working_day_and_replays(
    start: date, rule: ClockRule, before: int, waiting: int, data: st.DataObject
) -> None:
    clock = Clock.start(rule, NATIONAL, start)
    plain = clock.status(start).due.day
    stop = min(start + timedelta(days=before), plain)
    stopped = clock.stop(stop).resume(stop + timedelta(days=waiting))
    after = stopped.status(start).due.day
    extended = stopped.extend(
        max(stop + timedelta(days=waiting), start), data.draw(st.integers(1, rule.extension))
    )
    final = extended.status(start).due.day
    assert plain <= after <= final
    assert all(NATIONAL.is_working_day(day) for day in (plain, after, final))
    assert Clock.replay(rule, NATIONAL, extended.events) == extended


@given(STARTS, RULES, st.integers(0, 20), st.integers(0, 60))
def test_while_stopped_the_days_left_do_not_melt(
    start: date, rule: ClockRule, before: int, waiting: int
) -> None:
    clock = Clock.start(rule, NATIONAL, start)
    stop = min(start + timedelta(days=before), clock.status(start).due.day)
    stopped = clock.stop(stop)
    today = stop + timedelta(days=waiting)
    assert stopped.status(today).due.day >= stopped.status(stop).due.day
    assert stopped.status(today).days_left >= 0
