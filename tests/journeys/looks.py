"""Whether everybody can use a page: axe, narrow screens, large text, the keyboard alone (ALL-5).

The frame of a site (head, menu, foot) stands on every page. The same frame, letter by letter, is looked at
by axe and walked by Tab on the first page that has it, and left out on the others; one that differs in
anything but digits and form tokens is another frame. Widths and large text are those of the whole page.
"""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
NARROW = 320
EVERY_RULE: dict[str, object] = {"resultTypes": ["violations"]}
COLOURS: dict[str, object] = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
# Layout done, fonts there, colours at the end of their transitions (finished, not waited for: there
# are hundreds of pages; one that never ends cannot be finished and is left).
SETTLED = """() => new Promise((done) => {
  setTimeout(() => done(false), 1500);
  requestAnimationFrame(async () => {
    await document.fonts.ready;
    for (const moving of document.getAnimations()) { try { moving.finish(); } catch { /* endless */ } }
    requestAnimationFrame(() => done(true));
  });
})"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What sticks out of the page, for the message of a failing test.
CULPRITS = """() => [...document.body.querySelectorAll("*")]
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 3).map((e) => e.outerHTML.slice(0, 120))"""
POINTED = ".btn:visible, summary:visible, .choice--card:visible, .nav a:visible, .tabs a:visible"
DOUBLE = """() => { const root = document.documentElement;
  root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + "px"; }"""
SINGLE = "() => { document.documentElement.style.fontSize = ''; }"
BODY_SIZE = "() => parseFloat(getComputedStyle(document.querySelector('main p, main h1')).fontSize)"
# Text that its box cuts off: the box hides what flows over.
CUT = """() => [...document.body.querySelectorAll("*")].filter((e) => {
    const style = getComputedStyle(e);
    const hides = [style.overflowX, style.overflowY].some((o) => o === "hidden" || o === "clip");
    return hides && e.clientWidth > 4 && e.innerText && e.innerText.trim()
      && (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2)
      && !e.closest(".visually-hidden");
  }).slice(0, 3).map((e) => e.outerHTML.slice(0, 120))"""
FRAME = "body > :is(.skip-link, .masthead, .exit-bar, header, nav, footer)"
FRAME_HTML = """(frame) => document.querySelector("main[tabindex]")
  ? [...document.querySelectorAll(frame)].map((e) => e.outerHTML).join("") : "" """
_VARIES = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]*|\d+')
_known_frames: set[str] = set()
FOCUSABLE = """(without) => [...document.querySelectorAll(
    "a[href], button, select, textarea, summary, input:not([type=hidden]), [tabindex='0'], [controls]")]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0)
  .filter((e) => !without || !e.closest(without))
  .map((e, at) => { e.seenAs = e.type === "radio" ? "radio:" + e.name : at + ": " + e.outerHTML.slice(0, 160);
    return e.seenAs; })"""
# What each further key finds in focus is what the key before it brought there.
WALK = """(without) => {
  const start = without && document.querySelector("main");
  start ? start.focus() : document.activeElement.blur();
  scrollTo(0, 0);
  window.walked = [];
  window.addEventListener("keydown", () => window.walked.push(window.inFocus()), true);
  window.inFocus = () => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const seen = [e, e.closest(".choice"), e.closest("label"), e.parentElement].filter(Boolean).some((box) => {
    const style = getComputedStyle(box);
    return (parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none") || style.boxShadow !== "none";
  });
  const box = e.getBoundingClientRect();
  return {name: e.seenAs || e.outerHTML.slice(0, 160), seen,
          inView: box.bottom > 0 && box.top < innerHeight};
  };
}"""
WALKED = """() => [...window.walked.slice(1), window.inFocus()].filter(Boolean)"""
AXE = Axe().axe_script


def faults_of(page: Page) -> list[str]:
    """Sentences, one a fault, of the page as it stands; its size and colours are put back at the end."""
    before = page.viewport_size or {"width": 390, "height": 844}
    page.mouse.move(0, 0)
    frame = _VARIES.sub("", page.evaluate(FRAME_HTML, FRAME))
    without = FRAME if frame and frame in _known_frames else ""
    faults = [
        *_axe(page, without),
        *_narrow(page),
        *_large_text(page),
        *_keyboard(page, without),
    ]
    _known_frames.add(frame)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)
    return [f"{page.title()}: {fault}" for fault in faults]


def _axe(page: Page, without: str) -> list[str]:
    """All rules on a phone; on a desk, in the dark, what colours can break. Few rules know of widths."""
    faults = []
    for width, scheme, options in ((390, "light", EVERY_RULE), (1280, "dark", COLOURS)):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLED)
        faults += [f"axe {width} {scheme}: {one}" for one in violations(page, options, without)]
    page.emulate_media(color_scheme="light")
    return faults


def one_of_each_look(page: Page) -> list[Locator]:
    """One control of each class attribute that can be pointed at."""
    found = {control.get_attribute("class"): control for control in page.locator(POINTED).all()}
    assert found, "nothing on this page can be pointed at"
    return list(found.values())


def hover_faults_of(page: Page) -> list[str]:
    """Whether what the pointer rests on can still be read."""
    faults = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for control in one_of_each_look(page):
            control.hover()
            page.evaluate(SETTLED)
            faults += [f"pointed at, {scheme}: {one}" for one in violations(page, COLOURS)]
    return faults


def violations(page: Page, options: dict[str, object], without: str = "") -> list[str]:
    """What axe finds, one sentence an element; nothing of what the selector `without` names."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    around = {"exclude": [without]} if without else {}
    found = page.evaluate(
        "([around, options]) => axe.run(around.exclude ? around : document, options)",
        [around, options],
    )
    return [
        f"{rule['id']} {node['target']} {node.get('failureSummary', '')[:200]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


def _narrow(page: Page) -> list[str]:
    page.set_viewport_size({"width": NARROW, "height": 844})
    page.evaluate(SETTLED)
    over = page.evaluate(OVERFLOW)
    return [f"{over} px too wide at {NARROW}: {page.evaluate(CULPRITS)}"] if over > 0 else []


def _large_text(page: Page) -> list[str]:
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        small = page.evaluate(BODY_SIZE)
        page.evaluate(DOUBLE)
        page.evaluate(SETTLED)
        if page.evaluate(BODY_SIZE) < 1.9 * small:
            faults.append(f"text does not grow with the browser's text size ({width})")
        if page.evaluate(OVERFLOW) > 0:
            faults.append(f"too wide with double text at {width}: {page.evaluate(CULPRITS)}")
        if cut := page.evaluate(CUT):
            faults.append(f"double text is cut at {width}: {cut}")
        page.evaluate(SINGLE)
    return faults


def _keyboard(page: Page, without: str) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 844})
    wanted = page.evaluate(FOCUSABLE, without)
    page.evaluate(WALK, without)
    found: dict[str, dict[str, object]] = {}
    # Chromium goes on from where the focus was; from the page's end it leaves and comes to its beginning.
    for _round in range(3):
        for _step in range(len(wanted) + 6):
            page.keyboard.press("Tab")
        for now in page.evaluate(WALKED):
            found.setdefault(now["name"], now)
        if found.keys() >= set(wanted):
            break
    return [
        *(f"focus does not show: {name}" for name, now in found.items() if not now["seen"]),
        *(f"focus is out of view: {name}" for name, now in found.items() if not now["inView"]),
        *(f"not reached by Tab: {name}" for name in wanted if name not in found),
    ]


def skip_link_works(page: Page) -> bool:
    """The first Tab shows it, Enter goes to the content."""
    link = page.locator(".skip-link")
    link.focus()
    shown = link.bounding_box()
    page.keyboard.press("Enter")
    page.wait_for_timeout(50)
    return bool(shown and shown["y"] >= 0) and page.evaluate("document.activeElement.id") == "main"
