"""`./run --no-demo`: an empty installation, its wizard, and its first report (journey 1 of the project).

The data folder lies on a small file system of its own where that can be made, so that it can be full.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys import totp
from tests.journeys.conftest import EXIT_URL, OpenContext
from tests.journeys.journal import Journal
from tests.journeys.people import (
    Receipt,
    Story,
    come_back,
    file_row,
    give_code,
    give_password,
    press,
    read_receipt,
    report,
    wait_for_files,
    write_report,
)
from tests.journeys.staffroom import DESK, Desk
from tests.journeys.system import System, running

pytestmark = pytest.mark.journey
DISK_MIB = 48
HEAD = {
    "slug": "saebyeok",
    "name_ko": "새벽구청",
    "name_en": "Saebyeok District Office",
    "name": "오새롬",
    "position": "감사담당관",
    "phone": "010-1234-5678",
    "email": "saerom@saebyeok.example",
    "username": "saerom",
    "new": "푸른 언덕 위의 낡은 종탑",
    "again": "푸른 언덕 위의 낡은 종탑",
}


@pytest.fixture(scope="module")
def small_disk(scratch: Path) -> Iterator[Path]:
    """A folder on a tmpfs of `DISK_MIB`, or an ordinary one where mounting is not allowed."""
    folder = scratch / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    yield folder
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(scope="module")
def fresh(small_disk: Path, journal: Journal) -> Iterator[System]:
    with running(small_disk / "fresh", demo=False, HAECHI_QUICK_EXIT_URL=EXIT_URL) as system:
        journal.origins.update({system.reporter, system.staff})
        yield system


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What the person at the wizard keeps for the next journeys: the app's secret."""
    return {}


@pytest.fixture
def desk(open_context: OpenContext) -> BrowserContext:
    return open_context(viewport=DESK)


def test_first_run_wizard_makes_institution_officer_and_recovery_sheets(
    desk: BrowserContext, fresh: System, told: dict[str, str]
) -> None:
    page = desk.new_page()
    page.goto(f"{fresh.staff}/")  # whoever opens an empty installation is led to the wizard
    expect(page.get_by_role("heading", level=1)).to_have_text("첫 설정")
    fill_wizard(page, code="wrong-code")
    expect(page.locator("#error-summary")).to_contain_text("이 설치의 설정 코드가 아닙니다")
    expect(page.locator("input[name=name_ko]")).to_have_value("새벽구청")
    fill_wizard(page, code=fresh.setup_code)
    expect(page.get_by_role("heading", level=1)).to_contain_text("복구용지 세 장을 인쇄하십시오")
    sheets = page.locator("section.share")
    expect(sheets).to_have_count(3)
    words = {sheets.nth(n).locator("li").all_inner_texts()[-1] for n in range(3)}
    assert len(words) == 3
    expect(page.locator("section.share svg")).to_have_count(3)
    page.get_by_text("세 장을 모두 인쇄하였습니다.").click()
    page.get_by_role("button", name="로그인하러 가기").click()
    assert not (fresh.data / "setup-code").exists()
    told["secret"] = set_up_second_factor(page, fresh)
    answer = page.goto(f"{fresh.staff}/setup/")
    assert answer is not None
    assert answer.status == 404


def fill_wizard(page: Page, *, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    for name, typed in HEAD.items():
        page.locator(f"input[name={name}]").fill(typed)
    page.get_by_role("button", name="설정하기").click()


def set_up_second_factor(page: Page, fresh: System) -> str:
    """The first sign-in leads nowhere but to the authenticator app; returns its secret."""
    give_password(page, fresh.staff, HEAD["username"], HEAD["new"])
    expect(page.get_by_role("heading", level=1)).to_have_text("인증 앱 등록")
    page.goto(f"{fresh.staff}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("인증 앱 등록")
    page.locator("summary").click()
    secret = page.locator("#totp-secret").inner_text().strip()
    give_code(page, secret)
    expect(page.get_by_role("heading", level=1)).to_have_text("복구 코드")
    expect(page.locator("#codes li")).not_to_have_count(0)
    page.get_by_role("link", name="적어 두었습니다. 계속하기").click()
    expect(page.locator("main")).to_contain_text("아직 신고가 없습니다")
    return secret


def test_first_report_of_a_new_installation_reaches_its_officer(
    desk: BrowserContext,
    open_context: OpenContext,
    fresh: System,
    journal: Journal,
    told: dict[str, str],
) -> None:
    phone = open_context()
    page = phone.new_page()
    page.goto(fresh.reporter)
    page.get_by_role("link", name="신고하기").first.click()
    expect(page.locator(".header__institution")).to_have_text("새벽구청")
    story = Story("표식첫신고6161")
    receipt = report(page, page.url, story)
    journal.keep_out(*story.secrets, receipt.key)
    officer = desk.new_page()
    give_password(officer, fresh.staff, HEAD["username"], HEAD["new"])
    officer.wait_for_timeout(totp.seconds_left() * 1000)  # the present code may be used up
    give_code(officer, told["secret"])
    Desk(officer, fresh.staff).open_newest()
    expect(officer.locator("main")).to_contain_text(story.mark)
    come_back(page, fresh.reporter, Receipt(receipt.key, receipt.password))
    expect(page.locator("li.steps__step--current .steps__label")).to_have_text("접수")


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """No byte is left on the file system of `folder`."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as out, suppress(OSError):
        while True:
            out.write(bytes(4096))
    assert shutil.disk_usage(folder).free < 4096
    try:
        yield
    finally:
        filler.unlink()


def test_hl4_full_disk_loses_no_text_and_stores_nothing_by_half(
    open_context: OpenContext,
    fresh: System,
    small_disk: Path,
    samples: dict[str, Path],
) -> None:
    if not small_disk.is_mount():
        pytest.skip("mounting a small file system is not allowed here")
    page = open_context().new_page()
    story = Story("표식가득찬디스크6262")
    page.goto(f"{fresh.reporter}/saebyeok/")
    write_report(page, story)
    with full(small_disk):
        page.locator("input[name=files]").set_input_files(samples["photo"])
        row = file_row(page, "현장사진")
        expect(row).to_contain_text("저장할 자리가 없습니다", timeout=30_000)
    row.get_by_role("button", name="빼기").click()
    expect(page.locator("li.file")).to_have_count(0)
    press(page, "review")
    with full(small_disk):
        press(page, "submit")
        expect(page.locator("main")).to_contain_text("지금은 저장하지 못했습니다", timeout=60_000)
        expect(page.locator("dl.facts")).to_contain_text(story.mark)
    press(page, "submit")
    receipt = read_receipt(page)
    come_back(page, fresh.reporter, receipt)
    expect(page.locator("li.steps__step--current .steps__label")).to_have_text("접수")
    page.locator("input[name=files]").set_input_files(samples["photo"])
    wait_for_files(page, "현장사진")
