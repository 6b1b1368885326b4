"""What is unusual in a month of the trail: pure functions over rows, each rule explainable in a sentence.

A finding accuses nobody. It is a question that the reviewer answers before signing (기준 §8, 월 1회 점검).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from itertools import pairwise
from statistics import median

from haechi.access_control.types import Unusual
from haechi.audit.actions import Action
from haechi.statutes.calendar import HolidayCalendar
from haechi.statutes.office_hours import in_korea

OPENINGS = frozenset({Action.REPORT_OPENED, Action.ATTACHMENT_OPENED, Action.ATTACHMENT_SAVED})
DOWNLOADS = frozenset({Action.ATTACHMENT_SAVED, Action.LIST_EXPORTED})
ACCESS = OPENINGS | DOWNLOADS | {Action.REPORT_SEARCHED}
WORK = frozenset(
    {
        Action.REPORT_STATE, Action.REPORT_ASSIGNED, Action.REPORT_MERGED, Action.RESULT_SET,
        Action.NOTE_ADDED, Action.MESSAGE_SENT,
    }
)  # fmt: skip

FACTOR = 3  # times what is usual
LEAST_OPENINGS = 30  # a month; fewer are never many
LEAST_SEARCHES = 20
ALONE = 5  # times the least, where there is nothing to compare with
BURST = 20  # openings within an hour
FAILED_A_DAY = 5
FOLLOW_UP = timedelta(days=7)
NIGHT_FROM, NIGHT_TO = 22, 6
SHOWN_ROWS = 200


@dataclass(frozen=True)
class Event:
    """A row of the trail."""

    sequence: int
    at: datetime
    officer_id: int | None
    name: str
    place: str
    action: str
    subject: str


@dataclass(frozen=True)
class Past:
    """What is known from before the month: openings and searches of each month, networks seen."""

    openings: Mapping[int, Sequence[int]] = field(default_factory=dict)
    searches: Mapping[int, Sequence[int]] = field(default_factory=dict)
    networks: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Ended:
    """A stretch of time in which an officer had no access; `until` None: it never began again."""

    officer_id: int
    since: datetime
    until: datetime | None
    change: str


@dataclass(frozen=True)
class Finding:
    """`values` fill the finding's sentence; `sequences` are the rows it is about, the first ones."""

    rule: Unusual
    officer_id: int | None
    name: str
    count: int
    sequences: tuple[int, ...] = ()
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The same for the same finding, however often it is looked for."""
        detail = self.values.get("day") or self.values.get("network") or ""
        return f"{self.rule.value}:{self.officer_id or 0}:{detail}"[:80]


def unusual(
    events: Sequence[Event],
    *,
    around: Sequence[Event],
    past: Past,
    ended: Sequence[Ended],
    calendar: HolidayCalendar,
) -> list[Finding]:
    """All findings of a month, the gravest rule first. `around`: rows up to a week before and after."""
    found = [
        *clock_went_back(events),
        *after_end(events, ended),
        *many_openings(events, past),
        *bursts(events),
        *many_searches(events, past),
        *without_follow_up(events, around),
        *at_night(events),
        *on_days_off(events, calendar),
        *failed_sign_ins(events),
        *new_networks(events, past),
    ]
    order = list(Unusual)
    return sorted(
        found, key=lambda finding: (order.index(finding.rule), -finding.count, finding.key)
    )


def clock_went_back(events: Sequence[Event]) -> Iterator[Finding]:
    """A row is dated more than five minutes before the row above it."""
    ordered = sorted(events, key=lambda event: event.sequence)
    back = [late for early, late in pairwise(ordered) if early.at - late.at > timedelta(minutes=5)]
    if back:
        yield _finding(Unusual.CLOCK, None, back)


def after_end(events: Sequence[Event], ended: Sequence[Ended]) -> Iterator[Finding]:
    """Somebody whose access was suspended, ended or closed opened or searched, or tried to sign in."""
    watched = ACCESS | {Action.SIGN_IN, Action.SIGN_IN_FAILED}
    for officer_id, mine in _by_officer(events, watched).items():
        spans = [span for span in ended if span.officer_id == officer_id]
        late = [event for event in mine if any(_lies_in(event, span) for span in spans)]
        if late:
            change = next(span.change for span in spans if _lies_in(late[0], span))
            yield _finding(Unusual.AFTER_END, officer_id, late, change=change)


def _lies_in(event: Event, span: Ended) -> bool:
    if span.change == "seat.ended" and event.action not in ACCESS:
        return False  # signing in stays allowed
    return span.since < event.at and (span.until is None or event.at < span.until)


def many_openings(events: Sequence[Event], past: Past) -> Iterator[Finding]:
    """Three times one's own usual month or that of the colleagues, and at least thirty."""
    yield from _many(Unusual.MANY_OPENINGS, events, OPENINGS, past.openings, LEAST_OPENINGS)


def many_searches(events: Sequence[Event], past: Past) -> Iterator[Finding]:
    """Three times one's own usual month or that of the colleagues, and at least twenty."""
    actions = frozenset({Action.REPORT_SEARCHED})
    yield from _many(Unusual.MANY_SEARCHES, events, actions, past.searches, LEAST_SEARCHES)


