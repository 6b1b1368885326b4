"""Journeys 5 and 8 of issue 3: sheets bring an officer back; a year goes out as a paper (ALL-1, ALL-4)."""

import re
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from tests.journeys.looks import faults_of
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System

from haechi.demo.signins import read_sign_ins

pytestmark = pytest.mark.journey


def type_sheets(page: Page, *shares: str) -> None:
    for share in shares:
        page.locator("textarea[name=words]").fill(share)
        page.locator("main form button[type=submit]").click()


def test_two_sheets_are_checked_and_bring_an_officer_back(
    staffroom: Staffroom, system: System
) -> None:
    sign_ins = read_sign_ins(system.data)
    assert sign_ins is not None
    first, second, _third = sign_ins.recovery["hanbit"]
    page = staffroom.desk("minjun").page
    page.goto(f"{system.staff}/settings/")
    page.get_by_role("link", name=re.compile("복구용지")).first.click()
    faults = faults_of(page)
    page.get_by_role("link", name="복구용지 점검").click()
    type_sheets(page, first.replace(first.split()[4], "haechi"))
    expect(page.locator("#error-summary")).to_contain_text("5번 낱말을 다시 보십시오")
    faults += faults_of(page)
    type_sheets(page, first, second)
    expect(page.locator("main")).to_contain_text("복구용지가 제대로 열립니다")
    page.get_by_role("link", name=re.compile("용지 두 장 입력")).last.click()
    type_sheets(page, first)
    expect(page.locator("main")).to_contain_text("첫 번째 용지가 맞습니다")
    faults += faults_of(page)
    assert faults == []


def test_the_yearly_report_is_read_and_taken_along(
    staffroom: Staffroom, system: System, tmp_path: Path
) -> None:
    page = staffroom.desk("hankyeol").page
    page.goto(f"{system.staff}/statistics/")
    page.get_by_role("link", name="연간 보고서").click()
    expect(page.locator("article.paper")).to_contain_text("건의 신고가 접수되었습니다")
    assert faults_of(page) == []
    page.locator("input[name=reason]").fill("연말 보고")
    with page.expect_download() as caught:
        page.get_by_role("button", name="내려받기").click()
    caught.value.save_as(tmp_path / "year.pdf")
    with pypdfium2.PdfDocument(tmp_path / "year.pdf") as document:
        assert len(document) > 3
    page.locator("select[name=form]").select_option("hwpx")
    with page.expect_download() as caught:
        page.get_by_role("button", name="내려받기").click()
    caught.value.save_as(tmp_path / "year.hwpx")
    assert zipfile.ZipFile(tmp_path / "year.hwpx").testzip() is None
