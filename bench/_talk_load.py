"""What a thousand pages of Talk do, on one event loop: their event streams, and what is written in them."""

import asyncio
import json
import re
import secrets
import time
import uuid
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from _common import say
from _wire import Posts, Stream, watch

_MARK = re.compile(rb"mark-[0-9a-f]{16}")
_NUMBER = re.compile(r'id="message-(\d+)"')
_DATA = re.compile(rb"^data: (.*)$", re.MULTILINE)
BOARD = 4  # chats side by side on an officer's board
LONGEST = 20.0  # seconds after which a message counts as lost
SENTENCE = "계약 담당자가 수의계약을 나누어 같은 업체에 맡기는 것을 보았습니다."


@dataclass
class Chat:
    """One chat and what both of its pages hold."""

    pk: str
    institution: int
    cookie: str = field(repr=False)
    form_token: str = field(repr=False)
    last: int = 0
    officer: "Officer | None" = field(default=None, repr=False)
    page: str = ""  # how its stream names the reporter's page
    board: str = ""  # and the officer's


@dataclass
class Officer:
    """Who is signed in at an institution's desk."""

    cookie: str = field(repr=False)
    csrf: str = field(repr=False)


@dataclass
class Tally:
    """When each message was written, and when each end could read it."""

    written: dict[bytes, tuple[bool, float]] = field(default_factory=dict)  # by the reporter?
    seen: dict[bytes, float] = field(default_factory=dict)
    shown: Counter[tuple[bool, bytes]] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)

    def heard(self, at_reporter: bool, event: bytes, now: float) -> list[bytes]:
        """Note the marks of an event that one end heard; those that it reads for the first time."""
        fresh = []
        for mark in _MARK.findall(event):
            self.shown[at_reporter, mark] += 1
            written = self.written.get(mark)
            if written and written[0] != at_reporter and mark not in self.seen:
                self.seen[mark] = now
                fresh.append(mark)
        return fresh

    @property
    def times(self) -> list[float]:
        """Milliseconds from the first byte of a message's POST to its sight at the other end."""
        return [(when - self.written[mark][1]) * 1000 for mark, when in self.seen.items()]

    @property
    def lost(self) -> int:
        return len(self.written) - len(self.seen)

    @property
    def doubled(self) -> int:
        return sum(count > 1 for count in self.shown.values())


