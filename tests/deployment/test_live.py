"""Live messages across processes, over Redis; without it later, but never lost (ALL-6, TK-3)."""

import contextlib
import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from tests.deployment.conftest import System

from haechi.cli.browser import Browser
from haechi.cli.journey import Journey

pytestmark = pytest.mark.process

AT_ONCE = 5.0  # seconds; the readers' own re-check comes after 10 at the earliest
RE_CHECK = 25.0


class Stream:
    """What one process sends on one event stream, as it comes."""

    def __init__(self, port: int, path: str, cookies: dict[str, str]) -> None:
        self._url = f"http://127.0.0.1:{port}{path}"
        self._cookies = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._text = ""
        self._stop = threading.Event()
        self._opened = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def _follow(self) -> None:
        with contextlib.suppress(httpx.TransportError):  # the system stops while streams are open
            self._read()

    def _read(self) -> None:
        headers = {"Cookie": self._cookies, "Accept": "text/event-stream"}
        with httpx.stream("GET", self._url, headers=headers, timeout=90, trust_env=False) as answer:
            assert answer.status_code == 200, answer.status_code
            self._opened.set()
            for piece in answer.iter_text():
                self._text += piece
                if self._stop.is_set():
                    return

    def waited(self, word: str, seconds: float) -> float:
        """Seconds until `word` came; fails after `seconds`."""
        begun = time.monotonic()
        while word not in self._text:
            assert time.monotonic() - begun < seconds, (
                f"{word} not within {seconds} s: {self._text[-300:]}"
            )
            time.sleep(0.05)
        return time.monotonic() - begun

    def start(self) -> None:
        self._thread.start()
        assert self._opened.wait(20)
        time.sleep(0.5)

    def stop(self) -> None:
        self._stop.set()


def cookies(browser: Browser) -> dict[str, str]:
    return dict(browser._client.cookies.items())


@contextmanager
def all_streams(system: System, journey: Journey) -> Iterator[tuple[list[Stream], list[Stream]]]:
    """The reporter's thread in both reporter processes, the report's page in both staff processes."""
    signed_in = journey._reporter.open("/thread/")
    last = signed_in.document.xpath("//ol[@data-thread]/@data-last")[0]
    path = re.search(r"/reports/[0-9a-f-]{36}/", journey._report.url)
    assert path
    reporter = [
        Stream(port, f"/thread/events?after={last}", cookies(journey._reporter))
        for port in system.nginx.reporters
    ]
    staff = [
        Stream(port, f"{path[0]}events", cookies(journey._officer)) for port in system.nginx.staff
    ]
    for stream in (*reporter, *staff):
        stream.start()
    try:
        yield reporter, staff
    finally:
        for stream in (*reporter, *staff):
            stream.stop()


@dataclass
class Chat:
    """A chat of a member of staff: its page in every reporter process, the board in every staff process."""

    member: Browser
    officer: Browser
    address: str
    member_pages: list[Stream]
    boards: list[Stream]

    def both_write(self) -> tuple[str, str]:
        """A word of the member of staff, and one of the officer."""
        said, answered = word(), word()
        says(self.member, said)
        page = self.officer.open(self.address)
        form = page.form_with("uid", "text", action="/messages")
        self.officer.submit(page, form, {"text": answered})
        return said, answered

    def both_read(self, said: str, answered: str, seconds: float) -> None:
        for board in self.boards:
            board.waited(said, seconds)
        for page in self.member_pages:
            page.waited(answered, seconds)


def says(member: Browser, text: str) -> None:
    page = member.open("/thread/")
    member.submit(page, page.form_with("uid", "text"), {"text": text}, button=("to", "send"))


@contextmanager
def open_chat(system: System, officer: Browser) -> Iterator[Chat]:
    member, form = system.browser("reporter", "haechi-check-member"), system.sign_ins().form
    before = chats_on(officer)
    code = re.search(r"\b\d{4} \d{4}\b", officer.open("/talks/codes/").text)
    assert code
    page = member.open(f"{form}talk/")
    page = member.submit(page, page.form_with("code"), {"code": code[0]})
    member.submit(page, page.form_with("subject"), {"subject": "abuse"}, button=("to", "open"))
    says(member, word())
    (chat,) = chats_on(officer) - before
    chat_of = Chat(
        member,
        officer,
        f"/talks/?chat={chat}",
        [Stream(port, "/thread/events", cookies(member)) for port in system.nginx.reporters],
        [
            Stream(port, f"/talks/events?chat={chat}", cookies(officer))
            for port in system.nginx.staff
        ],
    )
    for stream in (*chat_of.member_pages, *chat_of.boards):
        stream.start()
    try:
        yield chat_of
    finally:
        for stream in (*chat_of.member_pages, *chat_of.boards):
            stream.stop()


def chats_on(officer: Browser) -> set[str]:
    return set(re.findall(r"chat=([0-9a-f-]{36})", officer.open("/talks/").body.decode()))


def officer_writes(journey: Journey, text: str) -> None:
    page = journey._officer.open(journey._report.url)
    journey._officer.submit(page, page.form_with("uid", "text"), {"text": text})


def reporter_writes(journey: Journey, text: str) -> None:
    says(journey._reporter, text)


def word() -> str:
    return f"live-{uuid.uuid4().hex[:12]}"  # ASCII: the staff site sends JSON


def test_a_message_reaches_every_process_at_once_and_without_redis_at_the_next_look(
    system: System, travelled: Journey
) -> None:
    """In a report's thread and in a chat, whose boards and pages lie in different processes."""
    with (
        all_streams(system, travelled) as (reporter, staff),
        open_chat(system, travelled._officer) as chat,
    ):
        text = word()
        officer_writes(travelled, text)
        assert max(each.waited(text, AT_ONCE) for each in reporter) < AT_ONCE
        text = word()
        reporter_writes(travelled, text)
        for each in staff:  # the event tells that there is something new
            each.waited(text, AT_ONCE)
        for page in chat.member_pages:
            page.waited("data: here", AT_ONCE)
        chat.both_read(*chat.both_write(), AT_ONCE)

        system.redis.kill()
        text, words = word(), chat.both_write()
        officer_writes(travelled, text)
        for each in reporter:
            each.waited(text, RE_CHECK)
        chat.both_read(*words, RE_CHECK)

        system.redis.start()
        time.sleep(4)  # listeners try again every two seconds
        text, words = word(), chat.both_write()
        officer_writes(travelled, text)
        assert max(each.waited(text, AT_ONCE) for each in reporter) < AT_ONCE
        chat.both_read(*words, AT_ONCE)
