"""Taking up what a named reporter sent by the site: her words into the binder, her day for the step.

Runs before a case is read or decided on, so that nothing is decided over an objection or a supplement
that lies in the thread.
"""

import uuid

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.conditions import Given
from haechi.cases.errors import NotNow
from haechi.cases.models import Objection, Paper, Retaliation
from haechi.cases.papers import PaperText, seal_paper
from haechi.cases.reporter_acts import ACTS, HEADLINES, Act, unread_papers
from haechi.cases.sealing import report_key_of, seal_words
from haechi.cases.states import Event
from haechi.cases.types import OpenCase, PaperKind, Requirement
from haechi.casework.access import open_case, open_to_change
from haechi.casework.filed import keep_form
from haechi.casework.steps import step
from haechi.casework.supplements import note_supplement
from haechi.casework.trail import leave_row
from haechi.conversations.models import Message, Side
from haechi.conversations.sealing import message_place
from haechi.crypto.aead import open_text
from haechi.staff.types import OfficerAtWork

CaseId = str | uuid.UUID


@transaction.atomic
def take_up(*, actor: OfficerAtWork, case_id: CaseId) -> int:
    """Register everything that waits, in the order it came; how many. One trail row for each.

    What is not lawful any more (an objection after a demand of the Commission) stays in the binder as
    the paper it is.

    Raises:
        NoSuchCase.
    """
    opened = open_case(actor, case_id)
    if not unread_papers(opened.case).exists():
        return 0
    opened = open_to_change(actor, case_id)
    rows = list(unread_papers(opened.case))
    for row in rows:
        _take(actor, opened, row)
    return len(rows)


def _take(actor: OfficerAtWork, opened: OpenCase, row: Paper) -> None:
    act = ACTS[PaperKind(row.kind)]
    text = _text(opened, row)
    row.sealed = seal_paper(row, opened.data_key, PaperText(HEADLINES[act], text))
    row.officer = actor.officer
    row.save(update_fields=["sealed", "officer"])
    event = ""
    try:
        with transaction.atomic():
            event = _ACTIONS[act](actor, opened, row, text)
    except NotNow:
        event = "filed"
    keep_form(opened, row, actor.officer)
    leave_row(actor, Action.CASE_PAPER, opened.case, paper=row.entry, event=event)


def _text(opened: OpenCase, row: Paper) -> str:
    """The words of the message with the paper's identifier; "" where the message is gone."""
    message = Message.objects.filter(uid=row.pk, report=opened.case.report_id).first()
    if message is None or opened.case.report is None:
        return ""
    place = message_place(opened.case.report, message.uid, Side.REPORTER)
    key = report_key_of(opened.data_key, opened.case)
    _headline, _gap, text = open_text(key, message.body, place).partition("\n\n")
    return text


def _object(actor: OfficerAtWork, opened: OpenCase, paper: Paper, text: str) -> str:
    step(actor, opened, Event.OBJECT, Given(paper.dated_on))
    row = Objection(
        case=opened.case, number=opened.case.objections.count() + 1, received_on=paper.dated_on
    )
    row.reason = seal_words(opened.data_key, opened.case.pk, f"objection {row.pk}", text)
    row.save(force_insert=True)
    return Event.OBJECT.value


def _supplement(actor: OfficerAtWork, opened: OpenCase, paper: Paper, _text: str) -> str:
    """Which requirements are met now is for the officer to judge: the list stays as it was."""
    missing = [Requirement(each) for each in opened.case.missing]
    return note_supplement(actor, opened, paper.dated_on, missing).value


def _retaliation(_actor: OfficerAtWork, opened: OpenCase, paper: Paper, text: str) -> str:
    row = Retaliation(case=opened.case, reported_on=paper.dated_on)
    row.matter = seal_words(opened.data_key, opened.case.pk, f"retaliation {row.pk}", text)
    row.save(force_insert=True)
    return Act.RETALIATION.value


_ACTIONS = {
    Act.OBJECTION: _object,
    Act.SUPPLEMENT: _supplement,
    Act.RETALIATION: _retaliation,
}
