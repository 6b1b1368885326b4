"""Journey 11 of issue 4: the head's view (PI-5, PI-13, PI-14): register, form 2, what is due, the year."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect
from tests.journeys.caseroom import CaseDesk, at_centre, words_of_pdf
from tests.journeys.looks import faults_of
from tests.journeys.staffroom import Staffroom

pytestmark = pytest.mark.journey
POSTED, VISITED = "심야 공사장 소음 기준 위반", "유통기한이 지난 재료 사용"
HEADS = ("접수번호", "접수방법", "신고제목", "처리기한", "종결사유")


def test_pi5_the_register_filtered_and_on_its_official_form(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("hankyeol"))
    page = centre.page
    page.goto(f"{centre.site}/cases/")
    page.get_by_text("목록 거르기").click()
    page.get_by_label("접수방법").select_option(label="우편")
    page.get_by_role("button", name="거르기").click()
    expect(page.locator("tbody tr").filter(has_text=POSTED)).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text(VISITED)
    page.get_by_role("button", name="내려받기").click()
    expect(page.locator("#error-summary")).to_contain_text("내려받는 까닭")
    assert faults_of(page) == []

    with zipfile.ZipFile(io.BytesIO(_export(centre, "XLSX"))) as book:
        words = "".join(book.read(name).decode() for name in book.namelist() if "xml" in name)
    assert all(head in words for head in HEADS)
    assert POSTED in words
    assert VISITED not in words
    printed = words_of_pdf(_export(centre, "별지 제2호 서식 PDF"))
    assert "관리대장" in printed.replace(" ", "")
    assert re.search(r"\d{4} 공익 제\d+호", printed)
    with zipfile.ZipFile(
        io.BytesIO(_export(centre, "별지 제2호 서식 HWPX(한글에서 편집)"))
    ) as form:
        body = form.read("Contents/section0.xml").decode()
    assert POSTED in body
    assert VISITED not in body


def test_pi14_what_is_due_and_the_year_in_pictures(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("hankyeol"))
    page = centre.page
    page.goto(f"{centre.site}/cases/")
    page.get_by_role("link", name="기한 관리").click()
    rows = page.locator("tbody tr")
    expect(rows.filter(has_text="매립 토사의 기름 오염")).to_contain_text("지남")
    waiting = rows.filter(has_text="무허가 도장 작업장의 유해가스")
    expect(waiting).to_contain_text("보완 기간")
    expect(waiting).to_contain_text("4일 남음")
    page.get_by_role("link", name="연간 현황").click()
    grounds = page.locator("section.card").filter(has_text="종결 사유별")
    grounds.get_by_text("표로 보기").click()
    sixth = grounds.locator("tbody tr").filter(has_text="6.")
    expect(sixth).to_contain_text(re.compile(r"[1-9]\d*$"))
    assert grounds.locator("tbody tr").count() == 8
    figures = page.locator("dl.figures")
    for name in ("접수", "기한 지남", "진행 중인 보호 사안", "진행 중인 불이익조치 신고"):
        expect(figures).to_contain_text(name)
    for name in ("접수 월별", "상태별", "접수방법별"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert faults_of(page) == []


def _export(centre: CaseDesk, kind: str) -> bytes:
    page = centre.page
    page.get_by_label("파일 형식").select_option(label=kind)
    page.get_by_label("내려받는 까닭").fill("분기 보고")
    return centre.download("내려받기", role="button")
