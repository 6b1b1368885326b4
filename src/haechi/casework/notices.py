"""Notices to reporters: drafted from a template, edited, sent, and kept as they were sent.

A draft is laid into the binder by the step that owes it; sending it is the officer's act. What goes by
the site is a message of the reporter's thread; by e-mail or text message the outbox takes it; by post or
by hand it is printed (and is sent when the officer says so).
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.clocks import start_clock
from haechi.cases.conditions import Given
from haechi.cases.errors import NotNow
from haechi.cases.models import Case, NoticeTemplate, Paper
from haechi.cases.papers import NewPaper, PaperText, add_paper, seal_paper, words_of
from haechi.cases.people import checked_text
from haechi.cases.problems import Problem
from haechi.cases.sealing import content_of, report_key_of
from haechi.cases.states import CaseState, Event
from haechi.cases.templates import STANDARD
from haechi.cases.types import (
    ClockKind,
    Direction,
    Identity,
    NoticeKind,
    OpenCase,
    PaperKind,
    PaperStatus,
    Way,
)
from haechi.casework.access import open_to_change
from haechi.casework.enclosures import FIELD, enclose, enclosed_with, where_to_fetch
from haechi.casework.enclosures import in_words as forms_in_words
from haechi.casework.errors import NoSuchCase
from haechi.casework.steps import step
from haechi.casework.trail import leave_row
from haechi.common.clock import today
from haechi.conversations.services import post_from_officer
from haechi.institutions.models import Institution
from haechi.notifications.services import enqueue_to
from haechi.notifications.types import Channel, Notice
from haechi.reports.models import Report
from haechi.reports.types import OpenReport
from haechi.staff.types import OfficerAtWork

_ELECTRONIC = frozenset({Way.SITE, Way.EMAIL, Way.SMS})
_FIELD = re.compile(r"\{([^{}\n]{1,20})\}")


def template_of(institution: Institution, kind: NoticeKind) -> tuple[str, str]:
    """Title and text with {fields}: the institution's own, or the standard ones."""
    own = NoticeTemplate.objects.filter(institution=institution, kind=kind).first()
    return (own.title, own.text) if own else STANDARD[kind]


def fill(text: str, words: Mapping[str, str]) -> str:
    """Fields that have a word get it; the others stay as they are, for the officer to fill in."""
    return _FIELD.sub(lambda found: words.get(found[1]) or found[0], text)


def unfilled(text: str) -> list[str]:
    """The names of fields that still stand in the text."""
    return _FIELD.findall(text)


def common_words(opened: OpenCase) -> dict[str, str]:
    """What every notice may say. No name: that is written where the identity was opened."""
    case = opened.case
    handling = case.clocks.filter(kind=ClockKind.HANDLING).order_by("due_on").last()
    return {
        "기관명": case.institution.name_ko,
        "접수번호": case.display_number,
        "접수일자": in_words(case.received_on),
        "신고제목": content_of(opened.data_key, case).title,
        "오늘": in_words(today()),
        "처리기한": in_words(handling.due_on) if handling else "",
    }


def in_words(day: date) -> str:
    """`2026. 11. 20.`, as official papers write a day."""
    return f"{day.year}. {day.month}. {day.day}."


def lay_draft(
    actor: OfficerAtWork, opened: OpenCase, kind: NoticeKind, words: Mapping[str, str]
) -> Paper:
    """A draft in the binder. Part of the step that owes it: writes no trail row of its own."""
    title, text = template_of(opened.case.institution, kind)
    known = common_words(opened) | dict(words)
    paper = NewPaper(
        PaperKind.NOTICE,
        Direction.OUT,
        today(),
        PaperText(fill(title, known), fill(text, known)),
        notice=kind,
        status=PaperStatus.DRAFT,
    )
    return add_paper(opened.case, opened.data_key, paper, officer=actor.officer)