class Pages:
    """The pages of all chats: each reporter's, and boards of four chats each, spread over the processes.

    A message goes to another process than the one that holds the page's stream, where there are two.
    """

    def __init__(self, sites: Sequence[int], desks: Sequence[int]) -> None:
        self.tally = Tally()
        self._sites, self._desks = sites, desks
        self._at_site = [Posts(port) for port in sites]
        self._at_desk = [Posts(port) for port in desks]
        self.streams: list[Stream] = []
        self._under_way: set[asyncio.Task[None]] = set()

    async def open(self, chats: Sequence[Chat]) -> None:
        """Open the streams of these chats' pages, reporters' and officers'."""
        for number, chat in enumerate(chats):
            port = self._sites[number % len(self._sites)]
            path = f"/thread/events?after={chat.last}"
            heard = _Page(self.tally, chat).heard
            self.streams.append(await watch(port, path, chat.cookie, heard))
        for number, start in enumerate(range(0, len(chats), BOARD)):
            shown = chats[start : start + BOARD]
            officer, port = shown[0].officer, self._desks[number % len(self._desks)]
            assert officer
            path = "/talks/events?" + "&".join(f"chat={chat.pk}" for chat in shown)
            by_pk = {chat.pk: (number, chat) for chat in shown}
            heard = _Board(self, by_pk).heard
            self.streams.append(await watch(port, path, officer.cookie, heard))
        refused = [stream.status for stream in self.streams if stream.status != 200]
        assert not refused, f"{len(refused)} streams refused: {refused[0]}"

    def saw(self, board: int, chat: Chat, last: str) -> None:
        """As the board's page does when a line of the reporter's stands on it."""
        assert chat.officer
        fields = {"csrfmiddlewaretoken": chat.officer.csrf, "last": last}
        posts = self._at_desk[(board + 1) % len(self._at_desk)]
        self._begin(posts, f"/talks/{chat.pk}/seen", fields, chat.officer.cookie)

    def write(self, number: int, chat: Chat, *, by_reporter: bool) -> None:
        """Write one message; what becomes of it is in the tally."""
        mark = f"mark-{secrets.token_hex(8)}"
        fields = {"text": f"{SENTENCE} {mark}", "uid": str(uuid.uuid4())}
        self.tally.written[mark.encode()] = (by_reporter, time.perf_counter())
        if by_reporter:
            draft = urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
            fields |= {"draft": draft, "to": "send", "form_token": chat.form_token}
            fields["page"] = chat.page
            posts = self._at_site[(number + 1) % len(self._at_site)]
            self._begin(posts, "/thread/say", fields, chat.cookie)
            return
        assert chat.officer
        fields |= {"csrfmiddlewaretoken": chat.officer.csrf, "page": chat.board}
        posts = self._at_desk[(number // BOARD + 1) % len(self._at_desk)]
        path = f"/talks/{chat.pk}/messages"
        self._begin(posts, path, fields, chat.officer.cookie)

    def _begin(self, posts: Posts, path: str, fields: dict[str, str], cookie: str) -> None:
        task = asyncio.ensure_future(self._post(posts, path, fields, cookie))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _post(self, posts: Posts, path: str, fields: dict[str, str], cookie: str) -> None:
        try:
            status, body = await posts.post(path, fields, cookie)
        except OSError as error:
            status, body = 0, repr(error).encode()
        if status not in {200, 204}:
            self.tally.refused.append(f"{path} {status} {body[:300]!r}")

    async def settled(self) -> None:
        """Until everything was seen, or counts as lost."""
        until = time.monotonic() + LONGEST
        while (self.tally.lost or self._under_way) and time.monotonic() < until:
            await asyncio.sleep(0.05)

    def close(self) -> None:
        for stream in self.streams:
            if stream.transport:
                stream.transport.close()
        for posts in (*self._at_site, *self._at_desk):
            posts.close()


@dataclass
class _Page:
    """What a reporter's page makes of its stream."""

    tally: Tally
    chat: Chat

    def heard(self, event: bytes, now: float) -> None:
        if b"event: page" in event:
            self.chat.page = _DATA.findall(event)[0].decode()
        elif b"event: message" in event:
            self.tally.heard(True, event, now)


@dataclass
class _Board:
    """What one board's page makes of its stream."""

    pages: Pages
    chats: dict[str, tuple[int, Chat]]

    def heard(self, event: bytes, now: float) -> None:
        for line in _DATA.findall(event):
            told = json.loads(line)
            kind, _, pk = told.get("part", "").partition("-")
            if kind == "page":
                for _number, chat in self.chats.values():
                    chat.board = told["html"]
            if kind in {"thread", "line"} and self.pages.tally.heard(False, line, now):
                self.pages.saw(*self.chats[pk], _NUMBER.findall(told["html"])[-1])


async def talk(pages: Pages, chats: Sequence[Chat], seconds: float, rate: float) -> None:
    """`rate` messages a second in all, from reporters and officers in turn, evenly over the chats."""
    loop = asyncio.get_running_loop()
    begun, total = loop.time(), round(seconds * rate)
    for turn in range(total):
        await asyncio.sleep(max(0.0, begun + turn / rate - loop.time()))
        number = turn * 7 % len(chats)
        by_reporter = (turn + turn // len(chats)) % 2 == 0
        pages.write(number, chats[number], by_reporter=by_reporter)
    await pages.settled()
    for words in pages.tally.refused[:3]:
        say("refused:", words)
