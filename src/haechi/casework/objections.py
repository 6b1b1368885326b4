"""Objections to the result (제21조): within fourteen days, reviewed, answered without delay."""

import uuid
from datetime import date

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.clocks import end_clock, recount_case
from haechi.cases.conditions import Given
from haechi.cases.errors import NotNow
from haechi.cases.models import Objection
from haechi.cases.papers import NewPaper, PaperText, add_paper
from haechi.cases.people import checked_text
from haechi.cases.problems import Problem
from haechi.cases.sealing import open_words, seal_words
from haechi.cases.states import Event
from haechi.cases.types import ClockKind, Direction, NoticeKind, OpenCase, PaperKind
from haechi.casework.access import open_to_change
from haechi.casework.filed import keep_form
from haechi.casework.notices import lay_draft
from haechi.casework.steps import checked_day, step
from haechi.casework.trail import leave_row
from haechi.common.clock import today
from haechi.staff.types import OfficerAtWork

CaseId = str | uuid.UUID


@transaction.atomic
def object_to_result(
    *, actor: OfficerAtWork, case_id: CaseId, reason: str, on: date | None = None
) -> Objection:
    """An objection (form 9) came in on that day. One that is late is refused here: file it as a paper.

    Raises:
        NotNow: no result was notified, it is late, or one is open.
        DayRefused: before the notification or in the future.
    """
    opened = open_to_change(actor, case_id)
    case = opened.case
    recount_case(case)
    if case.notified_on is None:
        raise NotNow(Problem.STATE)
    day = checked_day(on, not_before=case.notified_on)
    step(actor, opened, Event.OBJECT, Given(day))
    row = Objection(case=case, number=case.objections.count() + 1, received_on=day)
    row.reason = seal_words(opened.data_key, case.pk, f"objection {row.pk}", checked_text(reason))
    row.save(force_insert=True)
    words = PaperText("이의신청서", checked_text(reason))
    paper = NewPaper(PaperKind.OBJECTION, Direction.IN, day, words, form=9)
    filed = add_paper(case, opened.data_key, paper, officer=actor.officer)
    keep_form(opened, filed, actor.officer)
    leave_row(actor, Action.CASE_STEP, case, event=Event.OBJECT.value)
    return row


@transaction.atomic
def answer_objection(*, actor: OfficerAtWork, case_id: CaseId, answer: str) -> None:
    """제21조③: reviewed and answered; the draft of the notice is laid out. Raises NotNow."""
    opened = open_to_change(actor, case_id)
    row = opened.case.objections.filter(answered_on__isnull=True).first()
    if row is None:
        raise NotNow(Problem.STATE)
    step(actor, opened, Event.ANSWER_OBJECTION, Given(today(), reason=answer))
    row.answer = seal_words(
        opened.data_key, opened.case.pk, f"objection answer {row.pk}", checked_text(answer)
    )
    row.answered_on = today()
    row.save(update_fields=["answer", "answered_on"])
    end_clock(opened.case, ClockKind.OBJECTION, today())
    lay_draft(actor, opened, NoticeKind.OBJECTION, {"이의신청결과": answer})
    leave_row(actor, Action.CASE_STEP, opened.case, event=Event.ANSWER_OBJECTION.value)


def words_of_objection(opened: OpenCase, row: Objection) -> tuple[str, str]:
    """Reason and answer."""
    key, case_id = opened.data_key, opened.case.pk
    return (
        open_words(key, case_id, f"objection {row.pk}", row.reason),
        open_words(key, case_id, f"objection answer {row.pk}", row.answer),
    )