def _many(
    rule: Unusual,
    events: Sequence[Event],
    actions: frozenset[Action],
    past: Mapping[int, Sequence[int]],
    least: int,
) -> Iterator[Finding]:
    rows = _by_officer(events, actions)
    counts = {officer_id: len(mine) for officer_id, mine in rows.items()}
    for officer_id, mine in rows.items():
        usual = usual_count(officer_id, counts, past)
        limit = ALONE * least if usual is None else max(least, FACTOR * usual + 1)
        if len(mine) >= limit:
            shown = "–" if usual is None else f"{usual:g}"
            yield _finding(rule, officer_id, mine, usual=shown)


def usual_count(
    officer_id: int, counts: Mapping[int, int], past: Mapping[int, Sequence[int]]
) -> float | None:
    """The lower of one's own median month (of two or more) and the colleagues' median; None: unknown."""
    own = past.get(officer_id, ())
    others = [count for other, count in counts.items() if other != officer_id]
    known = [median(values) for values in (own, others) if len(values) >= 2]
    return float(min(known)) if known else None


def bursts(events: Sequence[Event]) -> Iterator[Finding]:
    """Twenty openings or more within sixty minutes: reading through, not handling."""
    for officer_id, mine in _by_officer(events, OPENINGS).items():
        ordered = sorted(mine, key=lambda event: event.at)
        start, best = 0, (0, 0)
        for end, event in enumerate(ordered):
            while event.at - ordered[start].at > timedelta(hours=1):
                start += 1
            best = max(best, (end - start + 1, -start))
        count, first = best[0], -best[1]
        if count >= BURST:
            dense = ordered[first : first + count]
            moment = in_korea(dense[0].at).strftime("%Y-%m-%d %H:%M")
            yield _finding(Unusual.BURST, officer_id, dense, moment=moment)


def without_follow_up(events: Sequence[Event], around: Sequence[Event]) -> Iterator[Finding]:
    """A file was downloaded, and within a week before or after that officer did nothing on the report."""
    worked = defaultdict(list)
    for event in around:
        if event.action in WORK:
            worked[event.officer_id, event.subject].append(event.at)
    for officer_id, mine in _by_officer(events, {Action.ATTACHMENT_SAVED}).items():
        idle = [
            event
            for event in mine
            if not any(abs(at - event.at) <= FOLLOW_UP for at in worked[officer_id, event.subject])
        ]
        if idle:
            yield _finding(Unusual.NO_FOLLOW_UP, officer_id, idle)


def at_night(events: Sequence[Event]) -> Iterator[Finding]:
    """Reports were opened, searched or downloaded between 22:00 and 06:00 in Korea."""
    for officer_id, mine in _by_officer(events, ACCESS).items():
        late = [event for event in mine if is_night(event.at)]
        if late:
            yield _finding(Unusual.NIGHT, officer_id, late)


def is_night(at: datetime) -> bool:
    hour = in_korea(at).hour
    return hour >= NIGHT_FROM or hour < NIGHT_TO


def on_days_off(events: Sequence[Event], calendar: HolidayCalendar) -> Iterator[Finding]:
    """The same on a Saturday, a Sunday or a public holiday of Korea, by day and evening."""
    for officer_id, mine in _by_officer(events, ACCESS).items():
        free = [
            event
            for event in mine
            if not is_night(event.at) and not calendar.is_working_day(in_korea(event.at).date())
        ]
        if free:
            days = sorted({in_korea(event.at).date().isoformat() for event in free})
            yield _finding(Unusual.DAY_OFF, officer_id, free, days=", ".join(days[:5]))


def failed_sign_ins(events: Sequence[Event]) -> Iterator[Finding]:
    """Five failed sign-ins or more at one account on one day."""
    by_day: defaultdict[tuple[int | None, str], list[Event]] = defaultdict(list)
    for event in events:
        if event.action == Action.SIGN_IN_FAILED:
            by_day[event.officer_id, in_korea(event.at).date().isoformat()].append(event)
    for (officer_id, day), misses in by_day.items():
        if len(misses) >= FAILED_A_DAY:
            places = Counter(event.place for event in misses)
            where = ", ".join(place for place, _n in places.most_common(3))
            yield _finding(Unusual.FAILED, officer_id, misses, day=day, places=where)


def new_networks(events: Sequence[Event], past: Past) -> Iterator[Finding]:
    """Somebody who worked before came from a network where that officer was never seen."""
    watched = ACCESS | {Action.SIGN_IN}
    for officer_id, mine in _by_officer(events, watched).items():
        known = past.networks.get(officer_id)
        if not known:
            continue
        by_network = defaultdict(list)
        for event in mine:
            by_network[network_name(event.place)].append(event)
        for network, rows in by_network.items():
            if network and network not in known:
                yield _finding(Unusual.NEW_NETWORK, officer_id, rows, network=network)


def network_name(place: str) -> str:
    """The /24 or /64 that an address lies in; empty for what is no address."""
    try:
        address = ip_address(place)
    except ValueError:
        return ""
    return str(ip_network((address, 24 if address.version == 4 else 64), strict=False))


def _by_officer(events: Iterable[Event], actions: Iterable[str]) -> dict[int, list[Event]]:
    wanted, found = frozenset(actions), defaultdict(list)
    for event in events:
        if event.officer_id is not None and event.action in wanted:
            found[event.officer_id].append(event)
    return dict(found)


def _finding(
    rule: Unusual, officer_id: int | None, rows: Sequence[Event], **values: str | int
) -> Finding:
    name = rows[-1].name if officer_id is not None else ""
    shown = tuple(event.sequence for event in rows[:SHOWN_ROWS])
    return Finding(rule, officer_id, name, len(rows), shown, values)
