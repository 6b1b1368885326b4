"""The look in a real Chromium, under the production CSP (ALL-5, HL-5)."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Request, ViewportSize, expect

pytestmark = pytest.mark.journey

PAGES = ["/", "/?fresh=1&official=1", "/confirm", "/error/404"]
WIDTHS = [320, 390, 1280]
SCHEMES = ["light", "dark"]
FIRST_VISIT_BYTES = 250_000
FIRST_VISIT_REQUESTS = 20
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "a[href], button, select, textarea, summary, input:not([type=hidden])")]
  .filter((e) => e.offsetParent && !e.closest("p, li.quiet, td, th, .alert, .skip-link"))
  .map((e) => {
    const box = (e.closest(".choice") || e).getBoundingClientRect();
    return [e.outerHTML.slice(0, 80), Math.round(box.width), Math.round(box.height)];
  })
  .filter(([, width, height]) => width < 44 || height < 44)"""


SETTLED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
    () => document.fonts.ready.then(() => done(true)))))"""


def settle(page: Page) -> None:
    """Waits until layout has asked for its fonts and they are there. (wait_for_function needs eval.)"""
    page.evaluate(SETTLED)
    page.wait_for_load_state("networkidle")
    page.evaluate(SETTLED)


@pytest.fixture
def opened(browser: Browser, address: str) -> Callable[..., Page]:
    def open_page(path: str = "/", width: int = 390, **options: Any) -> Page:
        size = ViewportSize(width=width, height=844)
        page = browser.new_page(viewport=size, locale="ko-KR", **options)
        page.goto(address + path)
        return page

    return open_page


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(opened: Callable[..., Page], path: str, scheme: str) -> None:
    for width in (390, 1280):
        page = opened(path, width, color_scheme=scheme)
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        page.close()
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(opened: Callable[..., Page], path: str, width: int) -> None:
    page = opened(path, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_everything_to_press_is_at_least_44_pixels(opened: Callable[..., Page]) -> None:
    for path in PAGES:
        page = opened(path)
        assert page.evaluate(SMALL_TARGETS) == []
        page.close()


def test_browser_refuses_nothing_under_the_policy(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="ko-KR")
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/?fresh=1")
    page.evaluate("document.body.setAttribute('onclick', 'nothing()')")  # positive control
    assert len(said) == 1
    assert "Content Security Policy" in said[0]
    page.close()


def test_keyboard_focus_is_visible_and_begins_at_the_skip_link(
    opened: Callable[..., Page],
) -> None:
    page = opened("/?fresh=1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    for _step in range(12):
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        inner = page.evaluate("document.activeElement.closest('.choice') !== null")
        assert width >= 2 or inner
        page.keyboard.press("Tab")
    page.close()


def test_error_summary_has_the_focus_on_loading(opened: Callable[..., Page]) -> None:
    page = opened("/")
    settle(page)
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.close()


def weigh(page: Page, requests: list[Request]) -> int:
    """Bytes on the wire with gzip; a font is compressed in itself."""
    total = 0
    for request in requests:
        body = page.request.get(request.url).body()
        total += len(body) if request.url.endswith(".woff2") else len(gzip.compress(body, 6))
    return total


def test_first_visit_is_light(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="ko-KR")
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))  # noqa: PLW0108  playwright marks handlers
    page.goto(f"{address}/confirm", wait_until="networkidle")
    urls = [request.url for request in requests]
    size = weigh(page, requests)
    assert size <= FIRST_VISIT_BYTES, (size, urls)
    assert len(urls) <= FIRST_VISIT_REQUESTS, urls
    fonts = {url.rsplit("/")[-1] for url in urls if url.endswith(".woff2")}
    assert {"400-first.woff2", "700-first.woff2"} <= fonts
    assert not [name for name in fonts if "rest" in name or "symbols" in name]
    page.close()


def test_every_syllable_has_its_glyph_and_only_its_file_is_fetched(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(locale="ko-KR")
    fetched: list[str] = []
    page.goto(f"{address}/confirm", wait_until="networkidle")
    page.on("response", lambda response: fetched.append(response.url.rsplit("/")[-1]))
    page.evaluate("document.querySelector('.page-title__lead').textContent = '뷁'")
    settle(page)
    assert fetched == ["400-rest-bc00.woff2"]
    page.evaluate("""() => {
      const all = Array.from({length: 11172}, (_, i) => String.fromCharCode(0xac00 + i)).join("");
      document.querySelector('.page-title__lead').textContent = all + "ㆍ⇒㎡〔〕";
    }""")
    settle(page)
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    node = client.send("DOM.querySelector", {"nodeId": root, "selector": ".page-title__lead"})
    used = client.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})["fonts"]
    assert {font["familyName"] for font in used} == {"Haechi Gov"}
    assert sum(font["glyphCount"] for font in used) == 11172 + 5
    page.close()


@pytest.mark.parametrize("how", ["button", "escape twice"])
def test_quick_exit_leaves_at_once_and_does_not_stay_in_the_history(
    opened: Callable[..., Page], address: str, how: str
) -> None:
    page = opened("/confirm")
    page.goto(f"{address}/")
    page.fill("[name=place]", "재무과")
    if how == "button":
        page.click("[data-quick-exit]")
    else:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.wait_for_url(f"{address}/elsewhere")
    page.go_back()
    assert page.url == f"{address}/confirm"
    page.close()


def test_quick_exit_empties_the_page_before_the_next_site_answers(
    opened: Callable[..., Page],
) -> None:
    page = opened("/")
    press = "document.querySelector('[data-quick-exit]').click()"
    left = page.evaluate(f"() => {{ {press}; return document.title + document.body.innerText; }}")
    assert left == ""
    page.close()


def test_one_escape_alone_does_not_leave(opened: Callable[..., Page], address: str) -> None:
    page = opened("/?fresh=1")
    page.keyboard.press("Escape")
    page.wait_for_timeout(1200)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url == f"{address}/?fresh=1"
    page.close()


def test_quick_exit_is_a_link_without_scripts(browser: Browser, address: str) -> None:
    page = browser.new_context(java_script_enabled=False, locale="ko-KR").new_page()
    page.goto(f"{address}/?fresh=1")
    assert page.locator("[data-copy]").is_hidden()
    assert page.locator("[data-print]").is_hidden()
    page.click("[data-quick-exit]")
    assert page.url == f"{address}/elsewhere"
    page.close()


@pytest.mark.parametrize(
    ("path", "typed", "expected"),
    [("/?fresh=1", "", []), ("/?fresh=1", "재무과", ["beforeunload"]), ("/", "", ["beforeunload"])],
)
def test_leaving_asks_only_when_typed_text_would_be_lost(
    opened: Callable[..., Page], address: str, path: str, typed: str, expected: list[str]
) -> None:
    page = opened(path)
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.click("h1")  # a browser asks only who has touched the page
    page.fill("[name=place]", typed)
    page.goto(f"{address}/confirm")
    assert asked == expected
    page.close()


def test_character_count_warns_and_cuts_nothing(opened: Callable[..., Page]) -> None:
    page = opened("/?fresh=1")
    count = page.locator("[data-char-count]")
    page.fill("[name=body]", "가" * 150)
    assert count.inner_text() == "200자 가운데 150자"
    page.fill("[name=body]", "가" * 1_203 + "😀")
    assert count.inner_text() == "1,004자가 넘었습니다"
    assert len(page.input_value("[name=body]")) == 1_203 + 1
    page.close()


def test_copy_puts_the_receipt_on_the_clipboard(opened: Callable[..., Page]) -> None:
    page = opened("/?fresh=1", permissions=["clipboard-read", "clipboard-write"])
    page.click("[data-copy]")
    expect(page.locator("[data-copy-status]")).to_have_text("복사했습니다")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "K7M3QX" in copied
    assert "4821" in copied
    page.close()


def test_paper_carries_the_receipt_and_nothing_to_press(opened: Callable[..., Page]) -> None:
    page = opened("/?fresh=1", color_scheme="dark")
    page.emulate_media(media="print")
    assert page.locator(".credentials").is_visible()
    for hidden in (".exit-bar", ".nav", ".actions >> nth=0", ".skip-link"):
        assert not page.locator(hidden).is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.close()
