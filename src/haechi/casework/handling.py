"""The course of a case: requirements, investigation, period. How it ends: `ending`.

Each service is one transaction: the machine is asked, rows are written, a draft of what is owed to the
reporter is laid into the binder, one row of the trail comes last.
"""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.clocks import change_clock, end_clock, open_clock, recount_case, start_clock
from haechi.cases.conditions import Given
from haechi.cases.errors import NotNow
from haechi.cases.models import Case, Paper
from haechi.cases.papers import NewPaper, PaperText, add_paper
from haechi.cases.people import checked_text
from haechi.cases.problems import Problem
from haechi.cases.states import Event
from haechi.cases.types import ClockKind, Direction, NoticeKind, OpenCase, PaperKind, Requirement
from haechi.casework.access import open_to_change
from haechi.casework.notices import in_words, lay_draft
from haechi.casework.steps import checked_day, end_handling, step
from haechi.casework.trail import leave_row
from haechi.casework.wording import FINDING
from haechi.common.clock import today
from haechi.staff.types import OfficerAtWork
from haechi.statutes.clocks import ClockRule
from haechi.statutes.clocks import Event as ClockEvent
from haechi.statutes.clocks import EventKind as ClockEventKind
from haechi.statutes.periods import Period

CaseId = str | uuid.UUID


@transaction.atomic
def judge_requirements(
    *, actor: OfficerAtWork, case_id: CaseId, missing: Iterable[Requirement]
) -> None:
    """Which of the five requirements are not met (제15조①)."""
    opened = open_to_change(actor, case_id)
    found = sorted({each.value for each in missing})
    Case.objects.filter(pk=opened.case.pk).update(missing=found)
    leave_row(actor, Action.CASE_STEP, opened.case, event="requirements", missing=len(found))


@transaction.atomic
def start_investigation(*, actor: OfficerAtWork, case_id: CaseId, note: str = "") -> None:
    """제19조①. Raises NotNow."""
    opened = open_to_change(actor, case_id)
    step(actor, opened, Event.START_INVESTIGATION, Given(today()), note=note)
    _row(actor, opened, Event.START_INVESTIGATION)


@transaction.atomic
def log_investigation(
    *, actor: OfficerAtWork, case_id: CaseId, title: str, text: str, on: date | None = None
) -> Paper:
    """A record of the investigation, into the binder by its date. Raises NotNow, DayRefused, TooMuch."""
    opened = open_to_change(actor, case_id)
    day = checked_day(on)
    paper = NewPaper(
        PaperKind.INVESTIGATION, Direction.OWN, day, PaperText(title, checked_text(text))
    )
    row = add_paper(opened.case, opened.data_key, paper, officer=actor.officer)
    step(actor, opened, Event.LOG, Given(day))
    _row(actor, opened, Event.LOG)
    return row


@transaction.atomic
def end_investigation(
    *, actor: OfficerAtWork, case_id: CaseId, finding: str, violation_found: bool
) -> None:
    """제19조①: the finding goes into the binder; a draft of the result notice is laid out.

    The handling period is met. Of a referred case the ten days to the Commission begin (제19조③). The
    accused's identity is masked no longer where a violation was found (제23조②).

    Raises:
        NotNow: nothing was investigated, or no finding is given.
    """
    opened = open_to_change(actor, case_id)
    day = today()
    step(
        actor,
        opened,
        Event.END_INVESTIGATION,
        Given(day, reason=finding),
        concluded_on=day,
        violation_found=violation_found,
    )
    paper = NewPaper(
        PaperKind.DECISION, Direction.OWN, day, PaperText(FINDING, checked_text(finding))
    )
    add_paper(opened.case, opened.data_key, paper, officer=actor.officer)
    end_handling(opened.case, day)
    if opened.case.is_referred:
        start_clock(opened.case, ClockKind.COMMISSION, day)
    else:
        lay_draft(actor, opened, NoticeKind.RESULT, {"처리결과": finding})
    _row(actor, opened, Event.END_INVESTIGATION, violation=violation_found)


@transaction.atomic
def extend(*, actor: OfficerAtWork, case_id: CaseId, days: int, reason: str) -> None:
    """제19조⑧: once, at most 15 days, before the period ends, with a reason; the reporter is told.

    Raises:
        NotNow.
    """
    opened = open_to_change(actor, case_id)
    recount_case(opened.case)
    step(actor, opened, Event.EXTEND, Given(today(), reason=reason, days=days))
    extension = ClockEvent(ClockEventKind.EXTENDED, today(), days)
    clock = change_clock(opened.case, ClockKind.HANDLING, extension)
    due = clock.due_on if clock else today()
    words = {"연장사유": reason, "연장기한": in_words(due), "연장일수": str(days)}
    lay_draft(actor, opened, NoticeKind.EXTENSION, words)
    _row(actor, opened, Event.EXTEND, days=days)


@transaction.atomic
def override_period(*, actor: OfficerAtWork, case_id: CaseId, law: str, days: int) -> None:
    """제19조⑧ 단서: another law sets the period; it is counted from receipt as that law's.

    Raises:
        NotNow: no law is named, or the period does not run.
        ValueError: no number of days that a period can have.
    """
    opened = open_to_change(actor, case_id)
    old = open_clock(opened.case, ClockKind.HANDLING)
    if not law.strip():
        raise NotNow(Problem.NO_REASON)
    if old is None or opened.case.extended:
        raise NotNow(Problem.STATE)
    begun = date.fromisoformat(old.history[0][1])
    rule = ClockRule(Period(days), extension=15, article=law.strip()[:100])
    end_clock(opened.case, ClockKind.HANDLING, today())
    start_clock(opened.case, ClockKind.HANDLING, begun, rule=rule)
    _row(actor, opened, Event.LOG, days=days)


def _row(actor: OfficerAtWork, opened: OpenCase, event: Event, **detail: str | int | bool) -> None:
    leave_row(actor, Action.CASE_STEP, opened.case, event=event.value, **detail)
