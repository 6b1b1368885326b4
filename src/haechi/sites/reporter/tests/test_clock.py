"""A server whose clock is set an hour back or a day forward, and right again (HL-1, HL-4)."""

import time
from datetime import timedelta

import pytest
import time_machine

from haechi.common.clock import now
from haechi.reports.models import KeyDelay
from haechi.sites.reporter.tests.site import Reporter, body, credentials

HOUR_BACK, DAY_FORWARD = timedelta(hours=-1), timedelta(days=1)
MOVES = pytest.mark.parametrize("moved", [HOUR_BACK, DAY_FORWARD], ids=["back", "forward"])


@MOVES
def test_a_form_opened_before_is_taken_and_the_thread_opens(
    reporter: Reporter, moved: timedelta
) -> None:
    """Fault: the clock jumps while a reporter writes. Her form, opened before, is taken after; the receipt
    opens the thread, at most by signing in again; a message sent then is there once."""
    fields = reporter.opens_form() | {"to": "submit", "kind": "own", "own_password": "7351"}
    with time_machine.travel(now() + moved):
        key = credentials(body(reporter.posts(fields)))[0]
        assert reporter.signs_in(key, "7351")["Location"] == "/thread/"
        sent = reporter.message_fields(text="시계가 움직인 뒤의 글")
        for _ in range(2):
            reporter.client.post("/thread/message", sent)
        assert reporter.thread().count("시계가 움직인 뒤의 글") == 1
    assert reporter.signs_in(key, "7351")["Location"] == "/thread/", "and when it is right again"


@MOVES
@pytest.mark.parametrize("misses", [1, 6])
def test_mistypes_under_a_wrong_clock_lock_nobody_out_when_it_is_right(
    reporter: Reporter, moved: timedelta, misses: int
) -> None:
    """Fault: a reporter mistyped while the clock was a day ahead (or before it was set an hour back). The
    noted end of the wait then lies far ahead; it would shut her out for as long as the clock was wrong."""
    key, _ = reporter.reports()
    noon = now().replace(hour=12)
    wrong, right = (noon + moved, noon) if moved > timedelta(0) else (noon, noon + moved)
    with time_machine.travel(wrong, tick=False):
        for number in range(misses):
            KeyDelay.objects.update(not_before=0)  # as if each wait had been waited out
            assert reporter.signs_in(key, f"30{number}9").status_code == 422
        longest = max(0, KeyDelay.objects.get().not_before - int(time.time()))
        assert longest <= 4
    with time_machine.travel(right, tick=False):
        first = reporter.signs_in(key, "4871")
        assert (first.status_code, int(first.headers.get("Retry-After", 0))) == (
            (429, longest) if longest else (422, 0)
        )
    with time_machine.travel(right + timedelta(seconds=longest + 1), tick=False):
        assert reporter.signs_in(key, "4871").status_code == 422, "a miss as any other, no wait"
