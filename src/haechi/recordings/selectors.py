"""The catalogue, a page at a time: by place in the order, never by counting, so that a million rows are as
fast as a hundred.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from haechi.common.clock import SEOUL
from haechi.crypto.errors import CannotOpen
from haechi.recordings.access import scopes
from haechi.recordings.models import Call
from haechi.recordings.numbers import mark_of, open_number, written
from haechi.recordings.types import Filters
from haechi.staff.types import OfficerAtWork
from haechi.telephony.types import PhoneNumber

PAGE = 50


@dataclass(frozen=True)
class Place:
    """Where a page begins: after this row."""

    begun_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{round(self.begun_at.timestamp() * 1_000_000)}-{self.pk}"


@dataclass(frozen=True)
class Row:
    """A call as the catalogue shows it; numbers empty where they went with the recording."""

    call: Call
    caller: PhoneNumber = field(repr=False)
    called: PhoneNumber = field(repr=False)

    @property
    def caller_written(self) -> str:
        return written(self.caller)

    @property
    def called_written(self) -> str:
        return written(self.called)


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    following: Place | None


def read_place(text: str) -> Place | None:
    """From an address; None where it is none: the first page then."""
    begun, _, key = text.partition("-")
    if not (begun.isdigit() and key.isdigit() and len(begun) < 18 and len(key) < 19):
        return None
    return Place(datetime.fromtimestamp(int(begun) / 1_000_000, UTC), int(key))


def page_of(
    actor: OfficerAtWork, filters: Filters, after: Place | None = None, size: int = PAGE
) -> Page:
    """Newest first. Each condition is asked for by itself, on its own index, and the answers merged."""
    found: dict[int, Call] = {}
    for rows in _parts(actor, filters):
        for call in _ordered(rows, after)[: size + 1]:
            found[call.pk] = call
    ordered = sorted(found.values(), key=lambda call: (call.begun_at, call.pk), reverse=True)
    shown = ordered[:size]
    more = len(ordered) > size
    following = Place(shown[-1].begun_at, shown[-1].pk) if more else None
    return Page([row_of(call) for call in shown], following)


def row_of(call: Call) -> Row:
    return Row(call, _number(call, "caller"), _number(call, "called"))


def _parts(actor: OfficerAtWork, filters: Filters) -> Iterator[QuerySet[Call]]:
    """One query for each index that answers; none where a filter and a scope exclude each other."""
    institution_id = actor.officer.institution_id
    rows = Call.objects.filter(_days(filters), linked_to__isnull=True)
    wanted = {
        "line_id": filters.line,
        "department_id": filters.department,
        "outcome": filters.outcome or None,
    }
    chosen = {name: value for name, value in wanted.items() if value is not None}
    for scope in scopes(actor):
        if any(chosen.get(name, value) != value for name, value in scope.items()):
            continue
        allowed = rows.filter(**{"institution_id": institution_id, **chosen, **scope})
        if not filters.number:
            yield allowed
            continue
        mark = mark_of(filters.number, institution_id)
        yield allowed.filter(caller_mark=mark)
        yield allowed.filter(called_mark=mark)


def _days(filters: Filters) -> Q:
    days = Q()
    if filters.first:
        days &= Q(begun_at__gte=_midnight(filters.first))
    if filters.last:
        days &= Q(begun_at__lt=_midnight(filters.last + timedelta(days=1)))
    return days


def _ordered(rows: QuerySet[Call], after: Place | None) -> QuerySet[Call]:
    if after is not None:
        rows = rows.filter(
            Q(begun_at__lt=after.begun_at) | Q(begun_at=after.begun_at, pk__lt=after.pk),
            begun_at__lte=after.begun_at,
        )
    return rows.select_related("line", "department", "official").order_by("-begun_at", "-id")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SEOUL)


def _number(call: Call, party: str) -> PhoneNumber:
    try:
        return open_number(getattr(call, party), call.call, party)
    except CannotOpen:  # of another catalogue's key: the row still tells when and which office
        return PhoneNumber("")
