"""One running system and one Chromium for all journeys; each person gets a browser context of her own."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from tests.browser import FLAGS, SHELL
from tests.journeys.journal import Journal
from tests.journeys.providers import sign_on
from tests.journeys.samples import write_all
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System, running

EXIT_HOST = "quick-exit.test"
EXIT_URL = f"https://{EXIT_HOST}/weather"
PHONE = {"width": 390, "height": 844}
PATIENCE = 10_000  # ms

OpenContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder of our own: pytest's has a user's name in it, and a live socket's path must be short."""
    folder = Path(tempfile.mkdtemp(prefix="haechi-journeys-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def system(scratch: Path) -> Iterator[System]:
    with (
        sign_on(scratch / "providers") as providers,
        running(scratch / "data", demo=True, HAECHI_QUICK_EXIT_URL=EXIT_URL, **providers) as found,
    ):
        yield found


@pytest.fixture(scope="session")
def samples(scratch: Path) -> dict[str, Path]:
    folder = scratch / "samples"
    folder.mkdir()
    return write_all(folder)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = playwright.chromium.launch(executable_path=SHELL, args=FLAGS)
    yield found
    found.close()


@pytest.fixture(scope="session")
def journal(system: System) -> Journal:
    return Journal({system.reporter, system.staff}, EXIT_HOST)


@pytest.fixture
def open_context(browser: Browser, journal: Journal) -> Iterator[OpenContext]:
    """A new person's browser: nothing in it, everything in the journal."""
    opened: list[BrowserContext] = []

    def new(**options: Any) -> BrowserContext:
        options = {"viewport": PHONE, "locale": "ko-KR", "timezone_id": "Asia/Seoul", **options}
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        journal.follow(context)
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()


@pytest.fixture
def phone(open_context: OpenContext) -> Page:
    """A reporter's telephone."""
    return open_context(has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def plain_phone(open_context: OpenContext) -> Page:
    """The same with JavaScript off, as in Tor Browser at its safest."""
    return open_context(has_touch=True, is_mobile=True, java_script_enabled=False).new_page()


@pytest.fixture(scope="session")
def badges() -> dict[str, Any]:
    return {}


@pytest.fixture
def staffroom(system: System, open_context: OpenContext, badges: dict[str, Any]) -> Staffroom:
    return Staffroom(system, open_context, badges)


@pytest.fixture(autouse=True)
def clean_wire(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every journey: nobody else was asked, no address told anything, every header was there."""
    if "journal" not in request.fixturenames and "system" not in request.fixturenames:
        yield
        return
    journal: Journal = request.getfixturevalue("journal")
    mark = journal.mark()
    yield
    assert journal.faults(mark) == []
