"""Journeys 5 and 8 of issue 4: thirty days and what moves them; objection, withdrawal (PI-8, PI-13, PI-15)."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.journeys.caseroom import CaseDesk, Paper, at_centre, words_of_pdf
from tests.journeys.looks import faults_of
from tests.journeys.staffroom import Staffroom

from haechi.common.clock import today

pytestmark = pytest.mark.journey
LATE = "매립 토사의 기름 오염"
TOLD = "유통기한이 지난 재료 사용"
HOLIDAY = "늦게 정한 날"


def test_pi13_thirty_days_one_extension_and_a_holiday_named_late(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("seoyeon"))
    page = centre.page
    centre.take_in(Paper("어린이 놀이터 오염 모래 사용"))
    centre.to_case()
    clock = page.locator("#clock-1")
    first = today() + timedelta(days=1)
    expect(clock).to_contain_text(f"첫날을 빼고 {_in_words(first)}부터 셉니다 (민법 제157조)")
    assert _due(clock) >= today() + timedelta(days=30)
    centre.open_act("처리기간 연장")
    centre.fill({"기간": "16", "까닭": "시료 분석에 시간이 걸림"})
    centre.do("처리기간 연장")
    centre.refused("15")
    assert faults_of(page) == []
    centre.fill({"기간": "15"})
    centre.do("처리기간 연장")
    centre.done("처리기간 연장")
    expect(clock).to_contain_text("15일 연장")
    extended = _due(clock)
    centre.cannot("처리기간 연장", "이미 한 번 연장했습니다")
    centre.open_paper("처리기간 연장 통지")
    expect(page.get_by_label("본문", exact=True)).to_have_value(re.compile(_on_paper(extended)))
    page.get_by_role("link", name="사건으로 돌아가기").click()

    administrator = staffroom.desk("minjun").page
    _name_holiday(administrator, staffroom, extended)
    expect(administrator.locator("main")).to_contain_text(re.compile(r"공익신고 기한 [1-9]\d*건이"))
    page.reload()
    expect(clock).to_contain_text(HOLIDAY)
    assert _due(clock) > extended
    administrator.get_by_role("link", name=re.compile(f"빼기.*{extended}")).click()
    administrator.locator("button[name=confirm]").click()
    page.reload()
    assert _due(clock) == extended


def test_pi13_what_is_overdue_is_red_and_counted(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("hankyeol"))
    page = centre.page
    page.goto(f"{centre.site}/")
    page.get_by_role("link", name=re.compile(r"기한이 지난 사건이 \d+건")).click()
    row = page.locator("tr").filter(has_text=LATE)
    expect(row.locator(".badge--danger")).to_have_text(re.compile(r"\d+일 지남"))
    row.get_by_role("link").click()
    expect(page.locator("#clock-1 .badge--danger")).to_have_text(re.compile(r"\d+일 지남"))
    expect(page.locator("#clock-1")).to_contain_text("민법 제157조")
    page.goto(f"{centre.site}/cases/")
    page.get_by_role("link", name="기한 지남", exact=True).click()
    expect(page.locator("tbody tr").filter(has_text=LATE)).to_have_count(1)
    assert page.locator("tbody tr").count() == page.locator("tbody tr .badge--danger").count()


def test_pi15_an_objection_in_its_fourteen_days_is_answered(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("hankyeol"))
    page = centre.page
    centre.find(TOLD)
    centre.cannot("이의신청 접수", "이의신청 기간 14일이 지났습니다")
    centre = at_centre(staffroom.desk("seoyeon"))
    page = centre.page
    centre.take_in(Paper("정화조 무단 방류"))
    centre.to_case()
    centre.send("공익신고 접수 통지")
    centre.act("조사 시작")
    centre.act("조사 기록 작성", {"제목": "현장 조사", "기록": "방류구를 확인함."})
    centre.act("조사 종료", {"조사 결과": "방류한 흔적이 없음."}, ["발견되지 않음"])
    centre.send("공익신고 처리결과 통지")
    expect(page.locator("#clocks")).to_contain_text("이의신청 기간")
    centre.cannot("기록 종결·보존", "이의신청 기간 14일이 아직 지나지 않았습니다")
    centre.act("이의신청 접수", {"이의신청 이유": "밤에는 보지 않았습니다."})
    centre.state("이의신청 검토")
    centre.act("이의신청 처리", {"검토 결과": "밤에 다시 조사하여 방류를 확인함."})
    centre.state("결과 통지")
    expect(page.locator("main")).to_contain_text("지체 없이 보내야 할 통지")
    centre.send("이의신청 처리결과 통지")
    centre.open_paper("이의신청서")
    form = words_of_pdf(centre.download("제9호 서식 PDF"))
    assert "밤에는 보지 않았습니다." in form
    assert "방류한 흔적이 없음." in form  # the result that it objects to


def test_pi8_a_withdrawal_closes_or_does_not(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("seoyeon"))
    page = centre.page
    _withdrawn(centre, "정육점 저울 조작")
    centre.act("취소에 따른 종결")
    centre.state("종결")
    centre.send("공익신고 접수 통지")
    centre.send("공익신고 종결 통지")
    expect(page.locator("#papers")).to_contain_text("신고 취소")

    _withdrawn(centre, "리콜 대상 승강기 운행")
    centre.act("취소되었으나 계속 처리", {"까닭": "사고 위험이 크고 점검표가 있음"})
    centre.cannot("취소에 따른 종결", "계속 처리하기로 했습니다")
    centre.act("조사 시작")
    centre.state("조사")


def _withdrawn(centre: CaseDesk, title: str) -> None:
    centre.take_in(Paper(title))
    centre.to_case()
    centre.act("신고 취소 등록", {"문서 표시": "취소서"})
    expect(centre.page.get_by_role("heading", level=1)).to_contain_text("취하")


def _name_holiday(page: Page, staffroom: Staffroom, day: date) -> None:
    page.goto(f"{staffroom.system.staff}/settings/")
    page.get_by_role("link", name="임시공휴일", exact=True).click()
    page.get_by_label("날짜").last.fill(day.isoformat())
    page.get_by_label("한국어 이름").fill(HOLIDAY)
    page.get_by_label("영어 이름").fill("Named late")
    page.get_by_role("button", name="넣기", exact=True).click()


def _due(clock: Locator) -> date:
    return date.fromisoformat(clock.locator(".clock__days strong").inner_text())


def _on_paper(day: date) -> str:
    return rf"{day.year}\. {day.month}\. {day.day}\.까지"


def _in_words(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"
