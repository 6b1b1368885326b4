"""What the board of Talk shows; its live parts are rendered here for the page and for the event stream."""

import uuid
from collections.abc import Container, Sequence
from dataclasses import dataclass

from django.forms import Form
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from haechi.conversations.models import Message, Side
from haechi.inbox.selectors import notes_of
from haechi.institutions.models import Institution
from haechi.reports.types import OpenReport
from haechi.sites.staff.forms.talks import AnswerForm, CategoryForm, CloseForm, HandOverForm
from haechi.sites.staff.labels import Mark
from haechi.sites.staff.report_page import ThreadMessage, line_of, thread_of
from haechi.talkroom.access import OpenChat
from haechi.talkroom.selectors import Board, Group
from haechi.talkroom.services import summary_of
from haechi.talks.models import Chat
from haechi.talks.presence import chat_place, is_here
from haechi.talks.states import ChatState

MOST_OPEN = 4
_TONES = {ChatState.WAITING: "warning", ChatState.OPEN: "primary", ChatState.CLOSED: ""}


@dataclass(frozen=True)
class Item:
    """A chat in the list."""

    chat: Chat
    url: str
    is_open: bool
    is_here: bool
    is_empty: bool


@dataclass(frozen=True)
class Panel:
    """One open chat with its live parts and its forms."""

    found: OpenChat
    parts: dict[str, str]
    forms: dict[str, Form]
    close_url: str
    problem: str = ""


def board_url(chats: Sequence[object]) -> str:
    """The board with these chats open, the first in front."""
    query = "&".join(f"chat={chat}" for chat in chats)
    return reverse("talks") + (f"?{query}" if query else "")


def read_open(values: Sequence[str]) -> list[uuid.UUID]:
    """The chats that an address asks for, each once; nonsense is left out."""
    found: dict[uuid.UUID, None] = {}
    for value in values:
        try:
            found[uuid.UUID(value)] = None
        except ValueError:
            continue
    return list(found)[:MOST_OPEN]


def state_mark(chat: Chat) -> Mark:
    if chat.is_blocked:
        return Mark(_("Blocked"), "danger")
    state = ChatState(chat.state)
    return Mark(str(state.label), _TONES[state])


def list_html(board: Board, shown: Sequence[uuid.UUID]) -> str:
    """The four groups as links that open a chat in front of those that are open."""
    groups = [
        (
            words,
            [
                _item(chat, shown, is_empty=chat.pk in board.unwritten)
                for chat in board.groups[group]
            ],
        )
        for group, words in _group_words().items()
    ]
    return render_to_string("site_staff/talks/parts/list.html", {"groups": groups})


def _group_words() -> dict[Group, str]:
    return {
        Group.WAITING: _("Waiting chats"),
        Group.MINE: _("Mine"),
        Group.OTHERS: _("Others’"),
        Group.CLOSED: _("Ended"),
    }


def _item(chat: Chat, shown: Sequence[uuid.UUID], *, is_empty: bool) -> Item:
    rest = [one for one in shown if one != chat.pk]
    url = board_url([chat.pk, *rest][:MOST_OPEN])
    if not chat.report.is_chat:
        url = reverse("report", args=[chat.pk])
    return Item(
        chat=chat,
        url=url,
        is_open=chat.pk in shown,
        is_here=is_here(chat_place(chat.pk, Side.REPORTER)),
        is_empty=is_empty,
    )


def chat_parts(found: OpenChat, *wanted: str) -> dict[str, str]:
    """The parts of one open chat: `head`, `thread`, `notes`; all, or those that are wanted."""
    makers = {"head": _head, "thread": _thread, "notes": _notes}
    return {name: make(found) for name, make in makers.items() if not wanted or name in wanted}


def _head(found: OpenChat) -> str:
    chat = found.chat
    context = {
        "chat": chat,
        "mark": state_mark(chat),
        "is_here": is_here(chat_place(chat.pk, Side.REPORTER)),
        "summary": summary_of(found),
    }
    return render_to_string("site_staff/talks/parts/head.html", context)


def _thread(found: OpenChat) -> str:
    lines = lines_html(found.opened)
    return render_to_string("site_staff/talks/parts/thread.html", {"lines": lines})


def _notes(found: OpenChat) -> str:
    return render_to_string("site_staff/parts/notes.html", {"notes": notes_of(found.opened)})


def lines_html(
    opened: OpenReport,
    *,
    after: int = 0,
    up_to: int | None = None,
    without: Container[int] = (),
) -> str:
    """Messages (see `messages_of`) as items of the thread's list."""
    found = thread_of(opened, after=after, up_to=up_to, without=without)
    return "".join(_line(item) for item in found)


def line_html(opened: OpenReport, message: Message) -> str:
    """One that was just stored, or found again."""
    return _line(line_of(opened, message))


def _line(item: ThreadMessage) -> str:
    return render_to_string("site_staff/talks/parts/line.html", {"item": item})


def gone_html(chat: Chat | None) -> str:
    """In the place of a chat that is not open to the officer any more, or is a report by now."""
    return render_to_string("site_staff/talks/parts/gone.html", {"chat": chat})


def panel_of(found: OpenChat, institution: Institution, shown: Sequence[uuid.UUID]) -> Panel:
    pk = found.chat.pk
    return Panel(
        found=found,
        parts=chat_parts(found),
        forms={
            "answer": AnswerForm(chat_id=pk),
            "hand": HandOverForm(opened=found.opened),
            "close": CloseForm(chat_id=pk),
            "report": CategoryForm(institution=institution, chat_id=pk),
        },
        close_url=board_url([one for one in shown if one != pk]),
    )
