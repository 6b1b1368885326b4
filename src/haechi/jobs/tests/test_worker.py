"""Claims and lanes of the worker (HL-6)."""

import logging
import threading
import time
from datetime import timedelta

import pytest
import time_machine

from haechi.common.clock import now
from haechi.jobs.tests.people import notify
from haechi.jobs.worker import Job, Worker, run_safely
from haechi.notifications.delivery import LEASE, claim_next, mark_sent
from haechi.notifications.models import Delivery
from haechi.notifications.types import Channel, DeliveryStatus
from haechi.testing import StaffedInstitution, make_institution


@pytest.fixture
def staffed(transactional_db: None) -> StaffedInstitution:
    return make_institution()


def test_what_a_dead_worker_had_taken_is_taken_again_after_the_lease(
    staffed: StaffedInstitution,
) -> None:
    notify(staffed)
    first = claim_next(Channel.SMS)
    assert first is not None
    assert claim_next(Channel.SMS) is None
    with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
        again = claim_next(Channel.SMS)
    assert again is not None
    assert (again.pk, again.attempts) == (first.pk, 2)


def test_a_worker_that_comes_late_does_not_undo_an_outcome(staffed: StaffedInstitution) -> None:
    notify(staffed)
    late = claim_next(Channel.SMS)
    assert late is not None
    with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
        again = claim_next(Channel.SMS)
    assert again is not None
    mark_sent(again)
    ended = Delivery.objects.get(pk=late.pk).ended_on
    mark_sent(late)
    row = Delivery.objects.get(pk=late.pk)
    assert (row.status, row.ended_on) == (DeliveryStatus.SENT, ended)


@pytest.mark.django_db
def test_a_fault_is_logged_by_type_and_place_and_never_by_its_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> None:
        raise ValueError("심은글 010-1234-5678")

    with caplog.at_level(logging.DEBUG):
        assert not run_safely(Job("broken", "lane", 1.0, broken))
    assert "ValueError" in caplog.text
    assert "broken:" in caplog.text
    assert "심은글" not in caplog.text


def test_a_job_that_fails_stops_no_other_and_a_slow_lane_delays_no_other(
    staffed: StaffedInstitution,
) -> None:
    ran: list[str] = []
    slow = threading.Event()

    def broken() -> None:
        ran.append("broken")
        raise RuntimeError

    worker = Worker(
        [
            Job("broken", "a", 0.05, broken),
            Job("after", "a", 0.05, lambda: ran.append("after")),
            Job("slow", "b", 0.05, lambda: slow.wait(5)),
            Job("other", "c", 0.05, lambda: ran.append("other")),
        ]
    )
    thread = threading.Thread(target=worker.run)
    thread.start()
    until = time.monotonic() + 10
    while time.monotonic() < until and min(ran.count(n) for n in ("broken", "after", "other")) < 3:
        time.sleep(0.02)
    slow.set()
    worker.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert min(ran.count(name) for name in ("broken", "after", "other")) >= 3
