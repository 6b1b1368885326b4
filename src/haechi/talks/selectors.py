"""Reading: whether an institution offers Talk, when somebody is there, and a report's chat."""

import uuid
from datetime import datetime

from haechi.common.clock import SEOUL
from haechi.common.statements import Statement, columns, loaded
from haechi.institutions.models import Institution
from haechi.reports.deadline import calendar_of
from haechi.reports.types import OpenReport
from haechi.talks.models import Chat, TalkSettings


def talk_of(institution: Institution) -> TalkSettings | None:
    """The institution's settings; None where Talk is off."""
    return TalkSettings.objects.filter(institution=institution, is_on=True).first()


def talking_now() -> set[int]:
    """The institutions that offer Talk."""
    return set(TalkSettings.objects.filter(is_on=True).values_list("institution_id", flat=True))


def chat_of(opened: OpenReport) -> Chat | None:
    """The chat that this thread is, or was before it became a report."""
    return Chat.objects.filter(pk=opened.report.pk).first()


_stands = Statement(
    lambda pk: Chat.objects.filter(pk=pk).values_list("state", "is_blocked", "reported_on"),
    uuid.UUID,
)


def chat_stands(report_id: uuid.UUID | str) -> tuple[object, ...] | None:
    """Changes whenever the chat waits, is taken, ends, is blocked or becomes a report; None for none."""
    return next(iter(_stands(uuid.UUID(str(report_id)))), None)


_CHAT = columns(Chat)
_locked = Statement(
    lambda pk: Chat.objects.select_for_update().filter(pk=pk).values_list(*_CHAT), uuid.UUID
)


def lock_chat(report_id: uuid.UUID) -> Chat:
    """The chat as it is now, locked until the end of the transaction.

    Raises:
        Chat.DoesNotExist.
    """
    for row in _locked(report_id):
        return loaded(Chat, _CHAT, row)
    raise Chat.DoesNotExist


def is_office_hour(talk: TalkSettings, moment: datetime) -> bool | None:
    """Whether somebody should be there by the institution's hours; None where it gave none."""
    if talk.opens_at is None or talk.closes_at is None:
        return None
    local = moment.astimezone(SEOUL)
    if not calendar_of(talk.institution).is_working_day(local.date()):
        return False
    return talk.opens_at <= local.time() < talk.closes_at
