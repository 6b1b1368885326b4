"""The stream of one open thread: what changed since the page was shown, as server-sent events.

Wake-ups come over the bus; every 15 s the mark is compared anyway, so that a lost wake-up costs that
much. An open stream holds the session, what its key opened (`Held`) and one `ThreadMark`, neither a
thread nor a database connection.
"""

import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from functools import partial

from django.template.loader import render_to_string
from django.utils import translation

from haechi.conversations.models import Side
from haechi.conversations.selectors import ThreadMark, mark_of, messages_of, read_messages
from haechi.crypto.errors import CannotOpen
from haechi.live.lines import OwnLines
from haechi.live.services import bus, read_topic, report_topic, said_with, spread
from haechi.reports.access import hold_report, open_report
from haechi.reports.errors import WrongCredential
from haechi.reports.held import Held
from haechi.reports.types import ReporterSession
from haechi.sites.common.pool import in_thread
from haechi.sites.reporter.chat_page import Attendance, chat_state
from haechi.sites.reporter.talk import message_rows, state_of, take_note
from haechi.talks.models import Chat
from haechi.talks.presence import (
    AGAIN,
    chat_place,
    desk_place,
    new_page,
    say_gone,
    say_here,
    typed_at,
)
from haechi.talks.selectors import chat_stands

HEARTBEAT = 15.0  # seconds
ENDED = b"event: ended\ndata: \n\n"
_ALIVE = b": alive\n\n"


@dataclass(slots=True)
class ChatWatch:
    """What the stream of a chat has told of the officers' side."""

    institution_id: int
    attendance: Attendance | None = None
    typed_at: float = 0.0
    stands: tuple[object, ...] | None = None
    said: float = 0.0
    page: str = field(default_factory=new_page)
    own: OwnLines = field(default_factory=OwnLines)


@dataclass(slots=True)
class Watch:
    """One open stream. `last`: the newest message its page has."""

    session: ReporterSession
    language: str
    until: float
    last: int
    mark: ThreadMark | None = None
    held: Held | None = None
    chat: ChatWatch | None = None

    @property
    def topics(self) -> list[str]:
        own = [
            report_topic(self.session.report_id),
            read_topic(self.session.report_id, Side.REPORTER),
        ]
        return own + (_places(self.session, self.chat) if self.chat else [])


async def stream(watch: Watch) -> AsyncIterator[bytes]:
    """Events until the report is gone. No word of an end where the process stops or the session's time is
    over: the browser comes again by itself, with the session that writing has kept alive since, or is
    answered that there is none."""
    with bus().subscription(*watch.topics) as woken, _said_here(watch):
        due = 0.0  # when to look at the database by itself: a sign of presence alone needs no look
        named = event("page", watch.chat.page) if watch.chat else b""
        while time.time() < watch.until:
            if bus().ending:
                return
            topics = woken.take()
            if time.monotonic() >= due or _has_news(watch, topics):
                events = await in_thread(partial(changes, watch))
                due = time.monotonic() + spread(HEARTBEAT)
            else:
                events = _read_signs(topics)
            if events is None:
                yield ENDED
                return
            yield named + events + signs(watch) or _ALIVE
            named = b""
            rest = min(due - time.monotonic(), watch.until - time.time())
            await woken.wait_for(max(0.0, rest))


def _has_news(watch: Watch, topics: tuple[str, ...]) -> bool:
    """Whether something of the thread changed that its page has not got by an answer."""
    thread = report_topic(watch.session.report_id)
    told = [said_with(topic) for topic in topics if topic.partition("#")[0] == thread]
    return bool(told if watch.chat is None else watch.chat.own.has_others(watch.chat.page, told))


def _read_signs(topics: tuple[str, ...]) -> bytes:
    """Up to which message the officers have read, as the bus says it."""
    said = [said_with(topic) for topic in topics if topic.startswith("read:")]
    return event("seen", str(max(map(int, said)))) if said else b""


@contextlib.contextmanager
def _said_here(watch: Watch) -> Iterator[None]:
    """Officers see that somebody is in the chat as long as its page is open; `changes` says so again."""
    try:
        yield
    finally:
        if watch.chat:
            say_gone(watch.chat.page, chat_place(watch.session.report_id, Side.REPORTER))


