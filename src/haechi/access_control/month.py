"""One month of an institution's trail, as the review shows it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import TruncMonth

from haechi.access_control.ledger import rights_of
from haechi.access_control.rules import (
    DOWNLOADS,
    FOLLOW_UP,
    OPENINGS,
    Ended,
    Event,
    Finding,
    Past,
    network_name,
    unusual,
)
from haechi.access_control.types import BEGINS, ENDS, Unusual
from haechi.audit.actions import Action
from haechi.audit.chain import Verdict
from haechi.audit.models import AuditEntry
from haechi.audit.selectors import verify_stretch
from haechi.common.clock import SEOUL, today
from haechi.institutions.models import Institution
from haechi.institutions.selectors import temporary_holidays
from haechi.statutes.calendar import HolidayCalendar
from haechi.statutes.office_hours import in_korea

PAST_MONTHS = 6
DUE_DAY = 15  # of the month after; from then on a review is overdue


@dataclass(frozen=True)
class OfficerMonth:
    """What one officer did in the month."""

    name: str
    openings: int
    downloads: int
    searches: int
    failed: int
    night: int


@dataclass(frozen=True)
class TrailMonth:
    """`by_hour`: accesses by weekday (Monday 0) and hour in Korea."""

    month: date
    rows: int
    officers: tuple[OfficerMonth, ...]
    by_hour: Mapping[tuple[int, int], int]
    findings: tuple[Finding, ...]
    verdict: Verdict
    actors: frozenset[int]


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return month_of(month + timedelta(days=31))


def months_back(month: date, count: int) -> date:
    for _each in range(count):
        month = month_of(month - timedelta(days=1))
    return month


def bounds(month: date) -> tuple[datetime, datetime]:
    """The month's first moment in Korea and that of the next."""
    start, end = month, next_month(month)
    return _begin(start), _begin(end)


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SEOUL).astimezone(UTC)


def finished_months(institution: Institution) -> list[date]:
    """Every month that is over, from the institution's first row that is left; newest first."""
    rows = AuditEntry.objects.filter(institution_id=institution.pk).order_by("at")
    first = rows.values_list("at", flat=True).first()
    if first is None:
        return []
    month, found = month_of(in_korea(first).date()), []
    while next_month(month) <= today():
        found.append(month)
        month = next_month(month)
    return found[::-1]


def is_overdue(month: date) -> bool:
    return today() > next_month(month).replace(day=DUE_DAY)


def read_month(institution: Institution, month: date) -> TrailMonth:
    """The month's figures and findings; a handful of queries however many rows."""
    start, end = bounds(month)
    around = [
        _event(row) for row in _rows(institution, start - FOLLOW_UP, end + FOLLOW_UP).iterator()
    ]
    events = [event for event in around if start <= event.at < end]
    verdict = _verdict(start, end)
    found = unusual(
        events,
        around=around,
        past=_past(institution, month),
        ended=ended_spans(institution),
        calendar=HolidayCalendar(extra=temporary_holidays(institution)),
    )
    broken = [Finding(Unusual.TRAIL, None, "", 1, (verdict.broken_at or 0,))]
    return TrailMonth(
        month=month,
        rows=len(events),
        officers=_officers(events, found),
        by_hour=_by_hour(events),
        findings=tuple([*([] if verdict.holds else broken), *found]),
        verdict=verdict,
        actors=frozenset(event.officer_id for event in events if event.officer_id is not None),
    )


_FIELDS = ("sequence", "at", "actor_id", "actor_name", "place", "action", "subject")


def _rows(
    institution: Institution, start: datetime, end: datetime
) -> QuerySet[AuditEntry, tuple[object, ...]]:
    rows = AuditEntry.objects.filter(institution_id=institution.pk, at__gte=start, at__lt=end)
    return rows.order_by("sequence").values_list(*_FIELDS)


def _event(row: Sequence[object]) -> Event:
    return Event(*row)  # type: ignore[arg-type]  # the fields in their order


def _verdict(start: datetime, end: datetime) -> Verdict:
    """Whether the stretch of the trail holds in which the month lies, every institution's rows included."""
    ends = AuditEntry.objects.filter(at__gte=start, at__lt=end).aggregate(
        first=Min("sequence"), last=Max("sequence")
    )
    if ends["first"] is None:
        return Verdict(0, None)
    return verify_stretch(AuditEntry.objects.all(), ends["first"], ends["last"])


def _past(institution: Institution, month: date) -> Past:
    start, _end = bounds(months_back(month, PAST_MONTHS))
    before = AuditEntry.objects.filter(
        institution_id=institution.pk,
        actor_id__isnull=False,
        at__gte=start,
        at__lt=bounds(month)[0],
    )
    networks: defaultdict[int, set[str]] = defaultdict(set)
    for actor, place in before.order_by().values_list("actor_id", "place").distinct():
        if actor is not None and (network := network_name(place)):
            networks[actor].add(network)
    return Past(
        openings=_by_month(before.filter(action__in=OPENINGS)),
        searches=_by_month(before.filter(action=Action.REPORT_SEARCHED)),
        networks={actor: frozenset(names) for actor, names in networks.items()},
    )


def _by_month(rows: QuerySet[AuditEntry]) -> dict[int, list[int]]:
    counted = (
        rows.order_by()
        .annotate(month=TruncMonth("at", tzinfo=SEOUL))
        .values_list("actor_id", "month")
        .annotate(n=Count("sequence"))
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for actor, _month, n in counted:
        if actor is not None:
            found[actor].append(n)
    return dict(found)


def ended_spans(institution: Institution) -> list[Ended]:
    """The stretches without access, by the ledger: from each end to the next beginning."""
    open_spans: dict[int, Ended] = {}
    spans = []
    rows = rights_of(institution.pk).filter(officer_id__isnull=False).order_by("id")
    for row in rows.values_list("officer_id", "at", "change"):
        officer_id, at, change = row
        if officer_id is None:
            continue
        if change in BEGINS and officer_id in open_spans:
            ended = open_spans.pop(officer_id)
            spans.append(Ended(officer_id, ended.since, at, ended.change))
        elif change in ENDS and officer_id not in open_spans:
            open_spans[officer_id] = Ended(officer_id, at, None, change)
    return [*spans, *open_spans.values()]


def _officers(events: Sequence[Event], findings: Sequence[Finding]) -> tuple[OfficerMonth, ...]:
    late = {
        finding.officer_id: 0
        for finding in findings
        if finding.rule in {Unusual.NIGHT, Unusual.DAY_OFF}
    }
    for finding in findings:
        if finding.officer_id in late and finding.rule in {Unusual.NIGHT, Unusual.DAY_OFF}:
            late[finding.officer_id] += finding.count
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    names: dict[int, str] = {}
    for event in events:
        if event.officer_id is not None:
            counts[event.officer_id][event.action] += 1
            names[event.officer_id] = event.name
    found = [
        OfficerMonth(
            name=names[key],
            openings=sum(seen[action] for action in OPENINGS),
            downloads=sum(seen[action] for action in DOWNLOADS),
            searches=seen[Action.REPORT_SEARCHED],
            failed=seen[Action.SIGN_IN_FAILED],
            night=late.get(key, 0),
        )
        for key, seen in counts.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.openings, each.name)))


def _by_hour(events: Sequence[Event]) -> dict[tuple[int, int], int]:
    seen = OPENINGS | DOWNLOADS | {Action.REPORT_SEARCHED}
    moments = [in_korea(event.at) for event in events if event.action in seen]
    return dict(Counter((moment.weekday(), moment.hour) for moment in moments))
