"""Issue 5: what is recorded, by whose decision, and who sees which calls (RC-2, RC-5, ALL-5)."""

import pytest
from playwright.sync_api import expect
from tests.journeys.crawl import look_at_all
from tests.journeys.staffroom import Staffroom

pytestmark = pytest.mark.journey


def test_all5_every_page_of_calls_is_for_everybody(staffroom: Staffroom) -> None:
    page = staffroom.desk("yujin").page
    start = f"{staffroom.system.staff}/calls/"
    kinds, faults = look_at_all(page, start, skip=lambda kind: not kind.startswith("/calls/"))
    assert faults == []
    assert {
        "/calls/",
        "/calls/N/",
        "/calls/room/",
        "/calls/requests/",
        "/calls/requests/new/",
        "/calls/requests/N/",
        "/calls/uses/",
        "/calls/lines/",
        "/calls/lines/new/",
        "/calls/lines/N/",
        "/calls/lines/N/remove/",
        "/calls/notices/",
        "/calls/office/",
    } <= kinds


def test_a_departments_head_finds_a_citizens_calls_and_no_sound_rc5(staffroom: Staffroom) -> None:
    desk = staffroom.desk("nayeon")
    page = desk.page
    page.goto(f"{desk.site}/calls/")
    expect(page.locator("main table tbody tr")).to_have_count(6)
    page.get_by_text("전화번호로 찾기").click()
    page.locator("input[name=number]").fill("010-1234-0001")
    page.get_by_role("button", name="찾기", exact=True).click()
    expect(page.locator("main table tbody tr")).to_have_count(2)
    assert "0001" not in page.url
    page.locator("main table tbody th a").first.click()
    expect(page.locator("main")).to_contain_text("끝까지 들림")
    expect(page.locator("audio, video")).to_have_count(0)


def test_the_chief_holds_a_recording_and_lets_it_go_again_rc4(staffroom: Staffroom) -> None:
    desk = staffroom.desk("yujin")
    page = desk.page
    page.goto(f"{desk.site}/calls/")
    page.locator("main table tbody tr", has_text="녹취 있음").first.locator("th a").click()
    page.locator("summary", has_text="보존 명령").click()
    page.locator("input[name=reason]").fill("수사기관 협조 요청")
    page.get_by_role("button", name="보존하기").click()
    expect(page.locator("main")).to_contain_text("보존 명령이 끝날 때까지 보관합니다.")
    expect(page.locator("main")).to_contain_text("수사기관 협조 요청")
    page.get_by_role("button", name="보존 명령 풀기").click()
    expect(page.locator("main")).to_contain_text("에 저절로 파기됩니다.")
