"""Issue 5, journey 9: what happens to the recorder is seen in the operations room as it happens (RC-12)."""

import os
import signal

import pytest
from playwright.sync_api import expect
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import wait_until

from haechi.telephony.status import read_status

pytestmark = pytest.mark.journey
START = 20_000  # ms


def test_a_recorder_that_is_killed_and_comes_back_is_seen_without_reload_rc12(
    staffroom: Staffroom,
) -> None:
    folder = staffroom.system.data / "recorder"
    wait_until(lambda: read_status(folder) is not None, START / 1000)
    desk = staffroom.desk("yujin")
    page = desk.page
    page.goto(f"{desk.site}/calls/room/")
    expect(page.locator("[data-live=state]")).to_contain_text(
        "녹취기가 정상 작동 중입니다.", timeout=START
    )
    restarts = page.locator("[data-live=failures] li", has_text="녹취기가 다시 시작됨")
    before = restarts.count()
    page.evaluate("() => { window.untouched = true; }")
    status = read_status(folder)
    assert status is not None
    os.kill(status["pid"], signal.SIGKILL)
    expect(restarts).to_have_count(before + 1, timeout=START)
    assert page.evaluate("() => window.untouched")
