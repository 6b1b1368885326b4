"""The journeys' own eyes: each fault they are to see is put on a page, and seen (ALL-5, HL-5)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.journeys.journal import Journal
from tests.journeys.looks import faults_of
from tests.journeys.system import System

pytestmark = pytest.mark.journey
SPOILED = {
    "axe 390 light: label": "document.querySelector('label[for=id_where]').remove()",
    "axe 1280 dark: color-contrast": (
        "document.querySelector('h1').style.color = '#777';"
        "document.querySelector('h1').style.background = '#888'"
    ),
    "px too wide at 320": "document.querySelector('h1').style.width = '700px'",
    "text does not grow": (
        "document.querySelectorAll('main p, main h1').forEach((e) => { e.style.fontSize = '16px'; })"
    ),
    "double text is cut": (
        "(() => { const h = document.querySelector('h1'); h.textContent = '신고 '.repeat(60);"
        " h.style.height = '3rem'; h.style.overflow = 'hidden'; })()"
    ),
    "focus does not show": (
        "document.querySelector('textarea[name=text]').style.setProperty('outline', 'none', 'important');"
        "document.querySelector('textarea[name=text]').style.setProperty('box-shadow', 'none', 'important')"
    ),
    "not reached by Tab": (
        "document.querySelector('main a').addEventListener('focus', (e) => e.target.blur())"
    ),
}


@pytest.fixture
def page(browser: Browser, system: System) -> Iterator[Page]:
    """Outside the journal of the other journeys: what happens here is wrong on purpose."""
    with browser.new_context(viewport={"width": 390, "height": 844}, locale="ko-KR") as context:
        found = context.new_page()
        found.goto(system.form)
        yield found


@pytest.mark.parametrize("fault", SPOILED)
def test_fault_of_a_page_is_seen(page: Page, fault: str) -> None:
    page.evaluate(SPOILED[fault])
    assert any(fault in seen for seen in faults_of(page)), faults_of(page)


def test_a_frame_that_was_looked_at_is_looked_at_again_when_it_differs(page: Page) -> None:
    assert faults_of(page) == []
    page.reload()
    page.evaluate("document.querySelector('header a').style.cssText = 'all: revert; outline: none'")
    page.evaluate("document.querySelector('footer a').setAttribute('aria-label', '')")
    page.evaluate("document.querySelector('footer a').textContent = ''")
    seen = " ".join(faults_of(page))
    assert "focus does not show" in seen
    assert "link-name" in seen


@pytest.mark.parametrize(
    ("fault", "act"),
    [
        ("asked elsewhere", "void (window.location = 'http://localhost:9/')"),
        (
            "a secret in an address",
            "fetch('/advice/?key=' + encodeURIComponent('비밀 7391')).then(() => null)",
        ),
        ("said: .*securitypolicyviolation", "document.body.setAttribute('onclick', 'nothing()')"),
        ("said: uncaught", "void setTimeout(() => { throw new Error('broken'); })"),
    ],
)
def test_fault_on_the_wire_is_seen(browser: Browser, system: System, fault: str, act: str) -> None:
    journal = Journal({system.reporter}, "nowhere.test")
    journal.keep_out("비밀 7391")
    with browser.new_context() as context:
        journal.follow(context)
        page = context.new_page()
        page.goto(system.form)
        assert journal.faults() == []
        page.evaluate(act)
        page.wait_for_timeout(300)
        assert any(re.search(fault, seen) for seen in journal.faults())


def test_missing_header_is_seen(browser: Browser, system: System) -> None:
    journal = Journal({system.reporter}, "nowhere.test")
    with browser.new_context() as context:
        journal.follow(context)
        context.route(
            "**/advice/", lambda route: route.fulfill(body="<p>", content_type="text/html")
        )
        context.new_page().goto(f"{system.reporter}/advice/")
    faults = " ".join(journal.faults())
    for name in ("cache-control", "referrer-policy", "cross-origin-opener-policy", "default-src"):
        assert name in faults
