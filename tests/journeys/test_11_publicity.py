"""Journey 2 of issue 3: a link of its own for a poster, and everything that is hung up for it (HL-2, HL-9)."""

import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, expect
from tests.journeys.looks import faults_of
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><script>alert(1)</script>'
    '<rect width="40" height="20" fill="#00843d"/></svg>'
)
LOADED = """() => Promise.all([...document.querySelectorAll("img.kit__preview")].map((picture) => {
    picture.loading = "eager";
    return picture.decode().then(() => picture.naturalWidth);
}))"""


@pytest.fixture
def desk(staffroom: Staffroom) -> Page:
    """The head of audit's browser."""
    page = staffroom.desk("hankyeol").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def new_link(desk: Page, system: System, code: str, name: str) -> str:
    """Creates a link; its address."""
    desk.goto(f"{system.staff}/publicity/")
    desk.get_by_role("link", name="새 링크").click()
    desk.locator("input[name=code]").fill(code)
    desk.locator("input[name=name_ko]").fill(name)
    desk.locator("input[name=name_en]").fill("Poster of the third floor")
    desk.get_by_role("button", name="저장").click()
    expect(desk.locator("h1")).to_have_text(name)
    return desk.locator("#address").inner_text()


def test_a_poster_is_made_downloaded_and_scanned(
    desk: Page, system: System, phone: Page, tmp_path: Path
) -> None:
    address = new_link(desk, system, "floor-3", "3층 포스터")
    assert address == f"{system.reporter}/hanbit/e/floor-3/"
    assert min(desk.evaluate(LOADED)) > 300
    with desk.expect_download() as caught:
        desk.get_by_role("link", name=re.compile("PDF.*포스터")).click()
    assert caught.value.suggested_filename == "hanbit-floor-3-poster-ko.pdf"
    caught.value.save_as(tmp_path / "poster.pdf")
    with pypdfium2.PdfDocument(tmp_path / "poster.pdf") as document:
        sheet = document[0].render(scale=1).to_pil().convert("RGB")
    (found,) = zxingcpp.read_barcodes(sheet)
    phone.goto(found.text)
    expect(phone.locator("textarea[name=text]")).to_be_visible()
    expect(phone.locator("header")).to_contain_text("한빛구청")


def test_the_banner_is_copied_as_html_and_shown_as_it_will_look(desk: Page, system: System) -> None:
    address = new_link(desk, system, "banner-2", "새 배너")
    shown = desk.frame_locator("iframe.kit__frame--home-banner").get_by_text("이름 없이 신고하기")
    expect(shown).to_be_visible()
    desk.get_by_role("button", name=re.compile("HTML 복사.*누리집 배너")).click()
    expect(desk.locator("[data-copy-status]")).to_have_text("HTML을 복사했습니다.")
    copied = desk.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f'<a href="{address}"')
    assert "<script" not in copied


def test_texts_and_logo_are_changed_and_seen_on_the_poster(desk: Page, system: System) -> None:
    desk.goto(f"{system.staff}/publicity/texts/ko/")
    desk.locator("textarea[name=headline]").fill("너무 긴 제목입니다 " * 18)
    desk.get_by_role("button", name="저장").click()
    expect(desk.locator("#error-summary")).to_contain_text("여기까지 들어갑니다")
    assert desk.locator("textarea[name=headline]").input_value().startswith("너무 긴 제목입니다")
    desk.locator("textarea[name=headline]").fill("청렴한 한빛구,\n당신의 한마디에서")
    desk.get_by_role("button", name="저장").click()
    expect(desk.locator("main")).to_contain_text("글을 저장했습니다.")
    file = {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": LOGO.encode()}
    desk.locator("input[name=logo]").set_input_files(file)
    desk.get_by_role("button", name="이 로고 쓰기").click()
    expect(desk.locator("main")).to_contain_text("스크립트가 들어 있어 빼고 그림만 저장했습니다")
    expect(desk.locator(".kit__logo img")).to_have_js_property("naturalWidth", 2000)
    assert desk.evaluate(LOADED)
    desk.get_by_role("button", name="로고 지우기").click()
    expect(desk.locator(".kit__logo")).to_have_count(0)


def test_the_publicity_pages_are_for_everybody(desk: Page, system: System) -> None:
    faults = []
    for path in ("/publicity/", "/publicity/new/", "/publicity/texts/en/", "/publicity/links/1/"):
        desk.goto(system.staff + path)
        faults += faults_of(desk)
    assert faults == []
