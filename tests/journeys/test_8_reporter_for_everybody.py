"""Every page of the reporter site for everybody: axe, narrow screens, large text, keyboard (ALL-5)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import OpenContext
from tests.journeys.crawl import look_at_all
from tests.journeys.looks import faults_of, hover_faults_of, skip_link_works
from tests.journeys.scenes_reporter import SCENES
from tests.journeys.staffroom import DESK
from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]  # one test walks through every page


def test_all5_every_page_that_links_lead_to_is_for_everybody(
    open_context: OpenContext, system: System
) -> None:
    page = open_context().new_page()
    kinds, faults = look_at_all(page, system.form, skip=lambda kind: kind.startswith("/hanbit-"))
    assert faults == []
    assert {"/", "/hanbit/", "/check/", "/advice/", "/privacy/", "/en/", "/en/hanbit/"} <= kinds
    assert {"/hanbit/recordings/", "/hanbit/recordings/check/", "/en/hanbit/recordings/"} <= kinds


@pytest.mark.parametrize("name", SCENES)
def test_all5_page_is_for_everybody(
    open_context: OpenContext, system: System, samples: dict[str, Path], name: str
) -> None:
    page = open_context().new_page()
    SCENES[name](page, system, samples)
    assert page.locator("h1").count() == 1
    assert faults_of(page) == []


@pytest.mark.parametrize("name", ["form with files", "review", "receipt", "withdraw"])
def test_all5_what_the_pointer_rests_on_can_be_read(
    open_context: OpenContext, system: System, samples: dict[str, Path], name: str
) -> None:
    page = open_context(viewport=DESK).new_page()
    SCENES[name](page, system, samples)
    assert hover_faults_of(page) == []


def test_all5_skip_link_leads_to_the_content(open_context: OpenContext, system: System) -> None:
    page = open_context().new_page()
    page.goto(system.form)
    assert skip_link_works(page)


def test_all5_whole_report_by_keyboard_alone(open_context: OpenContext, system: System) -> None:
    page = open_context().new_page()
    page.goto(system.form)
    _tab_to(page, "input[name=category]")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "textarea[name=text]")
    page.keyboard.type("표식자판만8484")
    _tab_to(page, "button.btn[name=to][value=review]")
    page.keyboard.press("Enter")
    expect(page.locator("dl.facts")).to_be_visible()
    _tab_to(page, "button.btn[name=to][value=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".credentials dd")).to_have_count(2)


def _tab_to(page: Page, selector: str) -> None:
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"Tab never came to {selector}")
