"""Journey 9 of issue 3: one manager asks to leave, another agrees, it is taken back (HL-8)."""

import pytest
from playwright.sync_api import expect
from tests.journeys.looks import faults_of
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey


def test_two_managers_ask_to_leave_and_the_page_tells_the_operators_commands(
    staffroom: Staffroom, system: System
) -> None:
    admin = staffroom.desk("minjun", viewport={"width": 390, "height": 844}).page
    head = staffroom.desk("hankyeol").page
    admin.goto(f"{system.staff}/settings/leaving/")
    expect(admin.locator("main")).to_contain_text("haechi institution export hanbit")
    admin.get_by_role("link", name="떠나기 요청").click()
    admin.locator("input[name=reason]").fill("자체 설치, 감사-12")
    admin.get_by_role("button", name="떠나기 요청").click()
    expect(admin.locator("main")).to_contain_text("다른 관리자나 감사 책임자가 동의해야 합니다")
    expect(admin.get_by_role("link", name="동의")).to_have_count(0)
    assert faults_of(admin) == []

    head.goto(f"{system.staff}/settings/leaving/")
    head.get_by_role("link", name="동의").click()
    head.locator("button[name=confirm]").click()
    expect(head.locator("main")).to_contain_text("이제 운영자가 진행할 수 있습니다")
    assert faults_of(head) == []
    head.get_by_role("button", name="요청 취소").click()
    expect(head.locator("main")).to_contain_text("떠나기를 요청한 사람이 없습니다")
