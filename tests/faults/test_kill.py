"""kill -9 of every process at random moments under load: nothing accepted is lost, nothing doubled."""

import random
import secrets
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import pytest
from tests.faults.people import Written, answer, come_back, say, write
from tests.faults.processes import find, kill, until
from tests.promises.world import Person, World, drawn

from haechi.cli.browser import Page

pytestmark = pytest.mark.process

VICTIMS = ("reporter", "staff", "worker", "zygote", "cleaning")
MORE_KILLS = 3
LOOKED_FOR = 3.0  # seconds; a cleaning process lives for a blink
WRITERS, LEAST, MOST = 2, 3, 15  # reports of one writer, and words of one side of the talk


class Killer(threading.Thread):
    """Kills each process once and some again, in a random order at random moments; counts what it did."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(daemon=True)
        self._world, self._random = world, random.Random(seed)  # noqa: S311  no secret
        again = self._random.choices(VICTIMS, k=MORE_KILLS)
        self._plan = self._random.sample([*VICTIMS, *again], len(VICTIMS) + MORE_KILLS)
        self.killed: Counter[str] = Counter()

    def run(self) -> None:
        for name in self._plan:
            time.sleep(self._random.uniform(0.1, 0.5))
            end = time.monotonic() + LOOKED_FOR
            while not kill(self._world, name) and time.monotonic() < end:
                time.sleep(0.005)
            self.killed[name] += time.monotonic() < end


STORED = """SELECT (SELECT count(*) FROM reports_report), (SELECT count(*) FROM conversations_message),
 (SELECT count(*) FROM notifications_delivery),
 (SELECT count(*) FROM notifications_delivery WHERE status = 'failed')"""


def stored(world: World) -> tuple[int, ...]:
    """How many reports, messages and notices there are, and how many notices failed."""
    return tuple(world.rows(STORED)[0])


def notices_written(world: World) -> int:
    written = (world.data / "outbox.log").read_text()
    return written.count("[SMS") + written.count("[MAIL]")


def end_leases(world: World) -> int:
    """What a killed worker had taken would be due again after five minutes: now. Returns what waits."""
    with closing(sqlite3.connect(world.data / "haechi.sqlite3", timeout=30)) as database, database:
        changed = database.execute(
            "UPDATE notifications_delivery SET next_attempt_at = NULL WHERE status = 'waiting'"
        )
        return changed.rowcount


@pytest.fixture
def officer_at_report(world: World) -> tuple[Written, Person, Page]:
    """A report before the load, opened by its officer."""
    with world.reporter() as reporter:
        written = write(world, reporter)
    officer, inbox = world.officer("seoyeon")
    address = next(url for url, _ in inbox.links() if "/reports/" in url)
    page = officer.open(address)
    assert written.text in page.text
    return written, officer, page


def test_kill_9_of_every_process_under_load_loses_nothing_and_doubles_nothing(
    world: World, officer_at_report: tuple[Written, Person, Page]
) -> None:
    """Fault: reporter site, staff site, worker and cleaning processes are killed at random moments while
    reports with files, messages and answers are sent. Whatever was answered with a receipt, a sent message
    or an officer's answer is there exactly once, numbers have no gap, every notice goes out at least once
    and twice only where a worker died with it in hand (adr/004), the trail holds (HL-1, HL-6)."""
    seed = secrets.randbelow(1 << 32)
    sys.stderr.write(f"seed {seed}\n")  # shown with a failure
    until(lambda: not count_waiting(world), "notices of before")
    before, sent_before = stored(world), notices_written(world)
    shared, officer, page = officer_at_report
    killer = Killer(world, seed)
    killer.start()
    reports, spoken = load(world, killer, shared, officer, page)
    everything_answers(world)
    note = f"seed {seed}, killed {dict(killer.killed)}, {len(reports)} reports, {len(spoken)} words"
    assert all(killer.killed[name] for name in ("reporter", "staff", "worker", "zygote")), note

    after = stored(world)
    assert (after[0] - before[0], after[1] - before[1]) == (len(reports), len(spoken)), note
    numbers_without_gap(world, len(reports), note)
    everything_is_read_again(world, reports, shared, spoken, note)
    end_leases(world)
    until(lambda: not count_waiting(world), "notices of the load")
    after = stored(world)
    twice = notices_written(world) - sent_before - (after[2] - before[2])
    assert after[3] == before[3], f"no notice failed: {note}"
    assert 0 <= twice <= 2 * killer.killed["worker"], note
    trail = world.at.command("audit", "verify", "--json")
    assert trail.returncode == 0, f"{trail.stdout} {note}"
    sys.stderr.write(f"{note}, {twice} notices twice\n")


def numbers_without_gap(world: World, new: int, note: str) -> None:
    asked = "SELECT number FROM reports_report ORDER BY number DESC LIMIT ?"
    numbers = [row[0] for row in world.rows(asked, new + 1)]
    assert numbers == list(range(numbers[0], numbers[0] - len(numbers), -1)), note


def everything_is_read_again(
    world: World, reports: list[Written], shared: Written, spoken: list[str], note: str
) -> None:
    for report in reports:
        with world.reporter() as reporter:
            read_again(reporter, come_back(world, reporter, report), report)
    with world.reporter() as reporter:
        text = come_back(world, reporter, shared).text
    assert [text.count(word) for word in spoken] == [1] * len(spoken), note


def load(
    world: World, killer: Killer, shared: Written, officer: Person, page: Page
) -> tuple[list[Written], list[str]]:
    """Reports of several reporters, and a talk, while the killer goes about; all that was accepted."""
    with ThreadPoolExecutor(WRITERS + 2) as threads:
        reports = [threads.submit(many_reports, world, killer) for _ in range(WRITERS)]
        talk = [
            threads.submit(messages, world, killer, shared),
            threads.submit(answers, killer, officer, page),
        ]
        return results(reports), results(talk)


def rounds(killer: Killer) -> Iterator[int]:
    for number in range(MOST):
        if number >= LEAST and not killer.is_alive():
            return
        yield number


def results(futures: list[Future[list]]) -> list:  # type: ignore[type-arg]
    return [each for future in futures for each in future.result()]


def many_reports(world: World, killer: Killer) -> list[Written]:
    made = []
    for number in rounds(killer):
        with world.reporter() as reporter:
            made.append(write(world, reporter, file=bool(number % 2)))
    return made


def messages(world: World, killer: Killer, shared: Written) -> list[str]:
    words = []
    with world.reporter() as reporter:
        page = come_back(world, reporter, shared)
        for _ in rounds(killer):
            words.append(drawn("쪽지"))
            page = say(reporter, page, words[-1])
    return words


def answers(killer: Killer, officer: Person, page: Page) -> list[str]:
    words = []
    for _ in rounds(killer):
        words.append(drawn("답변"))
        page = answer(officer, page, words[-1])
    return words


def read_again(reporter: Person, page: Page, report: Written) -> None:
    assert page.text.count(report.text) == 1
    if report.file_text:
        files = [url for url, _ in page.links() if "/thread/files/" in url]
        assert files
        assert reporter.fetch(files[0]).count(report.file_text.encode()) == 20_000


def count_waiting(world: World) -> int:
    rows = world.rows("SELECT count(*) FROM notifications_delivery WHERE status = 'waiting'")
    return int(rows[0][0])


def everything_answers(world: World) -> None:
    """The supervisor started again what was killed; who died last is back too."""
    for name in ("reporter", "staff", "worker"):
        until(lambda name=name: find(world, name), f"{name} runs again")  # type: ignore[misc]
    for site in (world.reporter(), world.at_staff_site()):
        with site:
            assert site.raw("GET", "/").status_code == 200