def _places(session: ReporterSession, chat: ChatWatch) -> list[str]:
    return [chat_place(session.report_id, Side.OFFICER), desk_place(chat.institution_id)]


def signs(watch: Watch) -> bytes:
    """Whether an officer is there, and typing: from memory."""
    chat = watch.chat
    if chat is None:
        return b""
    parts = []
    now = Attendance.of(watch.session.report_id, chat.institution_id)
    if now != chat.attendance:
        parts.append(event("presence", now.word))
    typed = typed_at(chat_place(watch.session.report_id, Side.OFFICER))
    if typed and typed != chat.typed_at:  # 0: gone, not writing
        parts.append(event("typing", ""))
    chat.attendance, chat.typed_at = now, typed
    return b"".join(parts)


def changes(watch: Watch) -> bytes | None:
    """The events since the last call; None where the report is gone."""
    try:
        if watch.chat:
            _beat(watch, watch.chat)
        mark = mark_of(watch.session.report_id)
        if mark is None:
            return None
        with translation.override(watch.language):
            stands = _chat_events(watch, watch.chat) if watch.chat else b""
            return stands if mark == watch.mark else stands + _events(watch, mark)
    except (WrongCredential, CannotOpen):
        return None


def _beat(watch: Watch, chat: ChatWatch) -> None:
    """Say every `AGAIN` seconds that the page is open, however often it is looked at."""
    now = time.monotonic()
    if not chat.said or now - chat.said > AGAIN / 2:
        chat.said = now
        say_here(chat.page, chat_place(watch.session.report_id, Side.REPORTER))


def _events(watch: Watch, mark: ThreadMark) -> bytes:
    before, report_id = watch.mark, watch.session.report_id
    parts = []
    if mark.last > watch.last:
        parts += _messages(watch, mark)
    if before is None or before.read[0] != mark.read[0]:
        read = read_messages(report_id, Side.REPORTER, after=before.read[0] if before else 0)
        if read or before is None:
            parts.append(event("read", json.dumps(read)))
    if before is None or _state(before) != _state(mark):
        parts.append(event("state", _state_html(watch)))
    watch.mark = mark
    return b"".join(parts)


def _state_html(watch: Watch) -> str:
    """Of a report; a chat has none."""
    opened = open_report(watch.session)
    if opened.report.is_chat:
        return ""
    return render_to_string("site_reporter/parts/state.html", state_of(opened))


def _chat_events(watch: Watch, seen: ChatWatch) -> bytes:
    """Where the chat stands: waiting, taken, ended, blocked, a report."""
    stands = chat_stands(watch.session.report_id)
    if stands is None or stands == seen.stands:
        return b""
    seen.stands = stands
    chat = Chat.objects.defer("summary").get(report_id=watch.session.report_id)
    html = render_to_string("site_reporter/parts/chat_state.html", chat_state(chat))
    return event("chat", html)


def _messages(watch: Watch, mark: ThreadMark) -> list[bytes]:
    if watch.held is None:
        watch.held = hold_report(watch.session)
    opened = watch.held.open()
    own = watch.chat.own if watch.chat else OwnLines()
    views = messages_of(opened, after=watch.last, up_to=mark.last, without=own.lines)
    template = f"site_reporter/parts/{'chat_message' if watch.chat else 'message'}.html"
    parts = []
    for row in message_rows(views):
        html = render_to_string(template, {"row": row})
        parts.append(event("message", html, identifier=row.id))
    watch.last = mark.last
    own.forget(mark.last)
    if views:
        take_note(opened, views)
    return parts


def _state(mark: ThreadMark) -> tuple[object, ...]:
    return mark.state, mark.withdrawn_on, mark.result


def event(kind: str, data: str, *, identifier: int | None = None) -> bytes:
    """One event in the format of the HTML standard, section 9.2."""
    lines = [f"id: {identifier}"] if identifier is not None else []
    lines.append(f"event: {kind}")
    lines += [f"data: {line}" for line in data.split("\n")]
    return ("\n".join(lines) + "\n\n").encode()