@transaction.atomic
def draft_notice(
    *, actor: OfficerAtWork, case_id: str | uuid.UUID, kind: NoticeKind, words: Mapping[str, str]
) -> Paper:
    """A new draft from its template, e.g. another after one was discarded. Raises NotNow when destroyed."""
    opened = open_to_change(actor, case_id)
    row = lay_draft(actor, opened, kind, words)
    leave_row(actor, Action.CASE_PAPER, opened.case, notice=kind.value)
    return row


@transaction.atomic
def edit_draft(
    *,
    actor: OfficerAtWork,
    case_id: str | uuid.UUID,
    paper_id: str | uuid.UUID,
    title: str,
    text: str,
) -> Paper:
    """Change a draft. Raises NotNow for what was sent or filed, TooMuch."""
    opened = open_to_change(actor, case_id)
    row = _draft(opened, paper_id)
    before = words_of(row, opened.data_key)
    row.sealed = seal_paper(
        row, opened.data_key, PaperText(checked_text(title), checked_text(text), before.fields)
    )
    row.save(update_fields=["sealed"])
    leave_row(actor, Action.CASE_PAPER, opened.case, paper=row.entry)
    return row


@transaction.atomic
def discard_draft(
    *, actor: OfficerAtWork, case_id: str | uuid.UUID, paper_id: str | uuid.UUID
) -> None:
    """Take a draft away; what is owed stays owed. Raises NotNow for what was sent or filed."""
    opened = open_to_change(actor, case_id)
    row = _draft(opened, paper_id)
    entry = row.entry
    row.delete()
    leave_row(actor, Action.CASE_PAPER, opened.case, discarded=entry)


@transaction.atomic
def send_notice(
    *,
    actor: OfficerAtWork,
    case_id: str | uuid.UUID,
    paper_id: str | uuid.UUID,
    way: Way,
    identity: Identity | None = None,
) -> Paper:
    """Send a draft as it stands and keep it as sent; what it was owed for is owed no more.

    `identity`: the reporter's, opened with a reason, for e-mail and text messages alone. A text message
    carries nothing but that there is a notice; the notice itself goes into the thread. So does one by e-mail
    to somebody who has a thread: the forms that go with it lie there.

    The result notice of a direct case also takes it to `NOTIFIED` and starts the 14 days (제21조①).

    Raises:
        NotNow: not a draft, a field unfilled, no way like that to the reporter, the result is not due, or
            guidance on a reward for one who is not an inside reporter.
        StorageFull: no room for the forms that go with it.
    """
    opened = open_to_change(actor, case_id)
    row = _draft(opened, paper_id)
    words = words_of(row, opened.data_key)
    if unfilled(words.text) or not words.text.strip():
        raise NotNow(Problem.MISSING_FIELD)
    _check_way(opened.case, way)
    if row.notice == NoticeKind.REWARD and opened.case.insider is not True:
        raise NotNow(Problem.NOT_INSIDER)  # it was corrected after the draft was laid
    words = _go(actor, opened, row, words, way, identity)
    row.sealed = seal_paper(row, opened.data_key, words)
    row.status, row.way, row.sent_on = PaperStatus.SENT, way, today()
    row.dated_on = today()
    row.save(update_fields=["sealed", "status", "way", "sent_on", "dated_on"])
    kind = NoticeKind(row.notice)
    step(actor, opened, Event.NOTIFY, Given(today(), notice=kind))
    if kind is NoticeKind.RESULT and opened.case.state == CaseState.CONCLUDED:
        result_notified(actor, opened)
    leave_row(actor, Action.CASE_NOTICE, opened.case, notice=kind.value, way=way.value)
    return row


