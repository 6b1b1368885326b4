"""Writing messages. The caller holds the open report: for a reporter by key and password, for an
officer through `haechi.inbox.access`."""

import uuid
from collections.abc import Sequence

from django.db import connection, transaction

from haechi.common.clock import today
from haechi.common.statements import Change, Statement, insert
from haechi.conversations.models import Message, Side
from haechi.conversations.sealing import message_place
from haechi.crypto.aead import seal_text
from haechi.custody.models import Officer
from haechi.live.lines import line_topic
from haechi.live.services import announce, inbox_topic, read_topic, talks_topic
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.reports.attachments import Owner, adopt
from haechi.reports.drafts import find_draft
from haechi.reports.errors import Withdrawn
from haechi.reports.milestones import note_answer
from haechi.reports.models import Attachment, Report
from haechi.reports.submission import recipients
from haechi.reports.types import DraftToken, OpenReport

_same = Statement(
    lambda uid, report: Message.objects.filter(uid=uid, report=report).values_list("pk"),
    uuid.UUID,
    uuid.UUID,
)


def sent_before(report: Report, uid: uuid.UUID) -> Message | None:
    """The message of this thread that was stored under the identifier already."""
    for (pk,) in _same(uid, report.pk):
        return Message.objects.get(pk=pk)
    return None


_note_news = Change(lambda report: Report.threads.filter(pk=report), {"has_news": True}, uuid.UUID)


def post_from_reporter(
    *,
    opened: OpenReport,
    text: str,
    token: DraftToken,
    uid: uuid.UUID,
    told: Sequence[int] | None = None,
    page: str = "",
) -> Message:
    """Add the reporter's message with the files her page sent under `token`; tell the officers.

    `told`: whom, where it is not those on duty for the category. `page`: the opening of a page that shows it
    by the answer.

    The same `uid` again returns the message already there: a message is sent once.

    Raises:
        Withdrawn: the report was withdrawn.
    """
    if opened.report.withdrawn_on:
        raise Withdrawn
    with transaction.atomic(savepoint=False):
        _one_at_a_time(opened.report)
        existing = sent_before(opened.report, uid)
        if existing:
            return existing
        message = _create(opened, text, Side.REPORTER, None, uid)
        _attach(message, _adopt(opened, token))
        _note_news(opened.report.pk)
        if told is None or told:
            _notify(opened.report, told)
        announce(line_topic(opened.report.pk, page, message.pk), _news_topic(opened.report))
    return message


@transaction.atomic(savepoint=False)
def post_from_officer(
    *,
    opened: OpenReport,
    officer: Officer,
    text: str,
    uid: uuid.UUID,
    attachments: Sequence[Attachment] = (),
    page: str = "",
) -> Message:
    """Add an officer's message; the officer's name is not shown to the reporter. `page`: as above."""
    _one_at_a_time(opened.report)
    existing = sent_before(opened.report, uid)
    if existing:
        return existing
    message = _create(opened, text, Side.OFFICER, officer, uid)
    _attach(message, attachments)
    note_answer(opened.report)
    announce(line_topic(opened.report.pk, page, message.pk))
    return message


def _one_at_a_time(report: Report) -> None:
    """Messages of one thread are stored in the order of their numbers, and one that is sent again while
    it is being stored (a page sent twice) waits here and is found.

    PostgreSQL gives a number before it stores: a reader could see 6, ask for what follows it, and never
    be shown 5. SQLite has one writer anyway.
    """
    if connection.features.has_select_for_update:
        list(Report.threads.select_for_update(no_key=True).filter(pk=report.pk).values_list("pk"))


def _create(
    opened: OpenReport, text: str, side: Side, officer: Officer | None, uid: uuid.UUID
) -> Message:
    report = opened.report
    return insert(
        Message(
            uid=uid,
            report=report,
            side=side,
            officer=officer,
            posted_on=today(),
            body=seal_text(opened.data_key, text, message_place(report, uid, side)),
        )
    )


def _attach(message: Message, files: Sequence[Attachment]) -> None:
    message.has_files = bool(files)  # type: ignore[attr-defined]  # for `selectors.view_of_message`
    if files:  # setting none asks the database all the same
        message.attachments.set(files)


def _news_topic(report: Report) -> str:
    """A line in a chat wakes the boards of Talk, which gather what comes close together; every list of
    reports stays as it is."""
    if report.is_chat:
        return f"{talks_topic(report.institution_id)}#+{report.pk}"
    return inbox_topic(report.institution_id)


def _adopt(opened: OpenReport, token: DraftToken) -> list[Attachment]:
    draft = find_draft(token)
    if draft is None or draft.draft is None:
        return []
    moved = adopt(draft=draft, report=Owner(key=opened.data_key, report=opened.report))
    draft.draft.delete()
    return moved


def _notify(report: Report, others: Sequence[int] | None) -> None:
    barred = set(report.exclusions.values_list("officer_id", flat=True))
    assignee = report.assignee
    told = [assignee.pk] if assignee and assignee.is_active and assignee.pk not in barred else []
    enqueue(
        institution_id=report.institution_id,
        officer_ids=_whom(report, told, others, barred),
        notice=Notice.MESSAGE_RECEIVED,
        subject=f"report:{report.pk}",
        values={"institution": report.institution.name_ko, "number": report.display_number},
    )


def _whom(
    report: Report, assigned: list[int], others: Sequence[int] | None, barred: set[int]
) -> Sequence[int]:
    if others is not None:
        return others
    return assigned or recipients(report.institution, report.category, barred)


_read = Change(
    lambda report, up_to, side: Message.objects.filter(
        report=report, pk__lte=up_to, is_read=False, side=side
    ),
    {"is_read": True},
    uuid.UUID,
    int,
    str,
)


def mark_read(*, report: Report, reader: Side, up_to: int) -> None:
    """Mark what the other side wrote, up to message `up_to`, as read; tell the other side."""
    other = Side.REPORTER if reader == Side.OFFICER else Side.OFFICER
    if _read(report.pk, up_to, other.value):
        announce(f"{read_topic(report.pk, other)}#{up_to}")
