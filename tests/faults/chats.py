"""Open chats as their pages hold them: streams that connect again, messages sent until they are taken."""

import asyncio
import contextlib
import re
import secrets
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
from tests.faults.processes import PATIENCE
from tests.promises.story import code_of_today
from tests.promises.world import World

MARK = re.compile(rb"mark-[0-9a-f]{16}")
OPENERS = 4
AGAIN = 0.5  # seconds; a browser waits three


def mark() -> str:
    """ASCII, so that it stands the same in an event's data, whichever site sends it."""
    return f"mark-{secrets.token_hex(8)}"


@dataclass
class OpenChat:
    """One chat's open page. `got`: the marks that its stream showed, with the number of their message."""

    origin: str
    cookie: str
    got: list[tuple[int, str]] = field(default_factory=list)
    connected: int = 0
    last: int = 0

    async def follow(self) -> None:
        """As an EventSource does it, until cancelled (HTML standard, 9.2)."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._read()
            await asyncio.sleep(AGAIN)

    async def _read(self) -> None:
        place = urlsplit(self.origin)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        try:
            seen = f"Last-Event-ID: {self.last}\r\n" if self.last else ""
            writer.write(
                f"GET /thread/events?after=0 HTTP/1.1\r\nHost: {place.netloc}\r\n"
                f"Accept: text/event-stream\r\n{seen}Cookie: {self.cookie}\r\n\r\n".encode()
            )
            if b" 200 " not in await reader.readline():
                return
            await self._events(reader)
        finally:
            writer.close()

    async def _events(self, reader: asyncio.StreamReader) -> None:
        number, lines = 0, b""
        self.connected += 1
        while line := await reader.readline():
            if line.startswith(b"id: "):
                number = int(line[4:])
            elif line == b"\n":  # the end of one event; lines of the transfer coding end in \r\n
                self.got += [(number, found.decode()) for found in MARK.findall(lines)]
                self.last, number, lines = number or self.last, 0, b""
            else:
                lines += line

    @property
    def marks(self) -> list[str]:
        return [text for _, text in self.got]


@contextlib.contextmanager
def followed(chats: list[OpenChat]) -> Iterator[None]:
    """Their streams, on a loop of their own."""
    over = threading.Event()

    async def follow_all() -> None:
        following = [asyncio.create_task(chat.follow()) for chat in chats]
        await asyncio.to_thread(over.wait)
        for each in following:
            each.cancel()
        await asyncio.gather(*following, return_exceptions=True)

    running = threading.Thread(target=lambda: asyncio.run(follow_all()))
    running.start()
    try:
        yield
    finally:
        over.set()
        running.join()


def open_chats(world: World, count: int) -> list[OpenChat]:
    """So many chats, each with a page of its own, signed in as by its receipt."""
    code, form = code_of_today(world), world.at.sign_ins().form
    fields = {"code": code, "subject": "abuse", "to": "open"}

    def begin(share: range) -> Iterator[OpenChat]:
        with httpx.Client(base_url=world.at.reporter, trust_env=False, timeout=60) as browser:
            for _ in share:
                browser.cookies.clear()
                answer = browser.post(f"{form}talk/", data=fields)
                assert answer.status_code == 200, answer.status_code
                yield OpenChat(world.at.reporter, answer.headers["set-cookie"].split(";")[0])

    shares = [range(number, count, OPENERS) for number in range(OPENERS)]
    with ThreadPoolExecutor(OPENERS) as threads:
        return [
            chat for made in threads.map(lambda each: list(begin(each)), shares) for chat in made
        ]


class Writer:
    """The page's writing: one message after the other, each sent until the server has it."""

    def __init__(self, chat: OpenChat) -> None:
        headers = {"Cookie": chat.cookie, "Sec-Fetch-Site": "same-origin"}
        self._browser = httpx.Client(
            base_url=chat.origin, headers=headers, trust_env=False, timeout=30
        )
        page = self._browser.get("/thread/").text
        found = re.search(r'name="form_token" value="([^"]+)"', page)
        assert found, "not signed in"
        self._token = found[1]

    def say(self, text: str) -> int:
        """Returns how often it had to be sent; the same identifier every time."""
        fields = {
            "form_token": self._token,
            "draft": secrets.token_urlsafe(32),
            "uid": str(uuid.uuid4()),
            "text": text,
            "to": "send",
        }
        end, sent = time.monotonic() + PATIENCE, 0
        while time.monotonic() < end:
            sent += 1
            try:
                answer = self._browser.post("/thread/say", data=fields)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code == 200:
                assert text in answer.json()["html"]
                return sent
            assert answer.status_code in {429, 502, 503}, answer.status_code
            time.sleep(0.1)
        raise AssertionError("never taken")

    def close(self) -> None:
        self._browser.close()


def doubled(chats: list[OpenChat]) -> list[str]:
    """Marks that came more than once, or in another order than that of their numbers."""
    seen = Counter(text for chat in chats for text in chat.marks)
    wrong = [text for text, times in seen.items() if times > 1]
    for chat in chats:
        numbers = [number for number, _ in chat.got]
        wrong += [] if numbers == sorted(set(numbers)) else [f"out of order: {numbers}"]
    return wrong
