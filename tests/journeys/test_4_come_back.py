"""Coming back: status, result, messages both ways, withdrawal, wrong credentials (HL-4, HL-7)."""

import time

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import OpenContext
from tests.journeys.journal import Journal
from tests.journeys.people import Receipt, Story, come_back, report
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey
SOON = 2.0  # seconds from one side's button to the other side's screen
STEPS = ["접수", "확인", "조사", "처리완료"]


def write_message(page: Page, text: str) -> float:
    """Send it; the moment of pressing the button (`time.monotonic`)."""
    page.locator("textarea[name=text]").fill(text)
    pressed = time.monotonic()
    page.locator("button.btn--primary[name=to][value=send]").click()
    return pressed


def test_hl7_status_and_messages_reach_the_other_side_without_a_reload(
    phone: Page, system: System, staffroom: Staffroom, journal: Journal
) -> None:
    story = Story("표식두사람5151")
    receipt = report(phone, system.form, story)
    journal.keep_out(receipt.key, *story.secrets)
    come_back(phone, system.reporter, receipt)
    expect(phone.locator("li.steps__step--current .steps__label")).to_have_text("접수")
    expect(phone.locator(".steps__label")).to_have_text(STEPS)
    officer = staffroom.desk("hankyeol")
    officer.open_newest()
    loaded = phone.evaluate("performance.timeOrigin")
    pressed = officer.send("언제 들으셨는지 알려 주시겠습니까? 답장표식5152")
    expect(phone.locator("ol.thread")).to_contain_text("답장표식5152", timeout=5_000)
    assert time.monotonic() - pressed < SOON
    assert "김한결" not in phone.content()  # the officer's name is not shown
    opened = officer.page.evaluate("performance.timeOrigin")
    pressed = write_message(phone, "10월 2일입니다. 답장표식5153")
    expect(officer.page.locator("ol.thread")).to_contain_text("답장표식5153", timeout=5_000)
    assert time.monotonic() - pressed < SOON
    assert officer.page.evaluate("performance.timeOrigin") == opened
    loaded = phone.evaluate("performance.timeOrigin")
    for state in ("확인", "조사"):
        officer.set_state(state)
        expect(phone.locator("li.steps__step--current .steps__label")).to_have_text(state)
    officer.set_result("설계 변경 두 건을 취소하고 담당자를 징계 요구하였습니다. 결과표식5154")
    officer.set_state("처리완료")
    expect(phone.locator("li.steps__step--current .steps__label")).to_have_text("처리완료")
    expect(phone.locator("main")).to_contain_text("결과표식5154")
    assert phone.evaluate("performance.timeOrigin") == loaded


def test_hl7_without_javascript_a_reload_shows_it(
    plain_phone: Page, system: System, staffroom: Staffroom, journal: Journal
) -> None:
    page = plain_phone
    receipt = report(page, system.form, Story("표식새로고침5252"))
    journal.keep_out(receipt.key)
    come_back(page, system.reporter, receipt)
    expect(page.locator("main")).to_contain_text("새 글을 보려면 화면을 새로 고치십시오.")
    officer = staffroom.desk("hankyeol")
    officer.open_newest()
    officer.send("답장표식5253")
    page.reload()
    expect(page.locator("ol.thread")).to_contain_text("답장표식5253")
    write_message(page, "답장표식5254")
    expect(page.locator("ol.thread")).to_contain_text("답장표식5254")
    page.reload()
    expect(page.locator("li.message")).to_have_count(2)


def test_hl4_withdrawn_report_stays_readable_and_takes_nothing_more(
    phone: Page, system: System, journal: Journal
) -> None:
    receipt = report(phone, system.form, Story("표식취하5353"))
    journal.keep_out(receipt.key)
    come_back(phone, system.reporter, receipt)
    phone.get_by_role("link", name="신고 취하하기").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("취하")
    phone.get_by_role("button", name="취하합니다").click()
    expect(phone.locator("main")).to_contain_text("취하한 신고입니다")
    expect(phone.locator("textarea[name=text]")).to_have_count(0)
    phone.context.clear_cookies()
    come_back(phone, system.reporter, receipt)
    expect(phone.locator("main")).to_contain_text("취하한 신고입니다")


def test_hl4_unknown_key_and_wrong_password_look_identical(
    phone: Page, system: System, journal: Journal
) -> None:
    receipt = report(phone, system.form, Story("표식틀린암호5454"))
    journal.keep_out(receipt.key)
    other = "2" if receipt.key[0] != "2" else "3"
    pages = []
    for wrong in (
        Receipt(receipt.key, "틀린 암호 5455"),
        Receipt(other + receipt.key[1:], "틀린 암호 5455"),
    ):
        come_back(phone, system.reporter, wrong)
        expect(phone.locator("#error-summary")).to_be_visible()
        pages.append((phone.title(), phone.locator("main").inner_html().replace(wrong.key, "")))
        assert phone.context.cookies() == []
    assert pages[0] == pages[1]
    expect(phone.locator("#error-summary")).to_contain_text("리포트키")
    come_back(phone, system.reporter, receipt)
    expect(phone.locator("li.steps__step--current .steps__label")).to_have_text("접수")


def test_hl5_signing_out_leaves_no_cookie_and_no_page_to_go_back_to(
    phone: Page, system: System, journal: Journal
) -> None:
    story = Story("표식나가기5656")
    receipt = report(phone, system.form, story)
    journal.keep_out(receipt.key)
    come_back(phone, system.reporter, receipt)
    expect(phone.locator("main")).to_contain_text("접수")
    [cookie] = phone.context.cookies()
    assert cookie["expires"] == -1  # until the browser closes
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    phone.get_by_role("button", name="로그아웃").click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert phone.context.cookies() == []
    phone.go_back()
    expect(phone.locator("input[name=key]")).to_be_visible()
    assert story.mark not in phone.content()


def test_hl4_key_typed_in_small_letters_with_blanks_opens_too(
    open_context: OpenContext, system: System, journal: Journal
) -> None:
    page = open_context().new_page()
    receipt = report(page, system.form, Story("표식소문자5757"))
    journal.keep_out(receipt.key)
    small = receipt.key.lower()
    come_back(page, system.reporter, Receipt(f" {small[:3]} {small[3:]} ", receipt.password))
    expect(page.locator("li.steps__step--current .steps__label")).to_have_text("접수")
