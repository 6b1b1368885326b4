"""Opening a chat with a participation code, and what its reporter writes.

The caller of `say` holds the open report by key and password, as everywhere (`reports.access`).
"""

import uuid

from django.db import transaction

from haechi.common.clock import today
from haechi.conversations.models import Message, Side
from haechi.conversations.services import post_from_reporter, sent_before
from haechi.institutions.models import Institution
from haechi.live.services import announce, inbox_topic, report_topic
from haechi.reports.submission import Submission, submit
from haechi.reports.types import DraftToken, OpenReport, ReportContent
from haechi.talks import pace
from haechi.talks.codes import count_opened, matching_code
from haechi.talks.errors import Blocked, TalkIsOff, TooFast, WrongCode
from haechi.talks.guessing import attempt, charge_attempt, count_wrong_code
from haechi.talks.models import Chat, ParticipationCode
from haechi.talks.presence import chat_place, is_here
from haechi.talks.selectors import lock_chat, talk_of
from haechi.talks.states import ChatState
from haechi.talks.telling import tell
from haechi.talks.types import Opened, Origin, Subject


def check_code(
    institution: Institution, code: str, *, challenge: str = "", work: str = ""
) -> ParticipationCode:
    """The valid code that this is. `code`: as `codes.read_code` gives it.

    Raises:
        TalkIsOff: the institution does not offer Talk.
        MustWait: too many wrong codes were typed, by whomever: waiting or work is due first.
        WrongCode: nothing opens with it.
    """
    if talk_of(institution) is None:
        raise TalkIsOff
    with attempt():
        charge_attempt(code, challenge=challenge, work=work)
        found = matching_code(institution, code, today())
        if found is None:
            count_wrong_code()
            raise WrongCode
    return found


def open_chat(
    *,
    institution: Institution,
    subject: Subject,
    token: DraftToken,
    code: ParticipationCode | None,
    origin: Origin = Origin.HERE,
) -> Opened:
    """Open an empty chat; the same token again gives the same receipt.

    `code`: which one opened it, counted there and noted nowhere else.

    Raises:
        DeskEmpty: nobody could read it; nothing is stored.
    """

    def follow(opened: OpenReport) -> None:
        Chat(
            report=opened.report,
            institution=institution,
            subject=subject,
            origin=origin,
            opened_on=today(),
        ).save(force_insert=True)
        if code:
            count_opened(code)

    submission = Submission(institution, None, ReportContent(text=""), token, follow=follow)
    submitted = submit(submission)
    return Opened(submitted.receipt, submitted.session)


def say(
    *, opened: OpenReport, text: str, token: DraftToken, uid: uuid.UUID, page: str = ""
) -> Message:
    """The reporter's message in a chat; the same `uid` again is the message already there.

    `page`: the opening of a page that shows it by the answer.

    Officers are told once until one of them has read: a chat of fifty lines is no fifty messages by SMS.

    Raises:
        Blocked: nothing more is taken in this chat.
        TooFast: faster than anybody types; nothing was stored.
        Withdrawn.
    """
    report = opened.report
    try:
        pace.take(str(report.pk))
    except TooFast:
        known = sent_before(report, uid)
        if known is None:
            raise
        return known
    with transaction.atomic():
        chat = lock_chat(report.pk)
        if chat.is_blocked or chat.state == ChatState.CLOSED:
            known = sent_before(report, uid)
            if known:  # its answer was lost: sending it again begins nothing anew
                return known
        if chat.is_blocked:
            raise Blocked
        message = post_from_reporter(
            opened=opened, text=text, token=token, uid=uid, told=(), page=page
        )
        if chat.state == ChatState.CLOSED and chat.reported_on is None:
            _wait_again(chat)
        if not chat.is_told and not is_here(chat_place(report.pk, Side.OFFICER)):
            tell(chat)
    return message


def _wait_again(chat: Chat) -> None:
    Chat.objects.filter(pk=chat.pk).update(state=ChatState.WAITING, closed_on=None)
    announce(report_topic(chat.pk))  # her own page, too, shows where the chat stands
    announce(inbox_topic(chat.institution_id))
