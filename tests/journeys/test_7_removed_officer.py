"""A new officer chooses her own secrets; a removed officer is out at the next click (ALL-2)."""

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import OpenContext
from tests.journeys.journal import Journal
from tests.journeys.people import Story, give_code, give_password, report
from tests.journeys.staffroom import DESK, Desk, Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey
OWN_PASSWORD = "노란 우체통 옆의 작은 빵집"


def test_all2_new_officer_takes_up_work_and_is_out_at_the_next_click_when_removed(
    open_context: OpenContext, phone: Page, system: System, staffroom: Staffroom, journal: Journal
) -> None:
    story = Story("표식삭제담당자7171")
    journal.keep_out(report(phone, system.form, story).key)
    head = staffroom.desk("hankyeol")
    first_password = head.hire("jeongeun", "한정은")
    page = open_context(viewport=DESK).new_page()
    take_up_work(page, system, first_password)
    newcomer = Desk(page, system.staff)
    number = newcomer.open_newest()
    expect(page.locator("main")).to_contain_text(story.mark)
    journal.keep_out(report(phone, system.form, Story("표식삭제뒤7172")).key)
    head.dismiss("한정은")
    page.get_by_role("navigation").get_by_role("link", name="신고", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("로그인")
    page.go_back()
    assert story.mark not in page.content()
    answer = page.goto(f"{system.staff}/?number={number}")
    assert answer is not None
    expect(page.get_by_role("heading", level=1)).to_have_text("로그인")
    give_password(page, system.staff, "jeongeun", OWN_PASSWORD)
    expect(page.locator("#error-summary")).to_contain_text("틀렸습니다")


def take_up_work(page: Page, system: System, first_password: str) -> None:
    give_password(page, system.staff, "jeongeun", first_password)
    expect(page.get_by_role("heading", level=1)).to_have_text("비밀번호를 직접 정하십시오")
    page.goto(f"{system.staff}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("비밀번호를 직접 정하십시오")
    page.locator("input[name=old]").fill(first_password)
    for name in ("new", "again"):
        page.locator(f"input[name={name}]").fill(OWN_PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("비밀번호를 바꾸었습니다")
    page.goto(f"{system.staff}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("인증 앱 등록")
    page.locator("summary").click()
    secret = page.locator("#totp-secret").inner_text().strip()
    give_code(page, secret)
    page.get_by_role("link", name="적어 두었습니다. 계속하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("신고")
