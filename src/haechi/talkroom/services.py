"""What an officer does in a chat. Each act is one transaction and leaves its row in the trail."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.common.clock import today
from haechi.common.statements import Change
from haechi.conversations.models import Message, Side
from haechi.conversations.services import mark_read, sent_before
from haechi.crypto.aead import open_text, seal_text
from haechi.custody.models import Officer
from haechi.inbox.access import able_officers
from haechi.inbox.errors import NoSuchReport
from haechi.inbox.services import add_note, send_message
from haechi.live.services import announce, inbox_topic, report_topic, talks_topic
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.reports.models import Attachment, Report
from haechi.reports.sealing import report_place
from haechi.staff.types import OfficerAtWork
from haechi.talkroom.access import OpenChat, chat_for, open_to
from haechi.talkroom.errors import NotNow
from haechi.talks.models import Chat
from haechi.talks.selectors import lock_chat
from haechi.talks.states import ChatState

_SUMMARY = "chat summary"


@transaction.atomic
def open_chat(*, actor: OfficerAtWork, chat_id: str | uuid.UUID) -> OpenChat:
    """Open a chat to read it: one row in the trail, unread marks cleared.

    Raises:
        NoSuchReport: see `access.chat_for`.
    """
    found = chat_for(actor, chat_id)
    report = found.opened.report
    last = (
        Message.objects.filter(report=report).order_by("-pk").values_list("pk", flat=True).first()
    )
    _read(report, last or 0)
    record(actor=actor.trail, action=Action.TALK_OPENED, subject=_subject(found))
    return found


def saw(*, actor: OfficerAtWork, chat_id: str | uuid.UUID, up_to: int | None = None) -> None:
    """What came while its page was open was seen, up to message `up_to` or all; that page's opening is in
    the trail.

    Raises:
        NoSuchReport: see `access.chat_for`.
    """
    report = open_to(actor, chat_id)
    with transaction.atomic():
        _read(report, _last(report) if up_to is None else up_to)


def _last(report: Report) -> int:
    rows = Message.objects.filter(report=report).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def _read(report: Report, up_to: int) -> None:
    mark_read(report=report, reader=Side.OFFICER, up_to=up_to)
    if not report.has_news:
        return
    lock_chat(report.pk)  # a line that is just being said stays news
    if _all_read(report.pk):
        _forget_told(report.pk)
        announce(f"{talks_topic(report.institution_id)}#-{report.pk}")


_unread = Message.objects.filter(report=OuterRef("pk"), side=Side.REPORTER, is_read=False)
_all_read = Change(
    lambda pk: Report.threads.filter(~Exists(_unread), pk=pk), {"has_news": False}, uuid.UUID
)
_forget_told = Change(
    lambda pk: Chat.objects.filter(pk=pk, is_told=True), {"is_told": False}, uuid.UUID
)


@transaction.atomic
def answer(
    *,
    actor: OfficerAtWork,
    found: OpenChat,
    text: str,
    uid: uuid.UUID,
    attachments: Sequence[Attachment] = (),
    page: str = "",
) -> Message:
    """Write to the reporter. Whoever answers a chat that nobody has takes it.

    `page`: the opening of a page that shows it by the answer.

    Raises:
        NotNow: it is a report since.
    """
    chat = _locked(found)
    sent = sent_before(found.opened.report, uid)
    if sent:
        return sent
    if chat.answered_after is None:
        chat.answered_after = max(0, (today() - chat.opened_on).days)
        chat.save(update_fields=["answered_after"])
    if chat.state != ChatState.OPEN or chat.taken_by_id is None:
        _begin(chat, chat.taken_by or actor.officer)
        announce(inbox_topic(chat.institution_id))
    return send_message(
        actor=actor,
        opened=found.opened,
        text=text,
        uid=uid,
        attachments=attachments,
        page=page,
    )


@transaction.atomic
def take(*, actor: OfficerAtWork, found: OpenChat, seen: int | None) -> None:
    """Take a chat over from nobody or from a colleague; one that had ended goes on.

    `seen`: whose it was on the officer's page.

    Raises:
        NotNow: it is somebody else's, or a report, since.
    """
    chat = _locked(found)
    if chat.taken_by_id != seen:
        raise NotNow
    _begin(chat, actor.officer)
    _step(actor, found, "taken")


@transaction.atomic
def hand_over(
    *, actor: OfficerAtWork, found: OpenChat, to: Officer, note: str, uid: uuid.UUID
) -> None:
    """Give the chat to a colleague with a note that only officers read, and tell the colleague that there
    is one, and nothing of it.

    Raises:
        NoSuchReport: the colleague could not open it.
        NotNow: it ended meanwhile.
    """
    report = found.opened.report
    if not able_officers(report).filter(pk=to.pk).exists():
        raise NoSuchReport
    chat = _locked(found)
    if chat.state == ChatState.CLOSED:
        raise NotNow
    _begin(chat, to)
    if to != actor.officer:
        _tell(report, to)
    if note:
        add_note(actor=actor, opened=found.opened, text=note, uid=uid)
    _step(actor, found, "handed", officer=to.pk)


def _tell(report: Report, officer: Officer) -> None:
    enqueue(
        institution_id=report.institution_id,
        officer_ids=[officer.pk],
        notice=Notice.CHAT_HANDED,
        subject=f"report:{report.pk}",
        values={"institution": report.institution.name_ko, "number": ""},
    )


@transaction.atomic
def close(*, actor: OfficerAtWork, found: OpenChat, summary: str) -> None:
    """End it with a summary for the office; the reporter may still read, and begins it again by writing.

    Raises:
        NotNow: it ended meanwhile.
    """
    chat = _locked(found)
    if chat.state == ChatState.CLOSED:
        raise NotNow
    chat.summary = _sealed_summary(found, summary)
    _end(chat)
    _step(actor, found, "closed")


@transaction.atomic
def block(*, actor: OfficerAtWork, found: OpenChat, blocked: bool) -> None:
    """Take nothing more in this chat, or take it again.

    It ends this thread's writing and nothing else: who wrote is not known, so nobody can be kept out of
    Talk, and no trace of the block goes with anybody.

    Raises:
        NotNow: it is a report since.
    """
    chat = _locked(found)
    chat.is_blocked = blocked
    if blocked:
        _end(chat)
    chat.save(update_fields=["is_blocked"])
    _step(actor, found, "blocked" if blocked else "unblocked")


def summary_of(found: OpenChat) -> str:
    """The summary; "" until there is one."""
    sealed = bytes(found.chat.summary)
    if not sealed:
        return ""
    report = found.opened.report
    return open_text(found.opened.data_key, sealed, report_place(report.pk, _SUMMARY))


def _sealed_summary(found: OpenChat, text: str) -> bytes:
    opened = found.opened
    return (
        seal_text(opened.data_key, text, report_place(opened.report.pk, _SUMMARY)) if text else b""
    )


def _locked(found: OpenChat) -> Chat:
    """The chat as it is now, locked until the end of the transaction.

    Raises:
        NotNow: a colleague made it a report since.
    """
    chat = lock_chat(found.chat.pk)
    if chat.reported_on is not None:
        raise NotNow
    return chat


def _begin(chat: Chat, officer: Officer) -> None:
    chat.taken_by, chat.state, chat.closed_on = officer, ChatState.OPEN, None
    chat.save(update_fields=["taken_by", "state", "closed_on"])


def _end(chat: Chat) -> None:
    chat.state, chat.closed_on = ChatState.CLOSED, today()
    chat.save(update_fields=["state", "closed_on", "summary"])


def _subject(found: OpenChat) -> str:
    return f"talk:{found.chat.pk}"


def _step(actor: OfficerAtWork, found: OpenChat, act: str, **detail: int) -> None:
    announce(report_topic(found.chat.pk))
    announce(inbox_topic(found.chat.institution_id))
    record(
        actor=actor.trail,
        action=Action.TALK_STEP,
        subject=_subject(found),
        detail={"act": act, **detail},
    )
