"""Clocks that are set under the worker's hands (RC-4, ALL-3)."""

from dataclasses import dataclass

import pytest

from haechi.jobs.schedule import all_jobs
from haechi.jobs.senders import Senders
from haechi.jobs.steady import PATIENCE, OnceSettled, Steady

# They destroy nothing, or nothing but what the clock has made worthless by itself.
GOES_ON = {
    "heartbeat", "sms", "mail", "channels", "misses", "sign-in delays", "sessions", "participation codes",
    "deadlines of cases", "overdue reviews", "journal of calls", "plan of the recorder", "days of recording",
    "operations room", "alarms of recording", "answers of applicants", "replies of recordings",
    "public figures", "generation", "database", "unread chats", "undecided requests",
}  # fmt: skip


@dataclass
class Clocks:
    machine: float = 1000.0
    ahead: float = 1.8e9

    def pass_time(self, seconds: float) -> None:
        self.machine += seconds

    def wall(self) -> float:
        return self.machine + self.ahead


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def steady(clocks: Clocks) -> Steady:
    return Steady(clocks.wall, lambda: clocks.machine)


def test_a_clock_that_only_goes_on_is_believed_from_the_start(clocks: Clocks, steady: Steady):
    for _ in range(100):
        clocks.pass_time(3600)
        clocks.ahead += 2  # it drifts, and is corrected by a little
        assert steady.is_settled()


@pytest.mark.parametrize("hours", [5, -9, 24 * 400])
def test_one_that_was_set_is_believed_after_an_hour(clocks: Clocks, steady: Steady, hours: int):
    clocks.ahead += 3600 * hours
    assert not steady.is_settled()
    clocks.pass_time(PATIENCE - 1)
    assert not steady.is_settled()
    clocks.pass_time(1)
    assert steady.is_settled()


def test_one_that_was_wrong_for_a_while_destroys_nothing(clocks: Clocks, steady: Steady):
    done: list[int] = []
    job = steady.once_settled(lambda: done.append(1))
    job()
    clocks.ahead += 3600 * 5
    job()
    clocks.pass_time(PATIENCE / 2)
    clocks.ahead -= 3600 * 5
    job()
    clocks.pass_time(PATIENCE / 2)
    job()
    assert len(done) == 1
    clocks.pass_time(PATIENCE / 2)
    job()
    assert len(done) == 2


def test_every_job_waits_for_the_clock_or_destroys_nothing_by_the_day():
    """A new job is decided on here."""
    jobs = all_jobs(Senders(None, None, mail_carries_content=False))
    going = {job.name for job in jobs if not isinstance(job.run, OnceSettled)}
    assert going == GOES_ON
    (steady,) = {job.run.steady for job in jobs if isinstance(job.run, OnceSettled)}
    assert steady.is_settled()  # one clock for all: each look keeps it awake
