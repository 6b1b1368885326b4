"""A chat becomes a report in one act; what came by an open chat elsewhere becomes one too (TK-4, TK-6)."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.common.clock import today
from haechi.conversations.models import Side
from haechi.conversations.selectors import messages_of
from haechi.inbox.access import thread_for
from haechi.institutions.models import Category
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.reports.models import Report
from haechi.reports.submission import Submission, recipients, take_down
from haechi.reports.turning import make_report
from haechi.reports.types import Answer, DraftToken, OpenReport, ReportContent, draft_id
from haechi.staff.errors import NotAllowed
from haechi.staff.types import OfficerAtWork, Role
from haechi.talkroom.access import OpenChat
from haechi.talkroom.errors import NotNow
from haechi.talks.models import Chat
from haechi.talks.states import ChatState
from haechi.talks.types import Origin, Subject

_SOURCE = ("들어온 곳", "Where it came in")


@transaction.atomic
def become_report(*, actor: OfficerAtWork, found: OpenChat, category: Category) -> Report:
    """Number, category, due day and notices as for a new report; keys and thread stay.

    Whoever had the chat is in charge of the report, so that nobody loses sight of it.

    Raises:
        NotAllowed: another institution's category.
        NotNow: it is a report since.
    """
    if category.institution_id != found.chat.institution_id:
        raise NotAllowed
    chat = Chat.objects.select_for_update(of=("self",)).get(pk=found.chat.pk)
    if chat.reported_on is not None:
        raise NotNow
    opened = found.opened
    report = make_report(opened=opened, category=category, content=_content(found))
    in_charge = chat.taken_by or actor.officer
    Report.objects.filter(pk=report.pk).update(assignee=in_charge)
    chat.state, chat.closed_on, chat.reported_on = ChatState.CLOSED, today(), today()
    chat.taken_by, chat.is_blocked = in_charge, False
    chat.save(update_fields=["state", "closed_on", "reported_on", "taken_by", "is_blocked"])
    _tell(report, category)
    record(
        actor=actor.trail,
        action=Action.TALK_REPORTED,
        subject=f"report:{report.pk}",
        detail={"number": report.display_number},
    )
    return report


def _content(found: OpenChat) -> ReportContent:
    """What the reporter wrote, so that a search of reports finds it; the thread itself stays below."""
    said = [m.text for m in messages_of(found.opened) if m.side == Side.REPORTER and m.text]
    text = "\n\n".join(said)[: settings.MAX_TEXT_CHARS]
    return ReportContent(text, answers=(_from_talk(Subject(found.chat.subject)),))


def _from_talk(subject: Subject) -> Answer:
    """Whoever reads the report sees that it was a chat, and about what."""
    with override("ko"):
        korean = f"청렴톡 ({subject.label})"
    with override("en"):
        english = f"Talk ({subject.label})"
    return Answer(*_SOURCE, korean, english)


def _tell(report: Report, category: Category) -> None:
    barred = set(report.exclusions.values_list("officer_id", flat=True))
    enqueue(
        institution_id=report.institution_id,
        officer_ids=recipients(report.institution, category, barred),
        notice=Notice.REPORT_RECEIVED,
        subject=f"report:{report.pk}",
        values={"institution": report.institution.name_ko, "number": report.display_number},
    )


@dataclass(frozen=True)
class Elsewhere:
    """What an officer enters of a chat elsewhere. `source`: which messenger, in words."""

    category: Category
    subject: Subject
    source: str
    text: str = field(repr=False)
    when: str = field(default="", repr=False)
    where: str = field(default="", repr=False)
    who: str = field(default="", repr=False)


@transaction.atomic
def enter_elsewhere(
    *, actor: OfficerAtWork, entry: Elsewhere, token: DraftToken
) -> tuple[OpenReport, bool]:
    """Make a report of it, its source noted, and say True; for the same `token` again the report that is
    already there, and False.

    Nobody gets key and password: an officer who knew them could write in the reporter's name.

    Raises:
        NotAllowed: no reader, or another institution's category.
        DeskEmpty: nobody could read it; nothing is stored.
        AlreadySubmitted: the same `token` at this very moment; nothing is stored by this one.
    """
    institution = actor.officer.institution
    if actor.role == Role.ADMINISTRATOR or entry.category.institution_id != institution.pk:
        raise NotAllowed
    content = ReportContent(
        entry.text, entry.when, entry.where, entry.who, (Answer(*_SOURCE, entry.source),)
    )
    known = Report.threads.filter(submission_tag=bytes.fromhex(draft_id(token))).first()
    if known:
        return thread_for(actor, known.pk), False
    opened = take_down(Submission(institution, entry.category, content, token))
    _note_chat(actor, opened, entry.subject)
    Report.objects.filter(pk=opened.report.pk).update(assignee=actor.officer)
    record(
        actor=actor.trail,
        action=Action.TALK_ENTERED,
        subject=f"report:{opened.report.pk}",
        detail={"number": opened.report.display_number},
    )
    return opened, True


def _note_chat(actor: OfficerAtWork, opened: OpenReport, subject: Subject) -> None:
    """It is counted with the chats of its day."""
    Chat.objects.create(
        report=opened.report,
        institution=opened.report.institution,
        subject=subject,
        origin=Origin.ELSEWHERE,
        state=ChatState.CLOSED,
        opened_on=today(),
        closed_on=today(),
        reported_on=today(),
        taken_by=actor.officer,
    )
