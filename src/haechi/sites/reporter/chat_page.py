"""A chat on the signed-in page: what is different from a report's thread (TK-3)."""

import uuid
from dataclasses import dataclass
from typing import Any

from haechi.cases.reporter import post_message
from haechi.common.clock import now
from haechi.conversations.models import Message, Side
from haechi.institutions.models import Institution, spoken
from haechi.reports.types import DraftToken, OpenReport
from haechi.talks.models import Chat
from haechi.talks.presence import chat_place, desk_place, is_here
from haechi.talks.selectors import chat_of, is_office_hour, talk_of
from haechi.talks.services import say
from haechi.talks.states import ChatState


@dataclass(frozen=True)
class Attendance:
    """Whether an officer is in the chat, or at the board; never who."""

    here: bool
    desk: bool

    @classmethod
    def of(cls, report_id: object, institution_id: int) -> "Attendance":
        return cls(
            is_here(chat_place(report_id, Side.OFFICER)), is_here(desk_place(institution_id))
        )

    @property
    def word(self) -> str:
        """Which of the page's sentences holds: `here`, `desk` or `away`."""
        return "here" if self.here else "desk" if self.desk else "away"


def chat_context(chat: Chat, institution: Institution) -> dict[str, Any]:
    """What `chat.html` shows beside a thread's own."""
    talk = talk_of(institution)
    return {
        **chat_state(chat),
        "attendance": Attendance.of(chat.pk, institution.pk),
        "hours": spoken(talk.hours_ko, talk.hours_en) if talk else "",
        "office_hour": is_office_hour(talk, now()) if talk else None,
    }


def chat_state(chat: Chat) -> dict[str, Any]:
    """What `parts/chat_state.html` shows."""
    return {"chat": chat, "waiting": chat.state == ChatState.WAITING, "ended": is_ended(chat)}


def is_ended(chat: Chat) -> bool:
    """Ended as a chat; one that became a report goes on as a report."""
    return chat.state == ChatState.CLOSED and chat.reported_on is None


def post(
    *, opened: OpenReport, text: str, token: DraftToken, uid: uuid.UUID, page: str = ""
) -> Message:
    """The reporter's message, in a chat (written on this `page`) or to a report.

    Raises:
        Withdrawn, Blocked, TooFast: nothing was stored.
    """
    if opened.report.is_chat:
        return say(opened=opened, text=text, token=token, uid=uid, page=page)
    return post_message(opened=opened, text=text, token=token, uid=uid)


__all__ = ["Attendance", "chat_context", "chat_of", "chat_state", "is_ended", "post"]
