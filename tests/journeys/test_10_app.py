"""Journey 3 of issue 3: the site as an app on a telephone, which keeps nothing of anybody (HL-5, HL-11)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from tests.browser import CHROMIUM, FLAGS
from tests.journeys.conftest import PATIENCE, PHONE, OpenContext
from tests.journeys.journal import Journal
from tests.journeys.people import Story, come_back, report, wait_for_files, write_report
from tests.journeys.system import System

pytestmark = pytest.mark.journey
# How iOS tells a page that it runs as an app; headless Chromium has no window of an app to test with.
STANDALONE = "Object.defineProperty(navigator, 'standalone', { value: true })"
# Whatever a page of this origin can store on a device, as text.
STORED = """async () => {
  const caches_ = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      caches_[new URL(request.url).pathname] = new TextDecoder().decode(await answer.arrayBuffer());
    }
  }
  return {
    caches: caches_,
    databases: (await indexedDB.databases()).map((one) => one.name),
    local: {...localStorage}, session: {...sessionStorage},
    workers: (await navigator.serviceWorker.getRegistrations()).map((one) => one.scope),
  };
}"""
# `ready` waits for ever where the worker could not be installed.
READY = """() => Promise.race([
  navigator.serviceWorker.ready.then(() => true),
  new Promise((_, no) => setTimeout(() => no(new Error("no worker after 15 s")), 15000)),
])"""
CONTROLLED = "() => navigator.serviceWorker.controller !== null"


def as_app(context: BrowserContext) -> Page:
    """A page as the installed app opens it."""
    page = context.new_page()
    page.add_init_script(STANDALONE)
    return page


@pytest.fixture
def app(open_context: OpenContext, system: System) -> Page:
    page = as_app(open_context(has_touch=True, is_mobile=True))
    page.goto(system.form)
    page.evaluate(READY)
    page.reload()
    assert page.evaluate(CONTROLLED)
    return page


@pytest.fixture
def own_phone(playwright: Playwright, scratch: Path, journal: Journal) -> Iterator[BrowserContext]:
    """A browser that is no private window: only such a one installs anything."""
    context = playwright.chromium.launch_persistent_context(
        scratch / "own-phone", executable_path=CHROMIUM, args=FLAGS, viewport=PHONE, locale="ko-KR"
    )
    context.set_default_timeout(PATIENCE)
    journal.follow(context)
    yield context
    context.close()


def test_hl11_a_browser_finds_all_it_needs_to_install(
    own_phone: BrowserContext, system: System
) -> None:
    context = own_phone
    page = context.new_page()
    page.goto(system.form)
    devtools = context.new_cdp_session(page)
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    found = devtools.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert (manifest["name"], manifest["short_name"]) == ("한빛구청", "한빛구청")
    assert manifest["start_url"] == manifest["id"] == "/hanbit/"
    for icon in manifest["icons"]:
        answer = page.request.get(f"{system.reporter}{icon['src']}")
        assert answer.headers["content-type"] == "image/png"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    page.goto(system.form.replace("/hanbit/", "/en/hanbit/"))
    english = json.loads(context.new_cdp_session(page).send("Page.getAppManifest")["data"])
    assert (english["start_url"], english["lang"]) == ("/en/hanbit/", "en")


def test_hl5_after_a_whole_journey_the_app_has_kept_no_page(
    app: Page, system: System, samples: dict[str, Path], journal: Journal
) -> None:
    story = Story("표식앱에서쓴글7701", files=(samples["photo"],))
    receipt = report(app, system.form, story)
    journal.keep_out(receipt.key, receipt.password, *story.secrets)
    come_back(app, system.reporter, receipt)
    expect(app.locator("main")).to_contain_text(story.mark)
    app.locator("textarea[name=text]").fill("표식앱쪽지7702")
    app.locator("button.btn--primary[name=to][value=send]").click()
    expect(app.locator("ol.thread")).to_contain_text("표식앱쪽지7702")
    stored = app.evaluate(STORED)
    pages = {path for path, text in stored["caches"].items() if "<html" in text}
    assert pages == {"/offline/"}
    assert {path for path in stored["caches"] if not path.startswith("/static/")} == {"/offline/"}
    assert (stored["databases"], stored["local"], stored["session"]) == ([], {}, {})
    everything = json.dumps(stored, ensure_ascii=False)
    planted = (receipt.key, story.mark, "표식앱쪽지7702", "한빛구청", "현장사진")
    assert [word for word in planted if word in everything] == []


def test_hl11_without_a_connection_the_app_says_so_and_comes_back(
    app: Page, system: System
) -> None:
    app.context.set_offline(True)
    for address in (system.form, f"{system.reporter}/check/", f"{system.reporter}/en/hanbit/"):
        app.goto(address)
        expect(app.locator("h1")).to_have_text("인터넷에 연결되어 있지 않습니다")
        expect(app.locator("main")).to_contain_text("No connection")
        assert (
            app.evaluate("getComputedStyle(document.querySelector('.btn')).borderRadius") != "0px"
        )
    app.context.set_offline(False)
    app.goto(system.form)
    expect(app.locator("textarea[name=text]")).to_be_visible()
    app.context.set_offline(True)
    app.goto(system.form)
    app.context.set_offline(False)
    app.get_by_role("link", name="다시 열기").click()
    expect(app.locator("textarea[name=text]")).to_be_visible()


def test_hl11_a_form_sent_without_a_connection_is_not_lost(app: Page, system: System) -> None:
    app.goto(system.form)
    write_report(app, Story("표식끊긴연결7703"))
    app.context.set_offline(True)
    app.locator("button.btn[name=to][value=review]:not([formaction])").last.click()
    app.wait_for_url("chrome-error://**")
    app.context.set_offline(False)
    app.reload()
    expect(app.locator("main")).to_contain_text("표식끊긴연결7703")


def test_hl5_a_visit_in_a_browser_leaves_no_worker_and_no_cache(
    open_context: OpenContext, system: System, samples: dict[str, Path]
) -> None:
    page = open_context().new_page()
    page.goto(system.form)
    write_report(page, Story("표식방문7704", files=(samples["photo"],)))
    wait_for_files(page, "현장사진")
    page.goto(f"{system.reporter}/advice/")
    stored = page.evaluate(STORED)
    assert stored == {"caches": {}, "databases": [], "local": {}, "session": {}, "workers": []}


def test_hl5_once_the_app_is_gone_the_next_visit_takes_its_traces_away(
    app: Page, system: System
) -> None:
    context = app.context
    assert app.evaluate(STORED)["workers"]
    app.close()
    page = context.new_page()
    page.goto(system.form)
    page.wait_for_timeout(500)
    page.reload()
    page.wait_for_timeout(500)
    stored = page.evaluate(STORED)
    assert (stored["workers"], stored["caches"]) == ([], {})


def test_hl11_a_new_release_replaces_what_was_kept(app: Page, system: System) -> None:
    """An old cache and what is not the app's own go when a worker takes over."""
    app.evaluate(
        "async () => { await (await caches.open('app-old')).put('/x', new Response('old')); }"
    )
    app.evaluate(
        "async () => { for (const one of await navigator.serviceWorker.getRegistrations())"
        " await one.unregister(); }"
    )
    app.reload()
    app.evaluate(READY)
    app.reload()
    kept = app.evaluate("caches.keys()")
    assert len(kept) == 1
    assert kept[0].startswith("app-")
    assert kept[0] != "app-old"
