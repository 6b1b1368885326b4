"""A code is announced, leaks and is replaced; what came elsewhere is entered (TK-2, TK-6, ALL-4)."""

import re
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, expect
from tests.journeys.journal import Journal
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System
from tests.journeys.talking import code_on_the_notice_board, give_code, open_chat, stored, write

pytestmark = pytest.mark.journey
ATOM = "{http://www.w3.org/2005/Atom}"
ELSEWHERE = "표식오픈채팅7361"


@pytest.fixture
def desk(staffroom: Staffroom) -> Page:
    """The head of audit's browser."""
    page = staffroom.desk("hankyeol").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def test_tk2_a_code_is_announced_leaks_and_is_replaced_and_the_open_chat_goes_on(
    desk: Page, system: System, phone: Page, tmp_path: Path
) -> None:
    desk.goto(f"{system.staff}/settings/talk/")
    desk.locator("select[name=rotation]").select_option("by_hand")
    desk.get_by_role("button", name="저장").click()
    desk.get_by_role("link", name="참여코드, 안내문, 안내지").click()
    code = code_on_the_notice_board(system)
    shown = f"{code[:4]} {code[4:]}"
    expect(desk.locator(".code-shown").first).to_have_text(shown)
    desk.get_by_role("button", name="안내문 복사").first.click()
    expect(desk.locator("[data-copy-status]")).to_have_text("복사했습니다.")
    notice = desk.evaluate("navigator.clipboard.readText()")
    assert f"참여코드: {shown}" in notice
    assert f"{system.form}talk/" in notice
    phone.goto(_scanned(desk, tmp_path / "sheet.pdf"))
    expect(phone.locator("input[name=code]")).to_be_visible()

    open_chat(phone, system)
    write(phone, "코드가 바뀌기 전의 글")
    expect(stored(phone)).to_have_count(1)
    feed = desk.locator("#feed-url").inner_text()
    assert _told(feed) == [shown]
    opened = _opened(desk)
    desk.get_by_role("link", name=re.compile("코드가 새어 나갔습니까")).first.click()
    desk.locator("button[name=confirm]").click()
    expect(desk.locator("main")).to_contain_text("새 코드를 쓸 수 있습니다")
    fresh = code_on_the_notice_board(system)
    assert _told(feed) == [f"{fresh[:4]} {fresh[4:]}"]
    gone = desk.get_by_role("table", name="지난 참여코드").locator("tr").filter(has_text=shown)
    expect(gone).to_contain_text("교체됨")
    expect(gone.locator("td").last).to_have_text(str(opened + 1))
    write(phone, "코드가 바뀐 뒤의 글")
    expect(stored(phone)).to_have_count(2)
    give_code(phone, system, code)
    expect(phone.locator("#error-summary")).to_contain_text("이 참여코드로는 대화를 열 수 없습니다")


def test_tk6_an_open_chat_elsewhere_is_entered_and_the_head_reads_figures_in_classes(
    desk: Page, system: System, journal: Journal
) -> None:
    journal.keep_out(ELSEWHERE)
    desk.goto(f"{system.staff}/talks/")
    desk.get_by_role("link", name="외부 오픈채팅 등록").click()
    desk.get_by_label("들어온 곳").fill("카카오톡 1:1 오픈채팅")
    desk.get_by_role("button", name="신고로 전환").click()
    expect(desk.locator("#error-summary")).to_be_visible()
    expect(desk.get_by_label("들어온 곳")).to_have_value("카카오톡 1:1 오픈채팅")
    desk.locator("select[name=category]").select_option(index=1)
    desk.get_by_label("받은 내용").fill(ELSEWHERE)
    desk.get_by_role("button", name="신고로 전환").click()
    expect(desk.locator("h1")).to_contain_text(re.compile(r"20\d\d-\d{6}"))
    expect(desk.locator("main")).to_contain_text("카카오톡 1:1 오픈채팅")
    expect(desk.locator("main")).to_contain_text(ELSEWHERE)
    desk.goto(f"{system.staff}/talks/figures/")
    expect(desk.locator("main")).to_contain_text("건수가 적어 표시하지 않음")
    subjects = desk.get_by_role("table", name="주제별 대화")
    expect(subjects.locator("tbody tr")).to_have_count(4)
    expect(subjects).to_contain_text("0–4")


def _scanned(desk: Page, path: Path) -> str:
    """What a telephone's camera reads from the printed sheet."""
    with desk.expect_download() as caught:
        desk.get_by_role("link", name=re.compile("A4, PDF")).first.click()
    caught.value.save_as(path)
    with pypdfium2.PdfDocument(path) as document:
        sheet = document[0].render(scale=1).to_pil().convert("RGB")
    (found,) = zxingcpp.read_barcodes(sheet)
    return str(found.text)


def _told(feed: str) -> list[str]:
    """The codes that an intranet portal reads."""
    entries = ElementTree.fromstring(httpx.get(feed).content).findall(f"{ATOM}entry")  # noqa: S314  our own
    texts = [entry.findtext(f"{ATOM}content", "") for entry in entries]
    return [found for text in texts for found in re.findall(r"참여코드: (\d{4} \d{4})", text)]


def _opened(desk: Page) -> int:
    """How many chats the page says that the code had opened when it was shown."""
    found = re.search(r"이 코드로 시작된 대화: (\d+)건", desk.locator("main").inner_text())
    assert found
    return int(found[1])
