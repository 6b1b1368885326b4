"""An officer links herself to two identity providers and signs in by each: OIDC and SAML (ALL-2)."""

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.staffroom import DESK, Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey
PERSON = "employee-20417"


def test_all2_an_officer_links_herself_and_signs_in_through_both_providers(
    browser: Browser, system: System, staffroom: Staffroom
) -> None:
    staffroom.desk("doyun")
    phrase = system.officer("doyun").password
    page = browser.new_context(
        storage_state=staffroom.badges["doyun"], viewport=DESK, locale="ko-KR"
    ).new_page()
    for label in ("행정 통합로그인", "내부 업무망"):
        page.goto(f"{system.staff}/account/sign-on/mine/")
        page.locator("input[name=phrase]").fill(phrase)
        page.get_by_role("button", name=label).last.click()
        name_oneself(page)
        expect(page.locator("main")).to_contain_text("연결하였습니다")
    page.context.close()
    try_both(browser, system.staff, phrase)


def try_both(browser: Browser, site: str, phrase: str) -> None:
    """In browsers that know neither; the phrase goes to no other site."""
    abroad: list[str] = []
    for label, end in (("행정 통합로그인", "신고"), ("내부 업무망", "2차 인증")):
        context = browser.new_context(viewport=DESK, locale="ko-KR")
        context.on("request", lambda sent: abroad.append(f"{sent.url} {sent.post_data}"))
        page = context.new_page()
        page.goto(f"{site}/")
        page.get_by_role("button", name=label).click()
        name_oneself(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("열쇠 암호")
        page.locator("input[name=phrase]").fill(phrase)
        page.get_by_role("button", name="열기").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(end)
        assert {cookie["sameSite"] for cookie in context.cookies(site)} == {"Strict"}
        context.close()
    here = [line for line in abroad if line.startswith(site)]
    assert any("phrase=" in line for line in here), "the search would find it"
    assert len(here) < len(abroad)
    assert not [line for line in abroad if line not in here and "phrase=" in line]


def name_oneself(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("기관 로그인")
    page.get_by_label("사번").fill(PERSON)
    page.get_by_role("button", name="로그인").click()
