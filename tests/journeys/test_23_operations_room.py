"""Issue 5, journey 9: what happens to the recorder is seen in the operations room as it happens (RC-12)."""

import os
import signal

import pytest
from playwright.sync_api import expect
from tests.journeys.looks import faults_of
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


def test_all5_the_page_for_recordings_of_an_exchange_is_for_everybody(staffroom: Staffroom) -> None:
    """It is the deputy's: the crawl of the chief does not come there."""
    desk = staffroom.desk("dohyun")
    desk.page.goto(f"{desk.site}/calls/import/")
    desk.page.get_by_role("button", name="올리기", exact=True).click()
    expect(desk.page.locator("#error-summary")).to_be_visible()
    assert faults_of(desk.page) == []
