"""Journey 4 of issue 3: a practice day, from the trainer's sheet to the sample answer (HL-10, PG-2)."""

import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, expect
from tests.journeys.looks import faults_of
from tests.journeys.people import choose
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey


def says_practice(page: Page) -> None:
    """Title, heading and the bar over the page."""
    expect(page).to_have_title(re.compile(r"\[연습\]"))
    expect(page.locator("h1")).to_contain_text("[연습]")
    expect(page.locator(".practice-bar")).to_contain_text("이 화면은 모두 연습입니다")


def figures(desk: Page, system: System) -> list[str]:
    """What the inbox and the statistics show of reports."""
    desk.goto(f"{system.staff}/")
    rows = desk.locator("a[data-row]").all_inner_texts()
    desk.goto(f"{system.staff}/statistics/")
    return [*rows, *desk.locator(".figures dd").all_inner_texts()]


def test_a_practice_day_from_the_sheet_to_the_sample_answer(
    staffroom: Staffroom, system: System, phone: Page, tmp_path: Path
) -> None:
    desk = staffroom.desk("hankyeol").page
    before = figures(desk, system)
    desk.goto(f"{system.staff}/practice/new/")
    desk.locator("input[name=title]").fill("청렴생활 점검의 날")
    desk.get_by_label("도로과 인원").fill("16")
    desk.get_by_role("button", name="연습 열기").click()
    expect(desk.locator("h1")).to_contain_text("청렴생활 점검의 날")
    faults = faults_of(desk)
    with desk.expect_download() as caught:
        desk.get_by_role("link", name="안내문 (A4, PDF)", exact=False).last.click()
    caught.value.save_as(tmp_path / "sheet.pdf")
    desk.get_by_role("link", name="실시간 참여 현황").click()
    expect(desk.locator(".bars__total")).to_contain_text("0건")
    with pypdfium2.PdfDocument(tmp_path / "sheet.pdf") as document:
        (found,) = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil().convert("RGB"))

    phone.goto(found.text)
    says_practice(phone)
    choose(phone.locator("input[name=category]").first)
    phone.locator("textarea[name=text]").fill("연습으로 쓴 글입니다.")
    phone.locator("button.btn[name=to][value=review]:not([formaction])").last.click()
    says_practice(phone)
    phone.get_by_text("도로과", exact=True).click()
    faults += faults_of(phone)
    phone.locator("button.btn[name=to][value=submit]:not([formaction])").last.click()
    expect(phone.locator(".credentials")).to_be_visible()
    says_practice(phone)
    key, password = phone.locator(".credentials dd").all_inner_texts()
    phone.emulate_media(media="print")
    expect(phone.locator(".practice-bar")).to_be_visible()
    phone.emulate_media(media="screen")

    row = desk.locator(".bars li").filter(has_text="도로과")
    expect(row).to_contain_text("1 / 16 · 6 %")  # moved without a reload

    phone.locator("main a[href$='/check/']").click()
    says_practice(phone)
    phone.locator("input[name=key]").fill(key)
    phone.locator("input[name=password]").fill(password)
    phone.get_by_role("button", name="로그인").click()
    says_practice(phone)
    expect(phone.locator("ol.thread")).to_contain_text("연습용 답변입니다")
    faults += faults_of(phone)
    phone.locator("textarea[name=text]").fill("잘 보았습니다.")
    phone.get_by_role("button", name="보내기").click()
    expect(phone.locator("ol.thread")).to_contain_text("보내신 글에 대한 연습용 답변입니다")
    assert figures(desk, system) == before
    assert faults == []
