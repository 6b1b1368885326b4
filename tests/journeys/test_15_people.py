"""Journey 1 of issue 3: a month's roster by the keyboard, and officers from a list (HL-6, ALL-2)."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.looks import faults_of
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey
LIST = (
    "이름;직위;사용자 이름;역할;담당 분야;휴대전화\r\n"
    "강나래;주무관;narae;담당자;공직자 부조리;1012345678\r\n"
    "이도윤;조사팀장;doyun;담당자;;\r\n"
    "오세찬;주무관;s;담당자;;\r\n"
    "임하늘;주무관;haneul;임금님;;\r\n"
    "=1+1;주무관;formula;담당자;;\r\n"
).encode("cp949")


@pytest.fixture
def desk(staffroom: Staffroom) -> Page:
    """The head of audit's telephone: the calendar must do at 390 px too."""
    return staffroom.desk("hankyeol", viewport={"width": 390, "height": 844}).page


def test_a_turn_is_put_on_the_roster_by_keyboard_and_seen_in_the_month(
    desk: Page, system: System
) -> None:
    desk.goto(f"{system.staff}/people/roster/?month=2027-03")
    month = desk.locator("table.month")
    expect(month.locator("td.month__day")).to_have_count(31)
    expect(month.locator(".month__names--turn")).to_have_count(0)
    month.get_by_role("link", name="2027-03-10: 순번 넣기").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("input[name=first_day]").first).to_have_value("2027-03-10")
    desk.locator("#turn_officer").select_option(label="이도윤 조사팀장")
    desk.locator("#turn_last_day").fill("2027-03-12")
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_contain_text("근무 순번을 넣었습니다.")
    expect(desk.locator("table.month .month__names--turn")).to_have_text(["이도윤"] * 3)
    desk.get_by_role("button", name=re.compile("삭제.*이도윤 2027-03-10")).press("Enter")
    expect(desk.locator("table.month .month__names--turn")).to_have_count(0)


def test_a_list_with_errors_in_three_lines_is_shown_before_anything_is_done(
    desk: Page, system: System
) -> None:
    desk.goto(f"{system.staff}/people/import/")
    file = {"name": "officers.csv", "mimeType": "text/csv", "buffer": LIST}
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_role("button", name="미리 보기").click()
    expect(desk.locator("#counts")).to_contain_text("새로 등록 1 · 이미 있음 1 · 오류 3")
    assert "01012345678" not in desk.content(), "what was read travels sealed"
    assert faults_of(desk) == []
    desk.get_by_role("button", name="1명 등록").click()
    slips = desk.locator(".slip")
    expect(slips).to_have_count(1)
    expect(slips).to_contain_text("강나래")
    assert re.search(r"[2-9a-z]{4}(-[2-9a-z]{4}){3}", slips.inner_text())
    desk.goto(f"{system.staff}/people/")
    expect(desk.locator("table")).to_contain_text("강나래")
    expect(desk.locator("table")).not_to_contain_text("임하늘")
