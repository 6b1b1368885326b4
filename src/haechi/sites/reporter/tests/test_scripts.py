"""What the scripts add, in a real Chromium: uploads that survive a cut, live messages, work for waiting."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect, sync_playwright
from tests.browser import FLAGS, SHELL

from haechi.sites.reporter.tests.running import RunningSite, running_site
from haechi.sites.reporter.tests.samples import PROGRAM, photo
from haechi.sites.reporter.tests.test_running import ANSWER

pytestmark = pytest.mark.process
SPEND = """
import time, django; django.setup()
from haechi.reports.models import GuessBudget
GuessBudget.objects.create(scope="all", level=0.5, minute=int(time.time() // 60))
"""
PHOTO: FilePayload = {"name": "현장.jpg", "mimeType": "image/jpeg", "buffer": photo()}
DISGUISED: FilePayload = {**PHOTO, "name": "프로그램.jpg", "buffer": PROGRAM}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("haechi")
    folder.chmod(0o700)
    with running_site(folder) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=SHELL, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(site: RunningSite, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site.url, locale="ko-KR", viewport={"width": 390, "height": 844}
    )
    context.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)  # the pauses between tries alone take four seconds
    opened = context.new_page()
    opened.on("dialog", lambda dialog: dialog.accept())
    yield opened
    context.close()


def writes(page: Page) -> None:
    page.goto("/hanbit/")
    page.click("label[for=id_category_0]")
    page.fill("#id_text", "본 것을 적습니다.")


def receives(page: Page) -> tuple[str, str]:
    page.click("button.btn--large[value=review]")
    page.click("button.btn--large[value=submit]")
    return page.input_value("input[name=key]"), page.input_value("input[name=password]")


def signs_in(page: Page, key: str, password: str) -> None:
    page.goto("/check/")
    page.fill("#id_key", key)
    page.fill("#id_password", password)
    page.click("button.btn--large")


def test_a_chosen_file_goes_at_once_shows_what_was_removed_and_can_be_taken_out(
    page: Page,
) -> None:
    writes(page)
    page.set_input_files("#id_files", [PHOTO, DISGUISED])
    rows = page.locator("[data-file-list] .file")
    expect(rows.nth(0)).to_contain_text("찍거나 만든 기기")
    expect(rows.nth(1)).to_contain_text("숨은 정보를 지울 수 없습니다")
    expect(page.locator("#id_text")).to_have_value("본 것을 적습니다.")
    page.get_by_role("button", name=re.compile("빼기.*프로그램")).click()
    expect(rows).to_have_count(1)
    page.get_by_role("button", name=re.compile("빼기.*현장")).click()
    expect(rows).to_have_count(0)
    expect(page.locator("[data-files-seen]")).to_have_value("0")


def test_a_cut_upload_is_tried_again_and_loses_nothing(page: Page) -> None:
    cuts: list[Route] = []

    def cut_twice(route: Route) -> None:
        if len(cuts) < 2:
            cuts.append(route)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/hanbit/files/", cut_twice)
    writes(page)
    page.set_input_files("#id_files", [PHOTO])
    expect(page.locator("[data-file-list] .file")).to_contain_text("찍거나 만든 기기")
    assert len(cuts) == 2
    receives(page)


def test_a_connection_that_stays_cut_offers_another_try(page: Page) -> None:
    page.route("**/hanbit/files/", lambda route: route.abort("connectionreset"))
    writes(page)
    page.clock.install()
    page.set_input_files("#id_files", [PHOTO])
    for _ in range(12):
        page.clock.run_for(3000)
        page.wait_for_timeout(50)
    row = page.locator("[data-file-list] .file")
    expect(row).to_contain_text("연결이 끊겼습니다. 적은 글은 그대로 있습니다.")
    page.unroute("**/hanbit/files/")
    row.get_by_role("button", name="다시 시도").click()
    expect(row).to_contain_text("찍거나 만든 기기")


def test_going_on_waits_for_files_on_their_way(page: Page) -> None:
    held: list[Route] = []
    page.route("**/hanbit/files/", lambda route: held.append(route))  # noqa: PLW0108  playwright marks handlers
    writes(page)
    page.set_input_files("#id_files", [PHOTO])
    page.wait_for_timeout(300)
    page.click("button.btn--large[value=review]")
    expect(page.locator("[data-upload-status]")).to_contain_text("파일을 아직 올리고 있습니다")
    held[0].continue_()
    expect(page).to_have_title("확인하고 보내기 | 한빛구청")
    expect(page.locator(".file")).to_contain_text("현장.jpg")


def test_a_file_over_the_limit_is_told_without_sending_it(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    writes(page)
    large: FilePayload = {**PHOTO, "name": "큰 영상.mp4", "buffer": b"a" * 9_000_000}
    page.set_input_files("#id_files", [large])
    expect(page.locator("[data-file-list] .file")).to_contain_text("파일 하나는 8.0")
    assert not [url for url in sent if url.endswith("/files/")]


def test_the_back_button_on_the_review_page_brings_everything_back(page: Page) -> None:
    writes(page)
    page.fill("#id_when", "어제")
    page.click("button.btn--large[value=review]")
    page.wait_for_url("**/hanbit/#check")
    page.evaluate("history.back()")
    expect(page.locator("textarea#id_text")).to_have_value("본 것을 적습니다.")
    expect(page.locator("#id_when")).to_have_value("어제")


def test_an_answer_appears_in_the_open_thread_and_is_said(site: RunningSite, page: Page) -> None:
    writes(page)
    key, password = receives(page)
    signs_in(page, key, password)
    expect(page.locator("[data-no-messages]")).to_be_visible()
    page.wait_for_timeout(500)
    site.python(ANSWER, key, password, "언제 보셨습니까? <b>")
    message = page.locator("[data-thread] .message--other")
    expect(message).to_have_count(1)
    expect(message).to_contain_text("언제 보셨습니까? <b>")
    expect(page.locator("[data-live-status]")).to_have_text("담당자가 새 글을 남겼습니다")
    expect(page.locator("[data-no-messages]")).to_be_hidden()
    page.reload()
    expect(message).to_have_count(1)


def test_the_browser_works_instead_of_waiting(site: RunningSite, page: Page) -> None:
    """The worker runs under the site's own policies (COEP, worker-src) and finds what the server wants."""
    writes(page)
    key, password = receives(page)
    site.python(SPEND)
    works: list[str] = []
    page.on(
        "request", lambda request: works.extend(re.findall(r"work=(\d+)", request.post_data or ""))
    )
    page.add_init_script("setInterval = () => 0")  # no waiting: only the work can go on
    signs_in(page, key, password)
    page.wait_for_url("**/thread/")
    assert works
