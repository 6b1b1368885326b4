"""The only way for an officer to a chat; what is forbidden looks like what is missing."""

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from haechi.inbox.access import chat_for as report_of_chat
from haechi.inbox.access import visible_chats, visible_reports
from haechi.inbox.errors import NoSuchReport
from haechi.reports.types import OpenReport
from haechi.staff.types import OfficerAtWork
from haechi.talks.models import Chat


@dataclass(frozen=True)
class OpenChat:
    """A chat with its open thread: whoever holds this can read and write it."""

    chat: Chat
    opened: OpenReport


def visible(actor: OfficerAtWork) -> QuerySet[Chat]:
    """The chats that this officer may list; of those that became reports, the reports she may see."""
    return Chat.objects.filter(
        Q(report__in=visible_chats(actor).values("pk"))
        | Q(report__in=visible_reports(actor).values("pk")),
        institution_id=actor.officer.institution_id,
    )


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
