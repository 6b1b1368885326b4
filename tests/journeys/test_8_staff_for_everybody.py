"""Every page of the staff site for everybody: axe, narrow screens, large text, keyboard (ALL-5)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import OpenContext
from tests.journeys.crawl import pages_from
from tests.journeys.looks import faults_of, hover_faults_of, skip_link_works
from tests.journeys.people import give_password
from tests.journeys.staffroom import DESK, Desk, Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey
Arrive = Callable[[Desk], None]
RICH = "corruption"  # the demo's reports of this category carry messages, notes and files


def _at(path: str) -> Arrive:
    def arrive(desk: Desk) -> None:
        desk.page.goto(desk.site + path)

    return arrive


def _report(desk: Desk) -> None:
    desk.search("세륜시설")
    desk.page.locator("ul.hits a").first.click()
    expect(desk.page.locator("#content-title")).to_be_visible()


def _report_with_everything(desk: Desk) -> None:
    """Messages, notes, files; every fold open."""
    desk.search("업무추진비")
    desk.page.locator("ul.hits a").first.click()
    folds = desk.page.locator("details:not([open]) > summary")
    while folds.count():
        folds.first.click()


def _report_with_an_error(desk: Desk) -> None:
    _report(desk)
    desk.page.locator("form[action$='/notes'] button").click()
    expect(desk.page.locator("#error-summary")).to_be_visible()


def _picture(desk: Desk) -> None:
    _report_with_everything(desk)
    desk.page.locator("li.file a").first.click()
    expect(desk.page.locator("figure")).to_be_visible()


def _merging(desk: Desk) -> None:
    _report(desk)
    desk.merge("2026-000001")
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("병합하시겠습니까")


def _filters(desk: Desk) -> None:
    desk.page.goto(f"{desk.site}/?state=done&number=nonsense")


def _nothing_found(desk: Desk) -> None:
    desk.search("세상에없는낱말")


def _found(desk: Desk) -> None:
    desk.search("담당자")


def _trail_checked(desk: Desk) -> None:
    desk.page.goto(f"{desk.site}/trail/")
    desk.page.get_by_role("button", name="접속기록 전체 검증").click()
    expect(desk.page.locator("main")).to_contain_text("접속기록이 온전합니다")


def _new_officer_with_errors(desk: Desk) -> None:
    desk.page.goto(f"{desk.site}/people/new/")
    desk.page.get_by_role("button", name="계정 만들기").click()


def _idle_warning(desk: Desk) -> None:
    """A minute before the end: the browser's clock jumps to it."""
    desk.page.clock.install()
    desk.page.goto(f"{desk.site}/account/second-factor/")
    desk.page.clock.fast_forward("14:30")
    expect(desk.page.locator("#idle-warning")).to_be_visible()
    desk.page.clock.resume()


PAGES: dict[str, Arrive] = {
    "inbox filtered": _filters,
    "report with everything": _report_with_everything,
    "report with an error": _report_with_an_error,
    "picture": _picture,
    "merging": _merging,
    "found": _found,
    "nothing found": _nothing_found,
    "trail checked": _trail_checked,
    "new officer with errors": _new_officer_with_errors,
    "idle warning": _idle_warning,
    "no such page": _at("/nowhere/"),
}
OUTSIDE: dict[str, str] = {"sign-in": "/account/sign-in/", "no such page": "/nowhere/"}


def test_all5_every_page_that_links_lead_to_is_for_everybody(staffroom: Staffroom) -> None:
    page = staffroom.desk("hankyeol").page
    faults, kinds = [], set()
    for kind in pages_from(page, f"{staffroom.system.staff}/", skip=_not_a_page):
        kinds.add(kind)
        faults += [f"{kind}: {fault}" for fault in faults_of(page)]
    assert faults == []
    assert {"/", "/reports/ID/", "/search/", "/trail/", "/people/", "/people/new/"} <= kinds
    assert {"/settings/", "/settings/categories/N/", "/account/second-factor/"} <= kinds


def _not_a_page(kind: str) -> bool:
    return kind.startswith("/language/") or kind.endswith(("/download", "/export"))


@pytest.mark.parametrize("name", PAGES)
def test_all5_page_is_for_everybody(staffroom: Staffroom, name: str) -> None:
    desk = staffroom.desk("hankyeol")
    PAGES[name](desk)
    assert desk.page.locator("h1").count() == 1
    assert faults_of(desk.page) == []


@pytest.mark.parametrize("name", OUTSIDE)
def test_all5_page_outside_is_for_everybody(
    open_context: OpenContext, system: System, name: str
) -> None:
    page = open_context(viewport=DESK).new_page()
    page.goto(system.staff + OUTSIDE[name])
    assert faults_of(page) == []


def test_all5_second_factor_page_is_for_everybody(
    open_context: OpenContext, system: System, staffroom: Staffroom
) -> None:
    page = open_context(viewport=DESK).new_page()
    officer = staffroom.sign_in_of("minjun")
    give_password(page, system.staff, officer.user, officer.password)
    expect(page.locator("input[name=code]")).to_be_visible()
    assert faults_of(page) == []


def test_all5_administrator_sees_officers_and_no_report(staffroom: Staffroom) -> None:
    desk = staffroom.desk("minjun")
    desk.page.goto(desk.site)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("담당자")
    expect(desk.page.locator("a[data-row]")).to_have_count(0)
    assert faults_of(desk.page) == []


@pytest.mark.parametrize("name", ["inbox filtered", "report with everything"])
def test_all5_what_the_pointer_rests_on_can_be_read(staffroom: Staffroom, name: str) -> None:
    desk = staffroom.desk("hankyeol")
    PAGES[name](desk)
    assert hover_faults_of(desk.page) == []


def test_all5_skip_link_leads_to_the_content(staffroom: Staffroom) -> None:
    desk = staffroom.desk("hankyeol")
    desk.open_inbox()
    assert skip_link_works(desk.page)


def test_all5_english_on_the_staff_site(staffroom: Staffroom) -> None:
    page: Page = staffroom.desk("hankyeol").page
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reports")
    page.get_by_role("link", name="한국어").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("신고")
