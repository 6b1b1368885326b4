"""A named report with joint reporters, from the form to an objection (PI-1, PI-3, PI-6, PI-10)."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.centre import notify_result
from tests.journeys.journal import Journal
from tests.journeys.named import JOINT, MARK, NAME, write_content, write_people
from tests.journeys.people import choose, come_back, press, read_receipt
from tests.journeys.system import System

pytestmark = pytest.mark.journey


def test_pi3_named_report_with_two_joint_reporters_to_the_objection(
    phone: Page, system: System, journal: Journal
) -> None:
    phone.goto(system.form)
    phone.get_by_role("link", name="기명 공익신고").click()
    phone.get_by_role("link", name="이름을 밝히고 신고하기").click()
    write_content(phone)
    write_people(phone)
    expect(phone.locator("main")).to_contain_text(JOINT[1])
    press(phone, "submit")
    receipt = read_receipt(phone)
    number = re.search(r"\d{4} 공익 제\d+호", phone.locator("main").inner_text())
    assert number
    journal.keep_out(receipt.key, NAME, MARK, *JOINT)
    come_back(phone, system.reporter, receipt)
    expect(phone.locator("main")).to_contain_text(number[0])
    phone.get_by_role("link", name="내가 동의한 것").click()
    expect(phone.locator("input[name=investigation][value=yes]")).to_be_checked()
    choose(phone.locator("input[name=transfer][value=yes]"))
    phone.get_by_role("button", name="저장").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("진행 상황")
    notify_result(system, number[0], "과태료를 부과하였습니다. 결과표식7172")
    phone.reload()
    expect(phone.locator("ol.thread")).to_contain_text("결과표식7172")
    phone.get_by_role("link", name="이의신청하기").click()
    expect(phone.locator("main")).to_contain_text("마지막 날은")
    phone.locator("textarea[name=text]").fill("과태료가 너무 적습니다. 표식이의7173")
    phone.locator("button.btn--primary[name=to][value=send]").click()
    expect(phone.locator("ol.thread")).to_contain_text("표식이의7173")
    expect(phone.locator("main")).to_contain_text("담당자가 열어 보기를 기다리고")
    assert NAME not in phone.content()
