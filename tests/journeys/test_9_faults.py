"""What a person sees when machines fail: processes killed, lines cut, disks full (HL-1, HL-4)."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import OpenContext
from tests.journeys.journal import Journal
from tests.journeys.people import (
    Story,
    come_back,
    file_row,
    press,
    read_receipt,
    report,
    wait_for_files,
    write_report,
)
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System, wait_until

pytestmark = pytest.mark.journey
UPLOADS = "**/files/"
LONGEST_RETRY = 30_000  # ms: the page tries again by itself for 13 s before it says so


@contextmanager
def hung(system: System, zone: str) -> Iterator[None]:
    """A process that is there and answers nobody."""
    pid = system.pid_of(zone)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def test_hl1_reporter_does_not_notice_that_the_staff_site_hangs(
    phone: Page, system: System, journal: Journal
) -> None:
    with hung(system, "staff"):
        receipt = report(phone, system.form, Story("표식직원화면멈춤9191"))
        journal.keep_out(receipt.key)
        come_back(phone, system.reporter, receipt)
        expect(phone.locator("li.steps__step--current .steps__label")).to_have_text("접수")


def test_hl1_reporter_does_not_notice_that_the_worker_died(
    phone: Page, system: System, journal: Journal
) -> None:
    dead = system.kill("worker")
    receipt = report(phone, system.form, Story("표식작업자죽음9292"))
    journal.keep_out(receipt.key)
    wait_until(lambda: system.pid_of("worker") != dead, 30)


def test_hl1_open_form_survives_a_crash_of_the_reporter_site(
    phone: Page, system: System, samples: dict[str, Path], journal: Journal
) -> None:
    story = Story("표식신고화면죽음9393", files=(samples["photo"],))
    phone.goto(system.form)
    write_report(phone, story)
    wait_for_files(phone, "현장사진")
    system.kill("reporter")
    press(phone, "review")  # waits at the supervisor's socket until the site is back
    expect(phone.locator("dl.facts")).to_contain_text(story.mark, timeout=30_000)
    expect(phone.locator("li.file")).to_have_count(1)
    system.wait_for("reporter")
    press(phone, "submit")
    receipt = read_receipt(phone)
    journal.keep_out(receipt.key)
    come_back(phone, system.reporter, receipt)
    system.kill("reporter")
    system.wait_for("reporter")
    phone.reload()
    expect(phone.locator("li.steps__step--current .steps__label")).to_have_text("접수")


def test_all2_officer_works_on_after_a_crash_of_the_staff_site(
    staffroom: Staffroom, system: System
) -> None:
    desk = staffroom.desk("hankyeol")
    desk.open_newest()
    desk.page.locator("form[action$='/notes'] textarea").fill("표식메모9292")
    system.kill("staff")
    desk.page.get_by_role("button", name="메모 남기기").click()  # waits until the site is back
    expect(desk.page.locator("#notes")).to_contain_text("표식메모9292", timeout=30_000)
    system.wait_for("staff")


def test_hl1_cut_upload_says_so_keeps_the_text_and_is_tried_again(
    open_context: OpenContext, system: System, samples: dict[str, Path]
) -> None:
    page = open_context().new_page()
    story = Story("표식끊긴연결9494")
    page.goto(system.form)
    write_report(page, story)
    page.route(UPLOADS, lambda route: route.abort("internetdisconnected"))
    page.locator("input[name=files]").set_input_files(samples["photo"])
    row = file_row(page, "현장사진")
    expect(row).to_contain_text(
        "연결이 끊겼습니다. 적은 글은 그대로 있습니다.", timeout=LONGEST_RETRY
    )
    expect(page.locator("textarea[name=text]")).to_have_value(story.text)
    page.unroute(UPLOADS)
    row.get_by_role("button", name="다시 시도").click()
    wait_for_files(page, "현장사진")
    expect(page.locator("li.file")).to_have_count(1)
    press(page, "review")
    expect(page.locator("li.file")).to_have_count(1)


def test_hl1_upload_broken_off_midway_heals_by_itself(
    open_context: OpenContext, system: System, samples: dict[str, Path]
) -> None:
    page = open_context().new_page()
    page.goto(system.form)
    with hung(system, "reporter"):
        page.locator("input[name=files]").set_input_files(samples["film"])
        expect(file_row(page, "긴영상").locator("progress")).to_be_visible()
        system.kill("reporter")
    wait_for_files(page, "긴영상")
    expect(page.locator("li.file")).to_have_count(1)
