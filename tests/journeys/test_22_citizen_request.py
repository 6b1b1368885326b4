"""Issue 5, journey 6: a citizen asks to hear the recording of her call, with JavaScript off (RC-7)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.citizen import WORDS, fill_in, look_at, read_paper, send
from tests.journeys.journal import Journal
from tests.journeys.people import file_row
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey


def test_rc7_a_citizen_asks_is_asked_for_more_and_supplies_it(
    plain_phone: Page,
    staffroom: Staffroom,
    system: System,
    samples: dict[str, Path],
    journal: Journal,
) -> None:
    page = plain_phone
    journal.keep_out(WORDS["reason"], WORDS["name"])
    page.goto(system.form)
    page.get_by_role("link", name="녹취정보 신청 (이름을 밝힘)").click()
    expect(page.locator("main")).to_contain_text("이 화면은 신청인이 누구인지 묻습니다")
    fill_in(page, samples["photo"], day="2999-01-01")
    send(page)
    expect(page.locator("#error-summary")).to_be_visible()
    expect(page.locator("textarea[name=reason]")).to_have_value(WORDS["reason"])
    expect(file_row(page, "현장사진")).to_contain_text("찍은 곳(GPS)")
    page.locator("input[name=day]").fill(WORDS["day"])
    send(page)
    number, receipt = read_paper(page)
    journal.keep_out(receipt.key)
    assert page.context.cookies() == []

    office = staffroom.desk("sumin").page
    office.goto(f"{system.staff}/calls/requests/")
    office.get_by_role("link", name=number, exact=True).click()
    expect(office.locator("main")).to_contain_text(WORDS["reason"])
    expect(office.locator("#proofs ~ ul, #proofs + ul").first).to_contain_text("현장사진")
    office.locator("textarea[name=words]").fill("신분증 사본을 내 주십시오.")
    office.get_by_role("button", name="보완 요청").click()
    expect(office.locator("main")).to_contain_text("신분증 사본을 내 주십시오.")

    look_at(page, system, receipt)
    expect(page.locator("main")).to_contain_text("신분증 사본을 내 주십시오.")
    expect(page.locator("main")).not_to_contain_text("오수민")
    page.locator("textarea[name=text]").fill("신분증 사본을 붙입니다.")
    page.locator("input[name=files]").set_input_files([samples["photo"]])
    page.get_by_role("button", name="보내기").last.click()
    expect(page.locator("main")).to_contain_text("신청을 처음부터 다시 심사합니다.")
    page.get_by_role("button", name="로그아웃").click()
    assert page.context.cookies() == []

    office.reload()
    expect(office.locator("main")).to_contain_text("신분증 사본을 붙입니다.")
    office.locator("textarea[name=words]").fill("그 날 통화가 없습니다.")
    office.get_by_role("button", name="반려").click()
    look_at(page, system, receipt)
    expect(page.locator("main")).to_contain_text("그 날 통화가 없습니다.")
