"""PostgreSQL restarted under load: a clear page or an answer, and nothing to restart of ours (ALL-6, HL-1)."""

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest
from tests.calling import place
from tests.deployment.conftest import System
from tests.faults.people import PATIENCE, Written, come_back, write
from tests.promises.processes import family
from tests.promises.world import World
from tools.postgres_cluster import Cluster

from haechi.cli.browser import Browser
from haechi.cli.journey import Journey

pytestmark = [pytest.mark.process, pytest.mark.timeout(480)]
# One that was on its way when the database went is tried again when its lease is over, minutes later.
DUE = "WHERE status = 'waiting' AND (next_attempt_at IS NULL OR next_attempt_at < now())"
CALLS = ("recordings_call", "WHERE files_count > 0")
WRITERS, LEAST, MOST = 3, 2, 12
WORDS = re.compile("잠시 뒤에 다시|몇 분 뒤에 다시")  # of the pages of 500 and 503


def until(holds) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def count(server: Cluster, table: str, rest: str = "") -> int:
    statement = f"SELECT count(*) FROM {table} {rest}"  # noqa: S608
    return int(server.sql(statement, database="haechi"))


def ours(system: System) -> list[int]:
    """The supervisor, the sites and the worker; not the cleaning processes, which come and go."""
    assert system._process
    return [
        pid for pid in family(system._process.pid) if pid == system._process.pid or _is_ours(pid)
    ]


def _is_ours(pid: int) -> bool:
    with open(f"/proc/{pid}/cmdline", "rb") as words:
        return b"haechi.cli.main" in words.read()


@contextmanager
def watched(browser: Browser, refused: list[httpx.Response]) -> Iterator[Browser]:
    """A browser whose refusals are kept."""

    def keep(answer: httpx.Response) -> None:
        if answer.status_code >= 500:
            answer.read()
            refused.append(answer)

    browser._client.event_hooks = {"response": [keep]}
    with browser:
        yield browser


def reports(
    world: World, system: System, refused: list[httpx.Response], back: threading.Event
) -> list[Written]:
    made: list[Written] = []
    while len(made) < MOST and (len(made) < LEAST or not back.is_set()):
        with watched(system.browser("reporter", "load"), refused) as reporter:
            made.append(write(world, reporter))
    return made


def test_postgresql_restarted_under_load_loses_nothing_and_nothing_of_ours_is_restarted(
    system: System, server: Cluster, travelled: Journey
) -> None:
    """Fault: PostgreSQL is stopped and started while reports are sent. Meanwhile every page is an answer or
    says in words that it cannot be done now; the same form sent again is stored once; a call is announced,
    connected and recorded meanwhile, and its row comes later; afterwards reporter, officer and worker go on,
    in the same processes."""
    world, back = World(system), threading.Event()
    refused: list[httpx.Response] = []
    before, processes = count(server, "reports_report"), ours(system)
    with ThreadPoolExecutor(WRITERS + 1) as threads:
        load = [threads.submit(reports, world, system, refused, back) for _ in range(WRITERS)]
        until(lambda: count(server, "reports_report") > before)
        begun, recorded = datetime.now(UTC), count(server, *CALLS)
        server.stop()
        called = threads.submit(place, system, 2.0)  # all of it while the database is away
        until(lambda: len(refused) >= WRITERS)
        for zone, address in (("reporter", world.at.sign_ins().form), ("staff", "/")):
            with watched(system.browser(zone, "look"), refused) as browser:
                assert browser._client.get(address).status_code >= 500
        assert travelled._officer._client.get(travelled._report.url).status_code >= 500
        called.result()
        assert list((system.data / "recorder" / "journal").iterdir()), "the call waits for its row"
        server.start()
        back.set()
        written = [each for future in load for each in future.result()]
    for answer in refused:
        assert "<main" in answer.text, (answer.url.path, answer.status_code, answer.text[:300])
        assert WORDS.search(answer.text), (answer.url.path, answer.status_code)
    assert count(server, "reports_report") - before == len(written)
    with system.browser("reporter", "back") as reporter:
        assert written[-1].text in come_back(world, reporter, written[-1]).text
    assert travelled._officer.open(travelled._report.url).status == 200
    until(lambda: not count(server, "notifications_delivery", DUE))
    until(lambda: count(server, *CALLS) == recorded + 1)
    newest = "SELECT outcome, begun_at > '{}' FROM recordings_call ORDER BY begun_at DESC LIMIT 1"
    assert server.sql(newest.format(begun), database="haechi") == "talked|t"
    assert ours(system) == processes
