"""The register (form 2): its pages, its filter, its lines. Titles come from under the seal."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from haechi.audit.actions import Action
from haechi.cases.models import Case, CaseSeal, Handler
from haechi.cases.sealing import open_fields
from haechi.cases.states import CaseState
from haechi.cases.types import Channel
from haechi.casework.access import register_of, secret_of, visible_cases
from haechi.casework.trail import leave_row
from haechi.common.batches import batches
from haechi.common.clock import today
from haechi.reports.sealing import data_key_of
from haechi.staff.types import OfficerAtWork

PAGE = 25
_BATCH = 200
_SEALED = ("content", "report_key", "commission_number")


@dataclass(frozen=True)
class RegisterFilter:
    """What the officer asked for; empty fields ask for nothing. `clock`: "week", "overdue"."""

    state: CaseState | None = None
    channel: Channel | None = None
    mine: bool = False
    clock: str = ""
    year: int | None = None
    number: int | None = None
    received_from: date | None = None
    received_to: date | None = None

    @property
    def period(self) -> str:
        """As form 2 heads itself: the year of the numbers, the days of receipt; "" for all of them."""
        year = f"{self.year}년" if self.year else ""
        if not (self.received_from or self.received_to):
            return year
        ends = (self.received_from, self.received_to)
        days = [f"{day.year}. {day.month}. {day.day}." if day else "" for day in ends]
        return f"{year} {' ~ '.join(days)}".strip()


@dataclass(frozen=True)
class RegisterRow:
    """A line of form 2. `title` is "" for who may not open the case, and for what was destroyed."""

    case: Case
    title: str = field(repr=False)
    handlers: tuple[str, ...]

    @property
    def is_overdue(self) -> bool:
        return self.case.due_on is not None and self.case.due_on < today()


@dataclass(frozen=True)
class RegisterPage:
    """By key, not by offset. `older`, `newer`: (year, sequence) to pass on, None at the end."""

    rows: list[RegisterRow]
    older: tuple[int, int] | None
    newer: tuple[int, int] | None


def register_page(
    actor: OfficerAtWork,
    asked: RegisterFilter,
    *,
    before: tuple[int, int] | None = None,
    after: tuple[int, int] | None = None,
) -> RegisterPage:
    """The newest 25 numbers, those older than `before`, or those newer than `after`."""
    rows = _filtered(actor, asked)
    if after is not None:
        found = _lean(_newer(rows, after).order_by("year", "sequence")[: PAGE + 1])
        more, page = len(found) > PAGE, list(reversed(found[:PAGE]))
        return _page(actor, page, older=True, newer=more)
    if before is not None:
        rows = _older(rows, before)
    found = _lean(rows.order_by("-year", "-sequence")[: PAGE + 1])
    return _page(actor, found[:PAGE], older=len(found) > PAGE, newer=before is not None)


def register_rows(actor: OfficerAtWork, asked: RegisterFilter) -> Iterator[RegisterRow]:
    """Every line in the order of receipt, for an export: 200 at a time, with the titles that she may open
    then. The caller leaves the trail row (`record_export`)."""
    chosen = _filtered(actor, asked).order_by("year", "sequence")
    for batch in batches(chosen, Case.objects.defer(*_SEALED), _BATCH):
        yield from _rows(actor, batch)


@transaction.atomic
def record_export(*, actor: OfficerAtWork, count: int, form: str, reason: str) -> None:
    """A list left the system: one row with its reason. `form`: xlsx, csv, pdf, hwpx."""
    first = Case.objects.filter(institution_id=actor.officer.institution_id).first()
    if first is not None:
        leave_row(actor, Action.CASE_EXPORTED, first, count=count, form=form, reason=reason)


def count_rows(actor: OfficerAtWork, asked: RegisterFilter) -> int:
    """How many lines the filter gives."""
    return _filtered(actor, asked).count()


def _filtered(actor: OfficerAtWork, asked: RegisterFilter) -> QuerySet[Case]:
    rows = register_of(actor)
    conditions = Q()
    if asked.state:
        conditions &= Q(state=asked.state)
    if asked.channel:
        conditions &= Q(channel=asked.channel)
    if asked.mine:
        conditions &= Q(handlers__officer=actor.officer, handlers__until__isnull=True)
    if asked.clock == "overdue":
        conditions &= Q(due_on__lt=today())
    elif asked.clock == "week":
        conditions &= Q(due_on__gte=today(), due_on__lte=today() + timedelta(days=7))
    if asked.year:
        conditions &= Q(year=asked.year)
    if asked.number:
        conditions &= Q(sequence=asked.number)
    if asked.received_from:
        conditions &= Q(received_on__gte=asked.received_from)
    if asked.received_to:
        conditions &= Q(received_on__lte=asked.received_to)
    return rows.filter(conditions)


def _newer(rows: QuerySet[Case], after: tuple[int, int]) -> QuerySet[Case]:
    year, sequence = after
    return rows.filter(Q(year__gt=year) | Q(sequence__gt=sequence), year__gte=year)


def _older(rows: QuerySet[Case], before: tuple[int, int]) -> QuerySet[Case]:
    """The year stands for itself, too: a range of the index, where an OR would be a walk of all of it."""
    year, sequence = before
    return rows.filter(Q(year__lt=year) | Q(sequence__lt=sequence), year__lte=year)


def _lean(rows: QuerySet[Case]) -> list[Case]:
    """Sorted by key, then read: what is sealed would be carried through the sort."""
    keys = list(rows.values_list("pk", flat=True))
    found = Case.objects.defer(*_SEALED).in_bulk(keys)
    return [found[key] for key in keys]


def _page(actor: OfficerAtWork, page: list[Case], *, older: bool, newer: bool) -> RegisterPage:
    def key(case: Case) -> tuple[int, int]:
        return case.year, case.sequence

    return RegisterPage(
        list(_rows(actor, page)),
        key(page[-1]) if page and older else None,
        key(page[0]) if page and newer else None,
    )


def _rows(actor: OfficerAtWork, cases: list[Case]) -> Iterator[RegisterRow]:
    ids = [case.pk for case in cases]
    names: dict[uuid.UUID, list[str]] = {}
    handlers = Handler.objects.filter(case__in=ids, until__isnull=True).order_by("id")
    for case_id, name in handlers.values_list("case_id", "officer__name"):
        names.setdefault(case_id, []).append(name)
    titles = titles_of(actor, ids)
    for case in cases:
        yield RegisterRow(case, titles.get(case.pk, ""), tuple(names.get(case.pk, ())))


def titles_of(actor: OfficerAtWork, ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Of those that the officer may open and that were not destroyed.

    By key first: with the institution beside a list of keys, a planner walks the whole register.
    """
    hers = Exists(visible_cases(actor).filter(pk=OuterRef("pk")))
    sealed = Case.objects.filter(hers, pk__in=ids, erasure_key__isnull=False)
    keys = {pk: (content, erasure) for pk, content, erasure in
            sealed.values_list("pk", "content", "erasure_key__content")}  # fmt: skip
    seals: dict[uuid.UUID, list[CaseSeal]] = {}
    for seal in CaseSeal.objects.filter(case__in=list(keys), is_identity=False, is_recovery=False):
        seals.setdefault(seal.case_id, []).append(seal)
    titles = {}
    for pk, (content, erasure) in keys.items():
        secret = secret_of(actor, seals.get(pk, ()))
        if secret:
            fields = open_fields(data_key_of(secret, erasure), pk, "content", content)
            titles[pk] = fields.get("title", "")
    return titles
