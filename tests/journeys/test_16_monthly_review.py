"""Journey 7 of issue 3: the head of audit looks through last month's trail and signs it (ALL-2)."""

import pytest
from playwright.sync_api import expect
from tests.journeys.looks import faults_of
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey


def test_last_months_trail_is_answered_and_signed(staffroom: Staffroom, system: System) -> None:
    page = staffroom.desk("hankyeol").page
    page.goto(f"{system.staff}/settings/")
    page.get_by_role("link", name="월간 점검").first.click()
    month = page.locator("tbody tr").first
    expect(month).not_to_contain_text("서명함")
    month.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("월간 점검")
    faults = faults_of(page)
    findings = page.locator(".finding")
    expect(findings.filter(has_text="야간 접속")).to_have_count(1)
    expect(page.locator("svg.chart")).to_have_count(2)

    page.get_by_role("button", name="점검 서명").click()
    expect(page.locator(".error-summary").first).to_contain_text("둘 중 하나를 고르십시오")
    for number in range(findings.count()):
        finding = findings.nth(number)
        finding.get_by_text("문제없음", exact=True).click()
        finding.get_by_label("까닭 또는 할 일").fill("당직 명령과 일치함")
    page.get_by_role("button", name="점검 서명").click()

    signed = page.locator("tbody tr").first
    expect(signed).to_contain_text("서명함")
    signed.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("당직 명령과 일치함")
    expect(page.get_by_role("button", name="점검 서명")).to_have_count(0)
    assert faults + faults_of(page) == []


def test_an_answer_outlives_the_automatic_sign_out_in_its_tab(staffroom: Staffroom) -> None:
    desk = staffroom.desk("hankyeol")
    page = desk.page
    page.clock.install()
    desk.open_newest()
    page.wait_for_load_state()  # the clock of the idle limit is a script
    form = page.locator("form[action$='/notes']")
    form.locator("textarea").fill("자리를 비운 사이의 메모")
    page.clock.fast_forward("15:30")
    expect(page.locator("h1")).to_have_text("로그아웃되었습니다")
    expect(page.locator("textarea")).to_have_count(0)
    assert faults_of(page) == []
    page.clock.resume()
    page.get_by_role("button", name="여기서 이어 쓰기").click()
    expect(form.locator("textarea")).to_have_value("자리를 비운 사이의 메모")
    form.get_by_role("button", name="메모 남기기").click()
    expect(page.locator("#notes")).to_contain_text("자리를 비운 사이의 메모")
