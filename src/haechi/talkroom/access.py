"""The only way for an officer to a chat; what is forbidden looks like what is missing."""

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from haechi.inbox.access import chat_for as report_of_chat
from haechi.inbox.access import opened_by, visible_chats
from haechi.inbox.errors import NoSuchReport
from haechi.reports.models import Report
from haechi.reports.types import OpenReport
from haechi.staff.types import OfficerAtWork, Role
from haechi.talks.models import Chat


@dataclass(frozen=True)
class OpenChat:
    """A chat with its open thread: whoever holds this can read and write it."""

    chat: Chat
    opened: OpenReport


def visible(actor: OfficerAtWork) -> QuerySet[Chat]:
    """The chats that this officer may list (`inbox.access.visible_chats`); of those that became reports,
    the reports she may see (`visible_reports`)."""
    if actor.role == Role.ADMINISTRATOR:
        return Chat.objects.none()
    officer = actor.officer
    chats = Chat.objects.filter(institution_id=officer.institution_id)
    if actor.role != Role.HEAD:
        duties = officer.duties.values("category")
        chats = chats.filter(
            Q(report__number__isnull=True)
            | Q(report__category__in=duties)
            | Q(report__assignee=officer)
        )
    return opened_by(officer, chats)


def chat_for(actor: OfficerAtWork, chat_id: str | uuid.UUID) -> OpenChat:
    """The chat, open. Callers write the trail row (`services.open_chat` does).

    Raises:
        NoSuchReport: missing, of another institution, excluded, not sealed to them, or a report by now.
    """
    opened = report_of_chat(actor, chat_id)
    chat = Chat.objects.select_related("taken_by").filter(report=opened.report).first()
    if chat is None:
        raise NoSuchReport
    return OpenChat(chat, opened)


def open_to(actor: OfficerAtWork, chat_id: str | uuid.UUID) -> Report:
    """As `chat_for`, where nothing of it is read: without its keys and texts.

    Raises:
        NoSuchReport: as `chat_for`.
    """
    rows = visible_chats(actor).filter(pk=chat_id, erasure_key__isnull=False, chat__isnull=False)
    report = rows.only("institution_id", "has_news").first()
    if report is None:
        raise NoSuchReport
    return report
