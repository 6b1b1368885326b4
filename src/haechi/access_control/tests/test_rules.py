"""Each rule of the review finds what it says, and leaves ordinary work alone (ALL-2)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.access_control import rules
from haechi.access_control.rules import Ended, Event, Finding, Past
from haechi.access_control.types import Change, Unusual
from haechi.audit.actions import Action
from haechi.statutes.calendar import HolidayCalendar

KST = timezone(timedelta(hours=9))
MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=KST)
CALENDAR = HolidayCalendar()

Make = Callable[..., Event]


@pytest.fixture
def make() -> Make:
    counter = iter(range(1, 100_000))

    def new(
        action: str = Action.REPORT_OPENED,
        at: datetime = MONDAY,
        officer: int | None = 1,
        subject: str = "report:1",
        place: str = "192.0.2.7",
    ) -> Event:
        return Event(
            next(counter), at.astimezone(UTC), officer, f"officer {officer}", place, action, subject
        )

    return new


def spread(
    make: Make, count: int, officer: int = 1, action: str = Action.REPORT_OPENED
) -> list[Event]:
    """So many acts in office hours of working days, two hours apart."""
    return [
        make(
            action,
            MONDAY + timedelta(days=7 * (n // 20) + (n // 4) % 5, hours=(n % 4) * 2),
            officer,
        )
        for n in range(count)
    ]


def found(
    events: Sequence[Event], *, past: Past | None = None, **more: Sequence[Ended]
) -> list[Finding]:
    return rules.unusual(
        events, around=events, past=past or Past(), ended=more.get("ended", ()), calendar=CALENDAR
    )


def in_order(events: Sequence[Event]) -> list[Event]:
    """Numbered as the trail would have them."""
    by_time = sorted(events, key=lambda event: event.at)
    return [replace(event, sequence=n) for n, event in enumerate(by_time, start=1)]


def names(events: Sequence[Event], **more: Past) -> list[Unusual]:
    return [finding.rule for finding in found(events, **more)]  # type: ignore[arg-type]


def test_an_ordinary_month_has_no_findings(make: Make) -> None:
    past = Past({1: [20, 22], 2: [18]}, {1: [3, 4]}, {1: frozenset({"192.0.2.0/24"})})
    events = in_order([*spread(make, 24), *spread(make, 20, officer=2)])
    assert found(events, past=past) == []


@pytest.mark.parametrize(
    ("own", "count", "many"),
    [([10, 12], 34, True), ([10, 12], 33, False), ([5, 5], 29, False), ([5, 5], 30, True)],
)
def test_many_openings_against_ones_own_past(
    make: Make, own: list[int], count: int, many: bool
) -> None:
    is_found = Unusual.MANY_OPENINGS in names(spread(make, count), past=Past({1: own}))
    assert is_found is many


def test_many_openings_against_colleagues(make: Make) -> None:
    events = in_order([*spread(make, 40), *spread(make, 10, 2), *spread(make, 12, 3)])
    (finding,) = found(events)
    assert (finding.rule, finding.officer_id, finding.count) == (Unusual.MANY_OPENINGS, 1, 40)
    assert finding.values["usual"] == "11"


def test_with_nothing_to_compare_only_very_many_count(make: Make) -> None:
    assert names(spread(make, 149)) == []
    assert names(spread(make, 150)) == [Unusual.MANY_OPENINGS]


def test_one_month_of_past_is_too_little_to_call_usual() -> None:
    assert rules.usual_count(1, {1: 50}, {1: [2]}) is None


def test_reading_through_within_an_hour_shows(make: Make) -> None:
    quick = [make(at=MONDAY + timedelta(minutes=3 * n), subject=f"report:{n}") for n in range(20)]
    (finding,) = found(quick)
    assert (finding.rule, finding.count, finding.values["moment"]) == (
        Unusual.BURST, 20, "2026-10-12 10:00",
    )  # fmt: skip
    slow = [make(at=MONDAY + timedelta(minutes=4 * n)) for n in range(20)]
    assert names(slow) == []


@pytest.mark.parametrize(
    ("hour", "night"), [(21, False), (22, True), (23, True), (3, True), (5, True), (6, False)]
)
def test_night_is_from_ten_to_six_in_korea(make: Make, hour: int, night: bool) -> None:
    assert (names([make(at=MONDAY.replace(hour=hour))]) == [Unusual.NIGHT]) is night


@pytest.mark.parametrize(
    ("day", "off"),
    [(datetime(2026, 10, 9, 14, tzinfo=KST), True),  # 한글날, a Friday
     (datetime(2026, 10, 10, 14, tzinfo=KST), True),  # Saturday
     (datetime(2026, 10, 12, 14, tzinfo=KST), False)],
)  # fmt: skip
def test_days_off_are_weekends_and_public_holidays(make: Make, day: datetime, off: bool) -> None:
    assert (names([make(at=day)]) == [Unusual.DAY_OFF]) is off


def test_a_temporary_holiday_of_the_institution_counts(make: Make) -> None:
    calendar = HolidayCalendar(extra={MONDAY.date(): "임시공휴일"})
    assert [each.rule for each in rules.on_days_off([make()], calendar)] == [Unusual.DAY_OFF]


def test_work_that_shows_no_data_is_not_held_against_anybody_at_night(make: Make) -> None:
    night = MONDAY.replace(hour=23)
    acts = (Action.NOTE_ADDED, Action.SIGN_IN, Action.SIGN_OUT, Action.SETTINGS_CHANGED)
    assert names([make(action, night) for action in acts]) == []


def test_access_after_it_ended_shows_and_before_or_afterwards_not(make: Make) -> None:
    span = Ended(1, MONDAY, MONDAY + timedelta(days=2), Change.SUSPENDED)
    moments = [MONDAY - timedelta(days=5), MONDAY + timedelta(hours=1), MONDAY + timedelta(days=3)]
    events = [make(at=moment) for moment in moments]
    (finding,) = found(events, ended=[span])
    assert (finding.rule, finding.sequences) == (Unusual.AFTER_END, (events[1].sequence,))
    assert found([make(officer=2, at=moments[1])], ended=[span]) == []


def test_trying_to_sign_in_with_a_closed_account_shows(make: Make) -> None:
    closed = Ended(1, MONDAY, None, Change.REVOKED)
    late = make(Action.SIGN_IN_FAILED, MONDAY + timedelta(hours=4))
    assert [finding.rule for finding in found([late], ended=[closed])] == [Unusual.AFTER_END]


def test_without_a_seat_signing_in_is_nothing_but_opening_is(make: Make) -> None:
    unseated = Ended(1, MONDAY, None, Change.SEAT_ENDED)
    later = MONDAY + timedelta(hours=2)
    assert found([make(Action.SIGN_IN, later)], ended=[unseated]) == []
    assert [each.rule for each in found([make(at=later)], ended=[unseated])] == [Unusual.AFTER_END]


@pytest.mark.parametrize(("days", "idle"), [(-6, False), (6, False), (8, True), (-8, True)])
def test_a_download_needs_work_on_that_report_within_a_week(
    make: Make, days: int, idle: bool
) -> None:
    saved = make(Action.ATTACHMENT_SAVED)
    note = make(Action.NOTE_ADDED, MONDAY + timedelta(days=days))
    assert bool(list(rules.without_follow_up([saved], [saved, note]))) is idle


def test_work_on_another_report_or_by_another_officer_is_no_follow_up(make: Make) -> None:
    saved = make(Action.ATTACHMENT_SAVED)
    others = [make(Action.NOTE_ADDED, subject="report:2"), make(Action.NOTE_ADDED, officer=2)]
    assert len(list(rules.without_follow_up([saved], [saved, *others]))) == 1


def test_many_searches_show(make: Make) -> None:
    events = spread(make, 20, action=Action.REPORT_SEARCHED)
    assert names(events, past=Past(searches={1: [2, 3]})) == [Unusual.MANY_SEARCHES]


def test_five_failed_sign_ins_on_one_day_show_with_their_places(make: Make) -> None:
    misses = [make(Action.SIGN_IN_FAILED, place=f"203.0.113.{n % 2}") for n in range(5)]
    (finding,) = found(misses)
    assert (finding.rule, finding.values["day"], finding.values["places"]) == (
        Unusual.FAILED, "2026-10-12", "203.0.113.0, 203.0.113.1",
    )  # fmt: skip
    assert found(misses[:4]) == []


def test_a_network_never_seen_shows_only_for_those_with_a_past(make: Make) -> None:
    away = make(Action.SIGN_IN, place="203.0.113.9")
    past = Past(networks={1: frozenset({"192.0.2.0/24"})})
    (finding,) = found([away, make(Action.SIGN_IN)], past=past)
    assert finding.values["network"] == "203.0.113.0/24"
    assert found([away]) == []


def test_a_clock_that_went_back_shows(make: Make) -> None:
    early = make(at=MONDAY + timedelta(hours=1))
    late = make(at=MONDAY)
    assert Unusual.CLOCK in names([early, late])
    assert names([make(at=MONDAY), make(at=MONDAY - timedelta(minutes=4))]) == []


events_of_a_month = st.lists(
    st.builds(
        Event,
        sequence=st.integers(1, 10_000),
        at=st.datetimes(datetime(2026, 10, 1), datetime(2026, 10, 31)).map(  # noqa: DTZ001
            lambda moment: moment.replace(tzinfo=UTC)
        ),
        officer_id=st.none() | st.integers(1, 3),
        name=st.just("x"),
        place=st.sampled_from(["192.0.2.7", "2001:db8::1", "", "console"]),
        action=st.sampled_from([action.value for action in Action]),
        subject=st.sampled_from(["report:1", "report:2"]),
    ),
    max_size=60,
    unique_by=lambda event: event.sequence,
)


@given(events=events_of_a_month)
def test_findings_tell_of_rows_that_are_there_each_once_in_any_order(events: list[Event]) -> None:
    first = found(events)
    known = {event.sequence for event in events}
    assert all(set(finding.sequences) <= known and finding.count >= 1 for finding in first)
    assert len({finding.key for finding in first}) == len(first)
    again = found(list(reversed(events)))
    assert {finding.key for finding in again} == {finding.key for finding in first}


@given(events=events_of_a_month, more=st.integers(1, 20))
def test_more_openings_never_make_an_officer_less_conspicuous(
    events: list[Event], more: int
) -> None:
    past = Past(openings={1: [3, 3]})
    before = {f.key for f in rules.many_openings(events, past) if f.officer_id == 1}
    extra = [Event(20_000 + n, MONDAY, 1, "x", "", Action.REPORT_OPENED, "r") for n in range(more)]
    after = {f.key for f in rules.many_openings([*events, *extra], past) if f.officer_id == 1}
    assert before <= after
