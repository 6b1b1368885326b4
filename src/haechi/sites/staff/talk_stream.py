"""The stream of a board of Talk: the chats that are open on it, and who waits.

Hundreds of boards may be open, and every line of every chat wakes some. So a wake-up looks at the chats
that its topic names and sends what is new in them; the list is looked at again when it may have changed:
of lines that come close together once, a moment later.
"""

import contextlib
import json
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from django.http import StreamingHttpResponse
from django.utils import translation

from haechi.conversations.models import Side
from haechi.inbox.access import secret_of
from haechi.inbox.errors import NoSuchReport
from haechi.live.lines import OwnLines
from haechi.live.services import (
    bus,
    inbox_topic,
    read_topic,
    report_topic,
    spread,
)
from haechi.reports.errors import WrongCredential
from haechi.reports.held import Held
from haechi.sites.common.pool import in_thread
from haechi.sites.staff.events import CHECK_SECONDS, SignedOut, Watch
from haechi.sites.staff.middleware import EVENT_STREAM
from haechi.sites.staff.talk_news import LIST, following
from haechi.sites.staff.talk_page import chat_parts, gone_html, lines_html, list_html
from haechi.staff.types import OfficerAtWork
from haechi.talkroom.access import chat_for, visible
from haechi.talkroom.selectors import board_of, list_mark
from haechi.talkroom.standing import Standing, StandingOf
from haechi.talks.presence import (
    AGAIN,
    chat_place,
    desk_place,
    is_here,
    new_page,
    say_gone,
    say_here,
    typed_at,
)

EVERYTHING = frozenset({"everything"})


@dataclass(slots=True)
class _Chat:
    """What the page has of one chat."""

    held: Held
    standing: Standing
    is_here: bool
    typed: float
    own: OwnLines = field(default_factory=OwnLines)


