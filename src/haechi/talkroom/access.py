"""The only way for an officer to a chat; what is forbidden looks like what is missing."""

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from haechi.common.statements import Statement, columns, loaded
from haechi.custody.models import Duty
from haechi.inbox.access import chat_for as report_of_chat
from haechi.inbox.access import chat_row, opened_by
from haechi.inbox.errors import NoSuchReport
from haechi.reports.models import Report
from haechi.reports.types import OpenReport
from haechi.staff.types import OfficerAtWork, Role
from haechi.talks.models import Chat

_CHAT = columns(Chat)
_chat = Statement(lambda pk: Chat.objects.filter(pk=pk).values_list(*_CHAT), uuid.UUID)


@dataclass(frozen=True)
class OpenChat:
    """A chat with its open thread: whoever holds this can read and write it."""

    chat: Chat
    opened: OpenReport


def visible(actor: OfficerAtWork) -> QuerySet[Chat]:
    """The chats that this officer may list (as `inbox.access.chat_for` opens them); of those made reports,
    the reports she may see (`visible_reports`)."""
    if actor.role == Role.ADMINISTRATOR:
        return Chat.objects.none()
    return of_reader(actor.officer.pk, actor.officer.institution_id, actor.role)


def of_reader(officer_id: int, institution_id: int, role: Role) -> QuerySet[Chat]:
    """As `visible`, of a head or an officer."""
    chats = Chat.objects.filter(institution_id=institution_id)
    if role != Role.HEAD:
        duties = Duty.objects.filter(officer=officer_id).values("category")
        chats = chats.filter(
            Q(report__number__isnull=True)
            | Q(report__category__in=duties)
            | Q(report__assignee=officer_id)
        )
    return opened_by(officer_id, chats)


def chat_for(actor: OfficerAtWork, chat_id: str | uuid.UUID) -> OpenChat:
    """The chat, open. Callers write the trail row (`services.open_chat` does).

    Raises:
        NoSuchReport: missing, of another institution, excluded, not sealed to them, or a report by now.
    """
    opened = report_of_chat(actor, chat_id)
    found = _chat(opened.report.pk)
    if not found:
        raise NoSuchReport
    return OpenChat(loaded(Chat, _CHAT, found[0]), opened)


def open_to(actor: OfficerAtWork, chat_id: str | uuid.UUID) -> Report:
    """As `chat_for`, where nothing of it is read: without its keys and texts.

    Raises:
        NoSuchReport: as `chat_for`.
    """
    return chat_row(actor, chat_id)[0]
