"""Journey 1 of issue 3, the institution's side: an administrator changes what reporters see (HL-3, HL-12)."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.journal import Journal
from tests.journeys.people import Story, choose, press, read_receipt, write_report
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey
FIELDS = {
    "label_ko": "금액은 얼마쯤입니까?",
    "label_en": "About how much money?",
    "options_ko": "100만 원 미만\n100만 원 이상",
    "options_en": "Below a million won\nA million won or more",
}


@pytest.fixture
def administrator(staffroom: Staffroom) -> Page:
    return staffroom.desk("minjun").page


def open_card(page: Page, system: System, name: str) -> None:
    page.goto(f"{system.staff}/settings/")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_question_is_asked_and_answered_without_a_script_hl3(
    administrator: Page, plain_phone: Page, staffroom: Staffroom, system: System, journal: Journal
) -> None:
    page = administrator
    open_card(page, system, "신고 분야")
    row = page.locator("li.settings-list__row", has_text="클린신고")
    row.get_by_role("link", name=re.compile("질문")).click()
    page.get_by_role("link", name="새 질문").click()
    for name, typed in FIELDS.items():
        page.locator(f"[name={name}]").fill(typed)
    choose(page.locator("input[name=kind][value=choice]"))
    choose(page.locator("input[name=required]"))
    page.get_by_role("button", name="저장").click()
    expect(page.locator("main")).to_contain_text("질문을 저장했습니다")

    story = Story("표식금액질문", category="clean")
    journal.keep_out(*story.secrets)
    plain_phone.goto(system.form)
    asked = plain_phone.get_by_text("금액은 얼마쯤입니까?")
    expect(asked).to_be_hidden()
    write_report(plain_phone, story)
    expect(asked).to_be_visible()
    expect(plain_phone.get_by_text("그 사람과 어떤 사이입니까?")).to_be_hidden()
    press(plain_phone, "review")
    expect(plain_phone.locator("#error-summary")).to_contain_text("이 질문에 답해 주십시오")
    expect(plain_phone.locator("textarea[name=text]")).to_have_value(story.text)
    choose(plain_phone.get_by_role("radio", name="100만 원 이상"))
    press(plain_phone, "review")
    expect(plain_phone.locator("dl.facts")).to_contain_text("100만 원 이상")
    press(plain_phone, "submit")
    journal.keep_out(read_receipt(plain_phone).key)

    desk = staffroom.desk("hankyeol")
    desk.open_newest()
    expect(desk.page.locator("dl.facts").first).to_contain_text("금액은 얼마쯤입니까?")
    expect(desk.page.locator("dl.facts").first).to_contain_text("100만 원 이상")


def test_a_channel_is_moved_by_the_keyboard_and_reporters_see_the_order_hl12(
    administrator: Page, plain_phone: Page, system: System
) -> None:
    page = administrator
    open_card(page, system, "다른 신고 방법")
    up = page.get_by_role("button", name="위로 옮기기: 우편")
    up.focus()
    page.keyboard.press("Enter")
    names = page.locator(".settings-list__name")
    expect(names.nth(1)).to_have_text("우편")
    expect(page.locator("li.settings-list__row:target")).to_be_focused()
    page.keyboard.press("Tab")  # the keyboard goes on from the row that moved
    expect(page.get_by_role("button", name="위로 옮기기: 우편")).to_be_focused()
    plain_phone.goto(system.form)
    plain_phone.get_by_role("link", name="다른 신고 방법").click()
    expect(plain_phone.locator(".channels h2").nth(1)).to_have_text("우편")
    assert plain_phone.context.cookies() == []
