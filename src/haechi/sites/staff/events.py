"""Event streams of the staff site (HTML Living Standard, server-sent events).

A stream checks at every wake-up, and every few seconds without one, that its session still lives and
that the account is active: sign-out, the idle limit and removal end it. It never keeps a session alive.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.crypto import constant_time_compare

from haechi.common.statements import Statement
from haechi.inbox.errors import NoSuchReport
from haechi.live.services import bus, spread
from haechi.sites.common.pool import in_thread
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.middleware import EVENT_STREAM
from haechi.sites.staff.sessions import SessionStore, session_row
from haechi.staff.models import Account

CHECK_SECONDS = 15.0
Parts = dict[str, str]


@dataclass(frozen=True)
class Source:
    """What a stream shows. `mark` is cheap, raises NoSuchReport where access ended, and changes
    whenever `parts` would. `topics`: what else wakes it."""

    mark: Callable[[], object]
    parts: Callable[[], Parts]
    topics: tuple[str, ...] = ()


class SignedOut(Exception):
    """The session ended, or the account is not active any more."""


_account = Statement(
    lambda pk: Account.objects.filter(pk=pk, is_active=True).values_list("id", "password"), int
)


@dataclass(slots=True)
class Watch:
    """Whose session a stream belongs to."""

    session_key: str
    account_id: int
    _checked: int | None = None

    def check(self) -> None:
        """Raises SignedOut."""
        session, account = session_row(self.session_key), _account(self.account_id)
        if session is None or not account:
            raise SignedOut
        found = hash((session, account[0]))
        if found != self._checked:  # else it was good the last time, and still says the same
            self._check(session, *account[0])
            self._checked = found

    def _check(self, data: str, account_id: int, password: str) -> None:
        values = SessionStore().decode(data)
        account = Account(id=account_id, password=password)
        if values.get(SESSION_KEY) != str(account_id) or not constant_time_compare(
            values.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash()
        ):
            raise SignedOut


def watch_of(request: OfficerRequest) -> Watch:
    return Watch(request.session.session_key or "", request.officer.account_id)


def stream(watch: Watch, topic: str, source: Source) -> StreamingHttpResponse:
    """An answer that sends each part when it changed, as `{"part", "html"}`."""
    events = _events(watch, topic, source, translation.get_language() or "ko")
    return StreamingHttpResponse(events, content_type=EVENT_STREAM)


async def _events(watch: Watch, topic: str, source: Source, language: str) -> AsyncIterator[bytes]:
    seen: object = None
    sent: Parts = {}

    def look() -> bytes:
        nonlocal seen
        watch.check()
        mark = source.mark()
        if mark == seen:
            return b": alive\n\n"
        seen = mark
        with translation.override(language):
            return b"".join(_changed(source.parts(), sent))

    with bus().subscription(topic, *source.topics) as woken:
        yield b"retry: 3000\n\n"
        while not bus().ending:  # the browser comes again by itself
            woken.take()
            try:
                yield await in_thread(look)
            except (SignedOut, NoSuchReport):
                yield b"event: ended\ndata: {}\n\n"
                return
            await woken.wait_for(spread(CHECK_SECONDS))


def _changed(found: Parts, sent: Parts) -> Iterator[bytes]:
    for part, html in found.items():
        if sent.get(part) != html:
            sent[part] = html
            data = json.dumps({"part": part, "html": html}, ensure_ascii=False)
            yield f"data: {data}\n\n".encode()
