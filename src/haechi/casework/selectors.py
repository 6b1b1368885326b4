"""The register (form 2), a case's pages, clocks, the protection board. Titles come from under the seal."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from haechi.audit.actions import Action
from haechi.cases.clocks import clock_of
from haechi.cases.history import picture_of
from haechi.cases.machine import possible
from haechi.cases.models import (
    Case,
    CaseClock,
    CaseEvent,
    Handler,
    Party,
    Protection,
    Retaliation,
)
from haechi.cases.people import consents_now
from haechi.cases.sealing import content_of, open_words, report_key_of
from haechi.cases.states import UNFINISHED, CaseState, Step
from haechi.cases.types import (
    CaseContent,
    Channel,
    ClockKind,
    ClockState,
    ConsentKind,
    NoticeKind,
    OpenCase,
)
from haechi.casework.access import open_case, register_of, secret_of, visible_cases
from haechi.casework.identity import AccusedView, accused_of
from haechi.casework.petitions import take_up
from haechi.casework.trail import leave_row
from haechi.common.clock import today
from haechi.reports.deadline import calendar_of
from haechi.reports.sealing import data_key_of
from haechi.reports.types import OpenReport
from haechi.staff.types import OfficerAtWork
from haechi.statutes.clocks import Status
from haechi.statutes.explanations import Language, explain_steps

PAGE = 25


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
        found = list(_newer(rows, after).order_by("year", "sequence")[: PAGE + 1])
        more, page = len(found) > PAGE, list(reversed(found[:PAGE]))
        return _page(actor, page, older=True, newer=more)
    if before is not None:
        rows = rows.filter(Q(year__lt=before[0]) | Q(year=before[0], sequence__lt=before[1]))
    found = list(rows.order_by("-year", "-sequence")[: PAGE + 1])
    return _page(actor, found[:PAGE], older=len(found) > PAGE, newer=before is not None)


def register_rows(actor: OfficerAtWork, asked: RegisterFilter) -> Iterator[RegisterRow]:
    """Every line in the order of receipt, for an export: 500 at a time. The caller leaves the trail row
    (`record_export`)."""
    cases = _filtered(actor, asked).order_by("year", "sequence").iterator(chunk_size=500)
    batch: list[Case] = []
    for case in cases:
        batch.append(case)
        if len(batch) == 500:
            yield from _rows(actor, batch)
            batch = []
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


def overdue_count(actor: OfficerAtWork) -> int:
    return register_of(actor).filter(due_on__lt=today()).count()


def clocks_due(actor: OfficerAtWork, *, days: int = 7) -> QuerySet[CaseClock]:
    """Open clocks of the officer's cases that end within `days`, overdue ones first."""
    return (
        CaseClock.objects.filter(
            case__in=visible_cases(actor).values("pk"), due_on__lte=today() + timedelta(days=days)
        )
        .exclude(state=ClockState.ENDED)
        .select_related("case")
        .order_by("due_on", "case__year", "case__sequence")
    )


@dataclass(frozen=True)
class ClockView:
    """A clock for the timeline. `steps`: the sentences that lead to the day, each with its article."""

    row: CaseClock
    kind: ClockKind
    status: Status
    steps: tuple[str, ...]


def clocks_of(case: Case, language: Language) -> list[ClockView]:
    """Every clock of the case, open ones first."""
    calendar = calendar_of(case.institution)
    found = []
    for row in case.clocks.all():
        status = clock_of(row, calendar).status(row.ended_on or today())
        steps = explain_steps(status.due, language)
        found.append(ClockView(row, ClockKind(row.kind), status, steps))
    return sorted(found, key=lambda view: (view.row.state == ClockState.ENDED, view.row.due_on))


@dataclass(frozen=True)
class EventView:
    """A line of the history."""

    row: CaseEvent
    note: str = field(repr=False)


@dataclass(frozen=True)
class CaseDetail:
    """Everything a case's page shows. Reporters come without identity: `Party` rows alone."""

    opened: OpenCase
    content: CaseContent = field(repr=False)
    commission_number: str = field(repr=False)
    parties: list[Party]
    accused: list[AccusedView]
    handlers: list[Handler]
    clocks: list[ClockView]
    events: list[EventView]
    consents: dict[ConsentKind, bool]
    owed: list[NoticeKind]
    steps: list[Step]


