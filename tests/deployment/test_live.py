"""Live messages across processes, over Redis; without it later, but never lost (ALL-6, TK-3)."""

import contextlib
import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

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


def officer_writes(journey: Journey, text: str) -> None:
    page = journey._officer.open(journey._report.url)
    journey._officer.submit(page, page.form_with("uid", "text"), {"text": text})


def reporter_writes(journey: Journey, text: str) -> None:
    page = journey._reporter.open("/thread/")
    form = page.form_with("uid", "text")
    journey._reporter.submit(page, form, {"text": text}, button=("to", "send"))


def word() -> str:
    return f"live-{uuid.uuid4().hex[:12]}"  # ASCII: the staff site sends JSON


def test_a_message_reaches_every_process_at_once_and_without_redis_at_the_next_look(
    system: System, travelled: Journey
) -> None:
    with all_streams(system, travelled) as (reporter, staff):
        text = word()
        officer_writes(travelled, text)
        assert max(each.waited(text, AT_ONCE) for each in reporter) < AT_ONCE
        text = word()
        reporter_writes(travelled, text)
        for each in staff:  # the event tells that there is something new
            each.waited(text, AT_ONCE)

        system.redis.kill()
        text = word()
        officer_writes(travelled, text)
        for each in reporter:
            each.waited(text, RE_CHECK)

        system.redis.start()
        time.sleep(4)  # listeners try again every two seconds
        text = word()
        officer_writes(travelled, text)
        assert max(each.waited(text, AT_ONCE) for each in reporter) < AT_ONCE
