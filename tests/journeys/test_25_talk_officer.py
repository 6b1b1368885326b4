"""Talk between two browsers: a member of staff on her telephone, the officer at the board (TK-3, TK-4)."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.journal import Journal
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System
from tests.journeys.talking import answer_as_a_gateway_would, open_chat, write

pytestmark = pytest.mark.journey


def test_tk3_tk4_two_talk_live_and_the_chat_becomes_a_report(
    staffroom: Staffroom, system: System, phone: Page, journal: Journal
) -> None:
    desk = staffroom.desk("hankyeol").page
    answer_as_a_gateway_would(desk, "**/talks/events*")
    desk.goto(f"{system.staff}/talks/")
    expect(desk.locator("#talks-lost")).to_contain_text("저절로 다시 연결합니다")
    desk.unroute("**/talks/events*")
    waiting = desk.locator(".talks__group").first.locator("a")
    before = waiting.count()
    receipt = open_chat(phone, system, "favours")
    journal.keep_out(receipt.key, "표식담당자대화")
    write(phone, "표식담당자대화 처음")
    expect(waiting).to_have_count(before + 1)
    expect(desk.locator("#talks-lost")).to_be_empty()
    expect(desk).to_have_title(re.compile(r"^\([1-9]"))
    waiting.filter(has_text="금품").click()
    talk = desk.locator(".talk").first
    expect(talk).to_contain_text("표식담당자대화 처음")
    expect(talk.locator(".talk__presence--here")).to_be_visible()
    expect(phone.locator("[data-word=here]")).to_be_visible()
    expect(phone.get_by_text("담당자가 읽음")).to_be_visible()

    talk.locator("[data-quick]").first.click()
    expect(phone.locator("[data-typing-mark]")).to_be_hidden()
    talk.locator("textarea[name=text]").press_sequentially(" 네")
    expect(phone.locator("[data-typing-mark]")).to_be_visible()
    talk.locator("textarea[name=text]").press("Enter")
    expect(phone.locator(".message--other")).to_contain_text("안녕하십니까. 감사담당자입니다.")
    expect(talk.locator("textarea[name=text]")).to_have_value("")
    expect(talk).to_contain_text("신고자가 읽음")
    # A sign is sent every three seconds of typing at most.
    phone.locator("[data-compose] textarea").press_sequentially("지금 쓰는 중입니다", delay=350)
    expect(talk.locator("[data-typing-mark]")).to_have_text(re.compile("쓰고 있습니다"))
    write(phone, "표식담당자대화 둘째")
    expect(talk.locator(".talk__thread")).to_contain_text("표식담당자대화 둘째")

    talk.get_by_text("신고로 전환").first.click()
    talk.locator("select[name=category]").select_option(index=1)
    talk.get_by_role("button", name="신고로 전환").click()
    expect(desk.locator("h1")).to_contain_text(re.compile(r"20\d\d-\d{6}"))
    expect(desk.locator("#thread")).to_contain_text("표식담당자대화 둘째")
    expect(phone.locator("[data-chat-state]")).to_contain_text("신고로 전환되었습니다")
