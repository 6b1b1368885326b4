"""Journeys 1, 4, 5, 6 and 10 of issue 4: a visit, its supplement, investigation, result and binder."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect
from tests.journeys.looks import faults_of
from tests.journeys.people import choose
from tests.journeys.staffroom import Staffroom

pytestmark = pytest.mark.journey
TITLE = "정수장 여과지 무단 교체"


def test_pi3_a_visit_is_taken_to_its_result_and_its_binder(staffroom: Staffroom) -> None:
    page = staffroom.desk("hankyeol").page
    page.goto(f"{staffroom.system.staff}/")
    page.get_by_role("navigation").get_by_role("link", name="공익신고", exact=True).click()
    page.get_by_role("link", name="신고 접수하기").click()
    _take_in(page)
    number = page.locator("h1").inner_text().split("호")[0] + "호"
    expect(page.get_by_role("link", name=re.compile("PDF.*접수증"))).to_be_visible()
    page.get_by_role("link", name="사건 보기").click()
    expect(page.locator("h1")).to_contain_text(number)
    expect(page.locator("main")).not_to_contain_text("성춘향")

    _act(page, "보완 요구")
    expect(page.locator("h1")).to_contain_text("보완 대기")
    expect(page.locator("#clocks")).to_contain_text("멈춤")
    _send(page, "공익신고 보완 요구")
    _act(page, "보완 접수", {"보완 내용": "교체한 날의 사진 3장", "문서 제목": "보완 자료"})
    _act(page, "조사 시작")
    _act(page, "조사 기록 작성", {"제목": "현장 조사", "기록": "여과지 규격이 다름을 확인함"})
    page.locator("#status").get_by_role("link", name="조사 종료", exact=True).click()
    page.get_by_label("조사 결과").fill("기준에 맞지 않는 여과지를 쓴 사실을 확인하였습니다.")
    choose(page.get_by_role("radio", name="발견됨", exact=True))
    page.get_by_role("button", name="조사 종료").click()
    _send(page, "공익신고 처리결과 통지")
    expect(page.locator("h1")).to_contain_text("결과 통지")
    expect(page.locator("#people")).to_contain_text("변학도")
    assert faults_of(page) == []

    page.get_by_role("link", name="기록 전체 PDF").click()
    page.get_by_label("내려받는 까닭").fill("결재 첨부")
    page.wait_for_load_state()  # without its script the form gives the file in silence
    with page.expect_download() as saved:
        page.get_by_role("button", name="PDF 만들기").click()
    expect(page.locator("#making")).to_contain_text("PDF를 만들었습니다")
    with pikepdf.open(io.BytesIO(Path(saved.value.path()).read_bytes())) as document:
        assert len(document.pages) >= 7


def _take_in(page: Page) -> None:
    """First with the consents forgotten: nothing typed is lost."""
    choose(page.get_by_role("radio", name="방문", exact=True))
    page.locator("input[name=title]").fill(TITLE)
    page.locator("textarea[name=purpose]").fill("먹는 물의 안전이 걱정됩니다.")
    page.locator("textarea[name=content]").fill("값싼 여과지로 바꾸었습니다.")
    page.locator("input[name=reporter-0-name]").fill("성춘향")
    page.locator("input[name=accused-0-name]").fill("변학도")
    page.get_by_role("button", name="접수하기", exact=True).click()
    expect(page.locator("#error-summary")).to_contain_text("제12조제2항")
    expect(page.locator("input[name=title]")).to_have_value(TITLE)
    for asked, answer in (("investigation", "yes"), ("prosecution", "no")):
        choose(page.locator(f"input[name={asked}][value={answer}]"))
    page.get_by_role("button", name="접수하기", exact=True).click()
    expect(page.locator("h1")).to_contain_text("공익 제")


def _act(page: Page, name: str, typed: dict[str, str] | None = None) -> None:
    page.locator("#status").get_by_role("link", name=name, exact=True).click()
    for label, words in (typed or {}).items():
        page.get_by_label(label).first.fill(words)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("main")).to_contain_text(f"처리하였습니다: {name}")


def _send(page: Page, notice: str) -> None:
    page.locator("#papers").get_by_role("link", name=notice).click()
    page.locator("select[name=way]").select_option("hand")
    page.get_by_role("button", name="저장한 대로 보내기").click()
    expect(page.locator("main")).to_contain_text("통지를 보낸 그대로 보관하였습니다")
