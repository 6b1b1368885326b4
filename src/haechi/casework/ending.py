"""How a case ends: withdrawal, one of the eight grounds, an ordinary complaint; closing and holding the record.

Each service is one transaction: the machine is asked, rows are written, a draft of what is owed to the
reporter is laid into the binder, one row of the trail comes last.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.conditions import Given
from haechi.cases.errors import NotNow
from haechi.cases.models import Case
from haechi.cases.papers import NewPaper, PaperText, add_paper
from haechi.cases.people import checked_text
from haechi.cases.problems import Problem
from haechi.cases.reporter_acts import demand_read
from haechi.cases.states import Event
from haechi.cases.types import ClosingGround, Direction, NoticeKind, OpenCase, PaperKind
from haechi.casework.access import open_to_change
from haechi.casework.notices import lay_draft
from haechi.casework.steps import checked_day, end_handling, step
from haechi.casework.trail import leave_row
from haechi.casework.wording import CLOSING, GROUND_WORDS
from haechi.common.clock import today
from haechi.staff.types import OfficerAtWork
from haechi.statutes.rules import retention_end

CaseId = str | uuid.UUID


@dataclass(frozen=True)
class ClosingBasis:
    """Why it is closed, and what its ground needs (제20조①): see `cases.conditions.CLOSING`.

    `earlier`: year and sequence of the case whose result was notified (4); `published`: where and when,
    `no_new_evidence`, `reporters_tip` (5); `other_body`: which body, under which law (6).
    """

    reason: str = field(repr=False)
    earlier: tuple[int, int] | None = None
    published: str = field(default="", repr=False)
    no_new_evidence: bool = False
    reporters_tip: bool = False
    other_body: str = field(default="", repr=False)


@transaction.atomic
def register_withdrawal(
    *, actor: OfficerAtWork, case_id: CaseId, on: date | None = None, reference: str = ""
) -> None:
    """제16조①: withdrawn in writing or electronically; registered, and nothing is decided by it yet.

    Raises:
        NotNow: withdrawn already, or ended.
    """
    opened = open_to_change(actor, case_id)
    day = checked_day(on, not_before=opened.case.received_on)
    step(actor, opened, Event.WITHDRAW, Given(day), withdrawn_on=day)
    paper = NewPaper(
        PaperKind.WITHDRAWAL, Direction.IN, day, PaperText("신고 취소"), reference=reference
    )
    add_paper(opened.case, opened.data_key, paper, officer=actor.officer)
    _row(actor, opened, Event.WITHDRAW)


@transaction.atomic
def go_on_although_withdrawn(*, actor: OfficerAtWork, case_id: CaseId, reason: str) -> None:
    """제16조②: serious, and evidence is there. Raises NotNow."""
    opened = open_to_change(actor, case_id)
    _note_site_withdrawal(opened)
    step(actor, opened, Event.GO_ON, Given(today(), reason=reason), going_on=True)
    _row(actor, opened, Event.GO_ON)


@transaction.atomic
def close_withdrawn(*, actor: OfficerAtWork, case_id: CaseId) -> None:
    """제16조①: closed because the reporter withdrew it. Raises NotNow."""
    opened = open_to_change(actor, case_id)
    _note_site_withdrawal(opened)
    step(actor, opened, Event.CLOSE_WITHDRAWN, Given(today()))
    end_handling(opened.case, today())
    words = {"종결사유": "신고 취소 (제16조제1항)", "사유설명": "신고자가 신고를 취소하였습니다."}
    lay_draft(actor, opened, NoticeKind.CLOSING, words)
    _row(actor, opened, Event.CLOSE_WITHDRAWN)


@transaction.atomic
def close(
    *, actor: OfficerAtWork, case_id: CaseId, ground: ClosingGround, basis: ClosingBasis
) -> None:
    """제20조①: one of the eight, its precondition checked; a draft of the notice with the reason is laid out.

    Raises:
        NotNow: the ground does not apply; `.problem` says what it needs.
    """
    opened = open_to_change(actor, case_id)
    demand_read(opened.case)
    given = Given(
        today(),
        reason=basis.reason,
        ground=ground,
        earlier_notified=_was_notified(opened.case, basis.earlier),
        published=basis.published,
        no_new_evidence=basis.no_new_evidence,
        reporters_tip=basis.reporters_tip,
        other_body=basis.other_body,
    )
    step(actor, opened, Event.CLOSE, given, ground=ground)
    parts = [basis.reason, basis.published, basis.other_body]
    text = "\n".join(part for part in parts if part.strip())
    paper = NewPaper(
        PaperKind.DECISION, Direction.OWN, today(), PaperText(CLOSING, checked_text(text))
    )
    add_paper(opened.case, opened.data_key, paper, officer=actor.officer)
    end_handling(opened.case, today())
    words = {
        "종결사유": f"{GROUND_WORDS[ground]} (제20조제1항제{ground.value}호)",
        "사유설명": basis.reason,
    }
    lay_draft(actor, opened, NoticeKind.CLOSING, words)
    _row(actor, opened, Event.CLOSE, ground=ground.value)


@transaction.atomic
def convert(*, actor: OfficerAtWork, case_id: CaseId, reason: str) -> None:
    """제11조②: plainly no violation of the public interest; goes on as an ordinary complaint, the reporter
    is told. Raises NotNow."""
    opened = open_to_change(actor, case_id)
    step(actor, opened, Event.CONVERT, Given(today(), reason=reason))
    end_handling(opened.case, today())
    lay_draft(actor, opened, NoticeKind.CONVERSION, {"전환사유": reason})
    _row(actor, opened, Event.CONVERT)


@transaction.atomic
def file_away(*, actor: OfficerAtWork, case_id: CaseId, retention_years: int | None = None) -> None:
    """제17조: the record is complete and kept; its period begins on 1 January (form 6).

    Raises:
        NotNow: a notice is owed, or an objection is still possible.
        ValueError: no number of years that records are kept (0: for ever).
    """
    opened = open_to_change(actor, case_id)
    demand_read(opened.case)
    years = opened.case.retention_years if retention_years is None else retention_years
    until = retention_end(today(), years) if years else None
    step(
        actor,
        opened,
        Event.FILE_AWAY,
        Given(today(), due=until),
        retention_years=years,
        retention_until=until,
    )
    _row(actor, opened, Event.FILE_AWAY, years=years)


@transaction.atomic
def hold(*, actor: OfficerAtWork, case_id: CaseId, held: bool, reason: str) -> None:
    """Keep the record beyond its period (보존 명령), or let it go. Raises NotNow without a reason."""
    opened = open_to_change(actor, case_id)
    if not reason.strip():
        raise NotNow(Problem.NO_REASON)
    paper = NewPaper(
        PaperKind.DECISION,
        Direction.OWN,
        today(),
        PaperText("보존 명령" if held else "보존 명령 해제", checked_text(reason)),
    )
    add_paper(opened.case, opened.data_key, paper, officer=actor.officer)
    Case.objects.filter(pk=opened.case.pk).update(held_since=today() if held else None)
    leave_row(actor, Action.CASE_HOLD, opened.case, held=held)


def _note_site_withdrawal(opened: OpenCase) -> None:
    """What the reporter withdrew on the site is registered with her day."""
    report = opened.case.report
    if opened.case.withdrawn_on is None and report is not None and report.withdrawn_on:
        Case.objects.filter(pk=opened.case.pk).update(withdrawn_on=report.withdrawn_on)
        opened.case.withdrawn_on = report.withdrawn_on


def _was_notified(case: Case, number: tuple[int, int] | None) -> bool:
    if number is None:
        return False
    earlier = Case.objects.filter(
        institution_id=case.institution_id, year=number[0], sequence=number[1]
    ).exclude(pk=case.pk)
    return earlier.filter(notified_on__isnull=False).exists()


def _row(actor: OfficerAtWork, opened: OpenCase, event: Event, **detail: str | int | bool) -> None:
    leave_row(actor, Action.CASE_STEP, opened.case, event=event.value, **detail)
