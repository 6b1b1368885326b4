"""Where the chats stand that a board shows, asked again and again as long as its page is open."""

import sys
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from haechi.conversations.models import Message, Side
from haechi.inbox.models import InternalNote
from haechi.staff.types import OfficerAtWork
from haechi.talkroom.access import visible
from haechi.talks.models import Chat


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one chat. `last`, `read`, `note`: the newest message, the newest of the officers' that the
    reporter read, the newest note; 0 where there is none."""

    is_chat: bool
    head: tuple[object, ...]  # state, holder, block
    last: int
    read: int
    note: int


class StandingOf:
    """Asks where the chats stand that the officer may see: one statement, put together once."""

    __slots__ = ("_parameters", "_statement")

    def __init__(self, actor: OfficerAtWork, chats: Sequence[uuid.UUID]) -> None:
        rows = _rows(actor, chats)
        statement, parameters = rows.query.get_compiler(connection=connection).as_sql()
        self._statement = sys.intern(statement)  # a thousand boards ask the same
        self._parameters = parameters

    def __call__(self) -> dict[uuid.UUID, Standing]:
        """A chat that is missing is not hers any more."""
        with connection.cursor() as cursor:
            cursor.execute(self._statement, self._parameters)
            rows = cursor.fetchall()
        return {
            uuid.UUID(str(pk)): Standing(
                number is None, tuple(head), last or 0, read or 0, note or 0
            )
            for pk, number, last, read, note, *head in rows
        }


def _rows(actor: OfficerAtWork, chats: Sequence[uuid.UUID]) -> QuerySet[Chat, tuple[object, ...]]:
    messages = Message.objects.filter(report=OuterRef("pk")).order_by("-pk").values("pk")
    notes = InternalNote.objects.filter(report=OuterRef("pk")).order_by("-pk").values("pk")
    read = messages.filter(side=Side.OFFICER, is_read=True)
    return (
        visible(actor)
        .filter(pk__in=chats)
        .annotate(last=Subquery(messages[:1]), read=Subquery(read[:1]), note=Subquery(notes[:1]))
        .values_list(
            "pk", "report__number", "last", "read", "note", "state", "taken_by_id", "is_blocked"
        )
    )
