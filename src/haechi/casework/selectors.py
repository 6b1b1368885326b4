"""A case's page, clocks, the protection board, counts."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

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
from haechi.cases.states import UNFINISHED, Step
from haechi.cases.types import (
    CaseContent,
    ClockKind,
    ClockState,
    ConsentKind,
    NoticeKind,
    OpenCase,
)
from haechi.casework.access import open_case, register_of, visible_cases
from haechi.casework.identity import AccusedView, accused_of
from haechi.casework.petitions import take_up
from haechi.casework.trail import leave_row
from haechi.common.clock import today
from haechi.reports.deadline import calendar_of
from haechi.reports.types import OpenReport
from haechi.staff.types import OfficerAtWork
from haechi.statutes.clocks import Status
from haechi.statutes.explanations import Language, explain_steps

_GOING = (ClockState.RUNNING, ClockState.STOPPED)


def overdue_count(actor: OfficerAtWork) -> int:
    return register_of(actor).filter(due_on__lt=today()).count()


def clocks_due(actor: OfficerAtWork, *, days: int = 7) -> QuerySet[CaseClock]:
    """Open clocks of the officer's cases that end within `days`, overdue ones first."""
    return (
        CaseClock.objects.filter(
            _of_hers(actor), state__in=_GOING, due_on__lte=today() + timedelta(days=days)
        )
        .select_related("case")
        .defer("case__content", "case__report_key", "case__commission_number")
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
    hers = _of_hers(actor)
    measures = Protection.objects.filter(hers, closed_on__isnull=True)
    reports = Retaliation.objects.filter(hers, closed_on__isnull=True)
    return ProtectionBoard(
        list(measures.select_related("case", "officer")),
        list(reports.select_related("case", "protection")),
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


def _of_hers(actor: OfficerAtWork) -> Exists:
    """Asked of each row that is left: a list of her cases would be all of the register."""
    return Exists(visible_cases(actor).filter(pk=OuterRef("case_id")))


def _lines(case: Case) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(case=case).select_related("officer")


def _note(opened: OpenCase, row: CaseEvent) -> str:
    return open_words(opened.data_key, opened.case.pk, f"event {row.number}", row.note)
