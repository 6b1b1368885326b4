"""Every page of the staff site for everybody: axe, narrow screens, large text, keyboard (ALL-5)."""

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import OpenContext
from tests.journeys.looks import faults_of, hover_faults_of, skip_link_works
from tests.journeys.people import give_password
from tests.journeys.scenes_staff import SCENES
from tests.journeys.staffroom import DESK, Staffroom
from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]  # one test walks through every page
OUTSIDE: dict[str, str] = {"sign-in": "/account/sign-in/", "no such page": "/nowhere/"}


@pytest.mark.parametrize("name", SCENES)
def test_all5_page_is_for_everybody(staffroom: Staffroom, name: str) -> None:
    desk = staffroom.desk("hankyeol")
    SCENES[name](desk)
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
    SCENES[name](desk)
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
