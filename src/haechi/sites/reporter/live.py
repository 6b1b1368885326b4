"""The stream of one open thread: what changed since the page was shown, as server-sent events.

Wake-ups come over the bus; every 15 s the mark is compared anyway, so that a lost wake-up costs that
much. An open stream holds the session and one `ThreadMark`, neither a thread nor a database connection.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from django.template.loader import render_to_string
from django.utils import translation

from haechi.conversations.models import Side
from haechi.conversations.selectors import ThreadMark, mark_of, messages_of, read_messages
from haechi.crypto.errors import CannotOpen
from haechi.live.services import bus, report_topic, spread
from haechi.reports.access import open_report
from haechi.reports.errors import WrongCredential
from haechi.reports.types import OpenReport, ReporterSession
from haechi.sites.common.pool import in_thread
from haechi.sites.reporter.talk import message_rows, state_of, take_note

HEARTBEAT = 15.0  # seconds
ENDED = b"event: ended\ndata: \n\n"
_ALIVE = b": alive\n\n"


@dataclass(slots=True)
class Watch:
    """One open stream. `last`: the newest message its page has."""

    session: ReporterSession
    language: str
    until: float
    last: int
    mark: ThreadMark | None = None


async def stream(watch: Watch) -> AsyncIterator[bytes]:
    """Events until the session's time is over or the report is gone; no word of an end where only the
    process stops: the browser comes again by itself."""
    with bus().subscription(report_topic(watch.session.report_id)) as woken:
        while time.time() < watch.until:
            woken.clear()
            if bus().ending:
                return
            events = await in_thread(partial(changes, watch))
            if events is None:
                break
            yield events or _ALIVE
            rest = min(spread(HEARTBEAT), max(0.0, watch.until - time.time()))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), rest)
    yield ENDED


def changes(watch: Watch) -> bytes | None:
    """The events since the last call; None where the report is gone."""
    try:
        mark = mark_of(watch.session.report_id)
        if mark is None:
            return None
        if mark == watch.mark:
            return b""
        with translation.override(watch.language):
            return _events(watch, mark)
    except (WrongCredential, CannotOpen):
        return None


def _events(watch: Watch, mark: ThreadMark) -> bytes:
    opened, before = open_report(watch.session), watch.mark
    parts = []
    if mark.last > watch.last:
        parts += _messages(watch, opened)
    if before is None or before.read[0] != mark.read[0]:
        read = read_messages(watch.session.report_id, Side.REPORTER)
        parts.append(event("read", json.dumps(read)))
    if before is None or _state(before) != _state(mark):
        html = render_to_string("site_reporter/parts/state.html", state_of(opened))
        parts.append(event("state", html))
    watch.mark = mark
    return b"".join(parts)


def _messages(watch: Watch, opened: OpenReport) -> list[bytes]:
    views = messages_of(opened, after=watch.last)
    parts = []
    for row in message_rows(views):
        html = render_to_string("site_reporter/parts/message.html", {"row": row})
        parts.append(event("message", html, identifier=row.id))
    if views:
        watch.last = views[-1].id
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