@transaction.atomic
def detail(actor: OfficerAtWork, case_id: str | uuid.UUID, language: Language) -> CaseDetail:
    """Open a case to read it: one row in the trail, and one for each thing the reporter sent meanwhile.

    Raises:
        NoSuchCase.
    """
    take_up(actor=actor, case_id=case_id)
    opened = open_case(actor, case_id)
    case, key = opened.case, opened.data_key
    found = CaseDetail(
        opened=opened,
        content=content_of(key, case),
        commission_number=open_words(key, case.pk, "commission", case.commission_number),
        parties=list(case.parties.all()),
        accused=accused_of(opened),
        handlers=list(case.handlers.filter(until__isnull=True).select_related("officer")),
        clocks=clocks_of(case, language),
        events=[EventView(row, _note(opened, row)) for row in _lines(case)],
        consents=consents_now(case),
        owed=[NoticeKind(each) for each in case.owed],
        steps=possible(picture_of(case)),
    )
    leave_row(actor, Action.CASE_OPENED, case)
    return found


def report_of(opened: OpenCase) -> OpenReport | None:
    """The report behind the case, open: its thread and files are read and written with it."""
    report = opened.case.report
    if report is None:
        return None
    return OpenReport(report, report_key_of(opened.data_key, opened.case))


@dataclass(frozen=True)
class ProtectionBoard:
    """What is open: by number alone, words are read in the case."""

    measures: list[Protection]
    retaliations: list[Retaliation]


def board_of_protection(actor: OfficerAtWork) -> ProtectionBoard:
    cases = visible_cases(actor).values("pk")
    measures = Protection.objects.filter(case__in=cases, closed_on__isnull=True)
    reports = Retaliation.objects.filter(case__in=cases, closed_on__isnull=True)
    return ProtectionBoard(
        list(measures.select_related("case", "officer")), list(reports.select_related("case"))
    )


def yearly_counts(actor: OfficerAtWork, year: int) -> dict[str, dict[str, int]]:
    """For the head's charts: by state, channel, ground of closing."""
    rows = register_of(actor).filter(year=year)
    return {
        name: {
            row[name]: row["number"]
            for row in rows.exclude(**{name: ""}).values(name).annotate(number=Count("pk"))
        }
        for name in ("state", "channel", "ground")
    }


def unhandled(actor: OfficerAtWork) -> QuerySet[Case]:
    """Open cases that nobody handles: new by the site, or their handler left."""
    active = Q(handlers__until__isnull=True, handlers__officer__is_active=True)
    return visible_cases(actor).filter(state__in=UNFINISHED).exclude(active)


def _filtered(actor: OfficerAtWork, asked: RegisterFilter) -> QuerySet[Case]:
    rows = register_of(actor).select_related("erasure_key")
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
    return rows.filter(Q(year__gt=after[0]) | Q(year=after[0], sequence__gt=after[1]))


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
    open_to_her = set(visible_cases(actor).filter(pk__in=ids).values_list("pk", flat=True))
    names: dict[uuid.UUID, list[str]] = {}
    handlers = Handler.objects.filter(case__in=ids, until__isnull=True).select_related("officer")
    for handler in handlers:
        names.setdefault(handler.case_id, []).append(handler.officer.name)
    contents = Case.objects.select_related("erasure_key").prefetch_related("seals").in_bulk(ids)
    for case in cases:
        title = _title(actor, contents[case.pk]) if case.pk in open_to_her else ""
        yield RegisterRow(case, title, tuple(names.get(case.pk, ())))


def _title(actor: OfficerAtWork, case: Case) -> str:
    keys = getattr(case, "erasure_key", None)
    if keys is None:
        return ""
    secret = secret_of(actor, [seal for seal in case.seals.all() if not seal.is_identity])
    return content_of(data_key_of(secret, keys.content), case).title if secret else ""


def _lines(case: Case) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(case=case).select_related("officer")


def _note(opened: OpenCase, row: CaseEvent) -> str:
    return open_words(opened.data_key, opened.case.pk, f"event {row.number}", row.note)