@transaction.atomic
def waive_notice(
    *, actor: OfficerAtWork, case_id: str | uuid.UUID, kind: NoticeKind, reason: str
) -> None:
    """A notice that can reach nobody: the reporter is unknown, and the line says so.

    Raises:
        NotNow: the reporter can be told, no reason is given, or nothing of the kind is owed.
    """
    opened = open_to_change(actor, case_id)
    case = opened.case
    if case.reporter_known or case.report_id or case.is_referred:
        raise NotNow(Problem.REPORTER_KNOWN)
    if not reason.strip() or kind.value not in case.owed:
        raise NotNow(Problem.NO_REASON)
    step(actor, opened, Event.NOTIFY, Given(today(), notice=kind, reason=reason))
    leave_row(actor, Action.CASE_NOTICE, case, notice=kind.value, waived=True)


def result_notified(actor: OfficerAtWork, opened: OpenCase) -> None:
    """제19조②, 제21조①: the 14 days for an objection begin."""
    clock = start_clock(opened.case, ClockKind.OBJECTION, today())
    given = Given(today(), due=clock.due_on)
    step(actor, opened, Event.NOTIFY_RESULT, given, notified_on=today())


def _draft(opened: OpenCase, paper_id: str | uuid.UUID) -> Paper:
    try:
        row = Paper.objects.filter(case=opened.case, pk=uuid.UUID(str(paper_id))).first()
    except ValueError:
        row = None
    if row is None:
        raise NoSuchCase
    if row.status != PaperStatus.DRAFT:
        raise NotNow(Problem.SENT)
    return row


def _check_way(case: Case, way: Way) -> None:
    through_site = way in {Way.SITE, Way.SMS}
    if through_site and case.report_id is None:
        raise NotNow(Problem.NO_ADDRESS)
    if (way is Way.COMMISSION) is not case.is_referred:
        raise NotNow(Problem.REFERRED if case.is_referred else Problem.NOT_REFERRED)


def _into_outbox(
    actor: OfficerAtWork, opened: OpenCase, words: PaperText, way: Way, identity: Identity | None
) -> None:
    by_mail = way is Way.EMAIL
    address = (identity.email if by_mail else identity.phone) if identity else ""
    if not address:
        raise NotNow(Problem.NO_ADDRESS)
    enqueue_to(
        institution_id=opened.case.institution_id,
        officer_id=actor.officer.pk,
        channel=Channel.EMAIL if by_mail else Channel.SMS,
        address=address,
        notice=Notice.CASE_NOTICE,
        subject=f"case:{opened.case.pk}",
        values={"institution": opened.case.institution.name_ko, "number": ""},
        text=f"{words.title}\n\n{words.text}" if by_mail else "",
    )


def _go(
    actor: OfficerAtWork,
    opened: OpenCase,
    row: Paper,
    words: PaperText,
    way: Way,
    identity: Identity | None,
) -> PaperText:
    """Send it without paper; its words as they went, with the forms that went with it."""
    forms = enclosed_with(row) if way in _ELECTRONIC else ()
    if forms and way is Way.EMAIL:
        fetch = where_to_fetch(opened.case, forms)
        words = replace(words, text=f"{words.text}\n\n{fetch}")
    if forms and opened.case.report_id:
        words = replace(words, fields={**words.fields, FIELD: forms_in_words(forms)})
    if way in {Way.SITE, Way.SMS} or (forms and opened.case.report_id):
        _into_thread(actor, opened, row, words, forms)
    if way in {Way.EMAIL, Way.SMS}:
        _into_outbox(actor, opened, words, way, identity)
    return words


def _into_thread(
    actor: OfficerAtWork, opened: OpenCase, row: Paper, words: PaperText, forms: Sequence[int]
) -> None:
    """The notice's own identifier is the message's: sent once, whatever is pressed twice."""
    report = Report.objects.get(case=opened.case)
    thread = OpenReport(report, report_key_of(opened.data_key, opened.case))
    post_from_officer(
        opened=thread,
        officer=actor.officer,
        text=f"{words.title}\n\n{words.text}",
        uid=row.pk,
        attachments=enclose(opened, thread, forms, actor.officer),
    )
