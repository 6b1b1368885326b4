"""The board: the chats that an officer may see, in four groups."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import F, Min, Q, QuerySet

from haechi.common.statements import Statement
from haechi.conversations.models import Side
from haechi.staff.types import OfficerAtWork, Role
from haechi.talkroom.access import of_reader, visible
from haechi.talks.models import Chat
from haechi.talks.presence import chat_place, is_here
from haechi.talks.states import ChatState

CLOSED_SHOWN = 20


class Group(StrEnum):
    """Where a chat stands on an officer's board."""

    WAITING = "waiting"
    MINE = "mine"
    OTHERS = "others"
    CLOSED = "closed"


@dataclass(frozen=True)
class Board:
    """Each group in its order: who waits longest first, what ended last first.

    `unwritten`: those that go on and that nobody wrote in yet, last of their day.
    """

    groups: dict[Group, list[Chat]] = field(default_factory=dict)
    unwritten: frozenset[uuid.UUID] = frozenset()

    @property
    def wanting(self) -> int:
        """How many chats want this officer: written ones that nobody has, and news in her own."""
        news = [chat for chat in self.groups[Group.MINE] if chat.report.has_news]
        waiting = [chat for chat in self.groups[Group.WAITING] if chat.pk not in self.unwritten]
        return len(waiting) + len(news)


def _marked(role: Role) -> tuple[Statement, Statement]:
    def rows(officer_id: int, institution_id: int) -> QuerySet[Chat, tuple[object, ...]]:
        return of_reader(officer_id, institution_id, role).values_list(
            "pk", "state", "taken_by", "is_blocked", "reported_on", "report__has_news"
        )

    ended, last = Q(state=ChatState.CLOSED), ("-closed_on", "pk")
    return (
        Statement(lambda *who: rows(*who).exclude(ended).order_by("pk"), int, int),
        Statement(lambda *who: rows(*who).filter(ended).order_by(*last)[:CLOSED_SHOWN], int, int),
    )


_marks = {role: _marked(role) for role in (Role.HEAD, Role.OFFICER)}


def list_mark(actor: OfficerAtWork) -> tuple[int, frozenset[uuid.UUID]]:
    """Another number whenever a list of the officer's chats would look different, and those of them that go
    on and hold something unread; opens nothing."""
    who = actor.officer.pk, actor.officer.institution_id
    going, ended = (asked(*who) for asked in _marks[actor.role])
    here = [is_here(chat_place(row[0], Side.REPORTER)) for row in going]
    unread = frozenset(row[0] for row in going if row[-1])
    return hash((tuple(going), tuple(ended), tuple(here))), unread


def board_of(actor: OfficerAtWork) -> Board:
    """All chats that go on, and the last that ended."""
    rows = visible(actor).select_related("report", "taken_by")
    # Within a day the order of first messages is all that is known of who came first.
    going = rows.exclude(state=ChatState.CLOSED).annotate(first=Min("report__messages__pk"))
    going = going.order_by("opened_on", F("first").asc(nulls_last=True))
    ended = rows.filter(state=ChatState.CLOSED).order_by("-closed_on", "pk")[:CLOSED_SHOWN]
    groups: dict[Group, list[Chat]] = {group: [] for group in Group}
    unwritten = set()
    for chat in going:
        groups[_group(chat, actor)].append(chat)
        if chat.first is None:
            unwritten.add(chat.pk)
    groups[Group.CLOSED] = list(ended)
    return Board(groups, frozenset(unwritten))


def _group(chat: Chat, actor: OfficerAtWork) -> Group:
    if chat.state == ChatState.WAITING:
        return Group.WAITING
    return Group.MINE if chat.taken_by_id == actor.officer.pk else Group.OTHERS
