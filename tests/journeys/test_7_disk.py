"""What a browser leaves on the disk of the PC that a report was sent from (HL-5).

Chromium writes the bodies of posted forms into the file it restores its tabs from (`Sessions/`), whatever
`no-store` says, unless a filled password field was in the form. The planted words are looked for in every
file of the profile, while it is open and after it was closed.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect
from tests.browser import CHROMIUM, FLAGS
from tests.journeys.journal import Journal
from tests.journeys.people import (
    Story,
    choose,
    come_back,
    press,
    read_receipt,
    wait_for_files,
    write_report,
)
from tests.journeys.staffroom import DESK
from tests.journeys.system import System

pytestmark = pytest.mark.journey
SESSION_FILE_PAUSE = 3_500  # ms: Chromium gathers changes for 2.5 s before it writes


@pytest.fixture
def profile(scratch: Path) -> Path:
    return scratch / "profile"


@pytest.fixture
def office_pc(playwright: Playwright, profile: Path, journal: Journal) -> Iterator[BrowserContext]:
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=FLAGS, viewport=DESK, locale="ko-KR"
    )
    journal.follow(context)
    yield context
    context.close()


def test_hl5_nothing_a_reporter_typed_is_on_the_disk(
    office_pc: BrowserContext, profile: Path, system: System, samples: dict[str, Path]
) -> None:
    story = Story("표식디스크흔적6606", files=(samples["photo"],))
    page = office_pc.new_page()
    page.goto(system.form)
    write_report(page, story)
    wait_for_files(page, "현장사진")
    press(page, "review")
    choose(page.locator("input[name=kind][value=own]"))
    page.locator("input[name=own_password]").fill("1234")
    press(page, "submit")  # a page with an error stays in the tab, with what was posted to it
    page.wait_for_timeout(SESSION_FILE_PAUSE)
    page.locator("input[name=own_password]").fill("우산 아래 흰고래 6607")
    press(page, "submit")
    receipt = read_receipt(page)
    page.wait_for_timeout(SESSION_FILE_PAUSE)
    come_back(page, system.reporter, receipt.__class__(receipt.key, "틀린 암호 6608"))
    page.wait_for_timeout(SESSION_FILE_PAUSE)
    come_back(page, system.reporter, receipt)
    page.locator("textarea[name=text]").fill("표식쪽지6609")
    page.locator("button.btn--primary[name=to][value=send]").click()
    expect(page.locator("ol.thread")).to_contain_text("표식쪽지6609")
    page.wait_for_timeout(SESSION_FILE_PAUSE)
    planted = (
        story.mark,
        receipt.key,
        "우산 아래 흰고래 6607",
        "틀린 암호 6608",
        "표식쪽지6609",
        "현장사진",
    )
    assert found_in(profile, planted) == []
    office_pc.close()
    assert found_in(profile, planted) == []


def test_words_on_the_disk_would_be_found(
    office_pc: BrowserContext, profile: Path, system: System
) -> None:
    """The control: a form without the guard leaves its words in the profile."""
    page = office_pc.new_page()
    page.goto(f"{system.reporter}/check/")
    page.evaluate("document.querySelectorAll('[name=off_disk]').forEach((e) => e.remove())")
    page.locator("input[name=key]").fill("ABC234")
    page.locator("input[name=password]").fill("표식대조군6610")
    page.locator("main form button.btn--primary").click()
    expect(page.locator("#error-summary")).to_be_visible()
    page.wait_for_timeout(SESSION_FILE_PAUSE)
    assert found_in(profile, ("표식대조군6610",)) != []


def found_in(folder: Path, words: tuple[str, ...]) -> list[str]:
    """`file: word` for every planted word in any file, in the encodings browsers write."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = _readable(path.read_bytes())
            found += [
                f"{path.relative_to(folder)}: {word}"
                for word in words
                if any(form in content for form in _written(word))
            ]
    return found


def _written(word: str) -> tuple[bytes, ...]:
    texts = (word.encode(), word.encode("utf-16-le"))
    return (*texts, quote(word).encode(), quote_plus(word).encode())


def _readable(content: bytes) -> bytes:
    """With what a gzip member in it holds: the browser's cache keeps bodies as they came."""
    start = content.find(b"\x1f\x8b\x08")
    if start < 0:
        return content
    try:
        return content + gzip.decompress(content[start:])
    except (OSError, EOFError, zlib.error):
        return content