@dataclass(slots=True)
class Board:
    """One open board."""

    watch: Watch
    actor: OfficerAtWork
    shown: Sequence[uuid.UUID]
    language: str
    page: str = field(default_factory=new_page)
    chats: dict[uuid.UUID, _Chat | None] = field(default_factory=dict)
    listed: object = None
    wanting: int = -1
    unread: frozenset[uuid.UUID] = frozenset()
    said: float = 0.0
    standing_of: StandingOf | None = None
    read_up_to: dict[uuid.UUID, int] = field(default_factory=dict)  # as the bus said it

    @property
    def institution_id(self) -> int:
        return self.actor.officer.institution_id

    @property
    def places(self) -> list[str]:
        """Where this page says that an officer is."""
        return [
            desk_place(self.institution_id),
            *(chat_place(pk, Side.OFFICER) for pk in self.shown),
        ]

    def topics_of(self, pk: uuid.UUID) -> tuple[str, str]:
        """Those for which the chat is looked at."""
        return report_topic(pk), chat_place(pk, Side.REPORTER)

    @property
    def topics(self) -> list[str]:
        own = [topic for pk in self.shown for topic in self.topics_of(pk)]
        read = [read_topic(pk, Side.OFFICER) for pk in self.shown]
        return [inbox_topic(self.institution_id), *own, *read]

    def news_in(self, told: Sequence[str]) -> frozenset[str]:
        """The topics for which there is something to look at: what this page wrote it shows already."""
        said: dict[str, list[str]] = {}
        for each in told:
            topic, _, more = each.partition("#")
            said.setdefault(topic, []).append(more)
        return frozenset(topic for topic, more in said.items() if self._is_news(topic, more))

    def _is_news(self, topic: str, said: Sequence[str]) -> bool:
        kind, _, rest = topic.partition(":")
        if kind == "read":
            pk = uuid.UUID(rest.partition(":")[0])
            self.read_up_to[pk] = max((int(line) for line in said if line.isdigit()), default=0)
        known = self.chats.get(uuid.UUID(rest)) if kind == "report" else None
        return known is None or known.own.has_others(self.page, said)

    def beat(self) -> None:
        """Say every `AGAIN` seconds that an officer is there, however often the stream looks."""
        now = time.monotonic()
        if self.said and now - self.said < AGAIN / 2:
            return
        self.said = now
        say_here(self.page, *self.places)

    def look(self, topics: frozenset[str]) -> bytes:
        """What changed in the chats of these topics, and in the list for `LIST`; in all of it for `EVERYTHING`.

        Raises:
            SignedOut: the session ended, or the account.
        """
        self.watch.check()
        whole = topics is EVERYTHING
        if whole:
            self.beat()
        with translation.override(self.language):
            parts = list(self._list()) if whole or LIST in topics else []
            parts += self._read()
            parts += self._chats(
                [pk for pk in self.shown if whole or not topics.isdisjoint(self.topics_of(pk))]
            )
        return b"".join(_event(part, html) for part, html in parts)

    def _list(self) -> Iterator[tuple[str, str]]:
        mark, self.unread = list_mark(self.actor)
        if mark == self.listed:
            return
        self.listed = mark
        board = board_of(self.actor)
        yield "list", list_html(board, self.shown)
        if board.wanting != self.wanting:
            self.wanting = board.wanting
            yield "count", str(board.wanting)

    def _read(self) -> Iterator[tuple[str, str]]:
        """The database is not asked for it, unless everything is looked at."""
        for pk, line in self.read_up_to.items():
            known = self.chats.get(pk)
            if known and line > known.standing.read:
                known.standing = replace(known.standing, read=line)
                yield f"read-{pk}", str(line)
        self.read_up_to.clear()

    def _chats(self, asked: Sequence[uuid.UUID]) -> Iterator[tuple[str, str]]:
        if not asked:
            return
        if self.standing_of is None:
            self.standing_of = StandingOf(self.actor, self.shown)
        found = self.standing_of()
        for pk in asked:
            standing = found.get(pk)
            if standing is None or not standing.is_chat:
                yield from self._gone(pk)
            else:
                yield from self._of(pk, standing)

    def _of(self, pk: uuid.UUID, standing: Standing) -> Iterator[tuple[str, str]]:
        known = self.chats.get(pk)
        try:
            yield from self._changed(pk, known, standing) if known else self._first(pk, standing)
        except (NoSuchReport, WrongCredential):
            yield from self._gone(pk)

    def _gone(self, pk: uuid.UUID) -> Iterator[tuple[str, str]]:
        """Not open to her any more, or a report by now: its place on the page says so, once."""
        if pk in self.chats and self.chats[pk] is None:
            return
        self.chats[pk] = None
        chat = visible(self.actor).filter(pk=pk).select_related("report").first()
        yield f"head-{pk}", gone_html(chat)

    def _first(self, pk: uuid.UUID, standing: Standing) -> Iterator[tuple[str, str]]:
        found = chat_for(self.actor, pk)
        place = chat_place(pk, Side.REPORTER)
        held = Held(pk, secret_of(self.actor, found.opened.report))
        self.chats[pk] = _Chat(held, standing, is_here(place), typed_at(place))
        for part, html in chat_parts(found).items():
            yield f"{part}-{pk}", html
        yield f"typing-{pk}", f"{typed_at(place):.3f}"

    def _changed(
        self, pk: uuid.UUID, known: _Chat, standing: Standing
    ) -> Iterator[tuple[str, str]]:
        place, before = chat_place(pk, Side.REPORTER), known.standing
        here, typed = is_here(place), typed_at(place)
        if standing.last > before.last:
            opened = known.held.open()
            lines = lines_html(
                opened, after=before.last, up_to=standing.last, without=known.own.lines
            )
            known.own.forget(standing.last)
            if lines:
                yield f"line-{pk}", lines
        if standing.read > before.read:
            yield f"read-{pk}", str(standing.read)
        if (standing.head, here) != (before.head, known.is_here):
            yield f"head-{pk}", chat_parts(chat_for(self.actor, pk), "head")["head"]
        if standing.note != before.note:
            yield f"notes-{pk}", chat_parts(chat_for(self.actor, pk), "notes")["notes"]
        if typed != known.typed:
            yield f"typing-{pk}", f"{typed:.3f}"
        known.standing, known.is_here, known.typed = standing, here, typed


async def _events(board: Board) -> AsyncIterator[bytes]:
    with (
        bus().subscription(*board.topics) as woken,
        following(board.institution_id, woken) as news,
        _said_gone(board),
    ):
        yield b"retry: 3000\n\n" + _event("page", board.page)
        due = 0.0  # when everything is looked at again, whatever was told
        try:
            while not bus().ending:  # the browser comes again by itself
                topics = board.news_in(woken.take())
                if time.monotonic() >= due or inbox_topic(board.institution_id) in topics:
                    due, topics = time.monotonic() + spread(CHECK_SECONDS), EVERYTHING
                if topics:
                    yield await in_thread(partial(board.look, topics)) or b": alive\n\n"
                    news.listed(board.unread)
                await woken.wait_for(max(0.0, due - time.monotonic()))
        except SignedOut:
            yield b"event: ended\ndata: {}\n\n"


def stream(board: Board) -> StreamingHttpResponse:
    return StreamingHttpResponse(_events(board), content_type=EVENT_STREAM)


@contextlib.contextmanager
def _said_gone(board: Board) -> Iterator[None]:
    try:
        yield
    finally:
        say_gone(board.page, *board.places)


def _event(part: str, html: str) -> bytes:
    data = json.dumps({"part": part, "html": html}, ensure_ascii=False)
    return f"data: {data}\n\n".encode()
