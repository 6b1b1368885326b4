"""A report from a telephone, with JavaScript (HL-1, HL-2, HL-4, HL-5)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from tests.journeys.conftest import EXIT_URL, OpenContext
from tests.journeys.journal import Journal
from tests.journeys.people import (
    UPLOAD_PATIENCE,
    Story,
    choose,
    come_back,
    file_row,
    press,
    read_receipt,
    report,
    wait_for_files,
    write_report,
)
from tests.journeys.samples import AUTHOR, CAMERA
from tests.journeys.system import System

pytestmark = pytest.mark.journey

KEY = re.compile(r"[A-HJKMNP-Z2-9]{6}")
PIN = re.compile(r"\d{4}")


def test_hl1_hl2_hl4_telephone_from_the_banner_to_the_receipt(
    phone: Page, system: System, samples: dict[str, Path], journal: Journal
) -> None:
    story = Story(
        "표식흰수염고래1101", files=(samples["photo"], samples["video"], samples["hangul"])
    )
    journal.keep_out(*story.secrets)
    phone.goto(system.form)
    expect(phone.get_by_role("heading", level=1)).to_have_text("익명으로 신고하기")
    expect(phone.locator(".header__institution")).to_have_text("한빛구청")
    expect(phone.locator("main")).to_contain_text("사무실 PC나 사무실 인터넷으로 쓰지 마십시오")
    assert phone.context.cookies() == []
    write_report(phone, story)
    _files_come_and_go(phone)
    officer = _exclude_one(phone)
    press(phone, "review")
    _reads_everything_once_more(phone, story, officer)
    press(phone, "submit")
    _holds_the_receipt(phone, journal)
    assert phone.context.cookies() == []


def _files_come_and_go(page: Page) -> None:
    wait_for_files(page, "현장사진", "회의실영상", "내역서")
    removed = file_row(page, "현장사진").inner_text()
    assert "저장하기 전에 지운 정보:" in removed
    assert "찍은 곳(GPS)" in removed
    assert "찍거나 만든 기기" in removed
    assert AUTHOR not in page.content()
    assert CAMERA not in page.content()
    file_row(page, "내역서").get_by_role("button", name="빼기").click()
    expect(file_row(page, "내역서")).to_have_count(0)
    expect(page.locator("li.file")).to_have_count(2)


def _exclude_one(page: Page) -> str:
    group = page.get_by_role("group", name="이 담당자는 볼 수 없게")
    choice = group.get_by_role("checkbox").first
    choose(choice)
    return group.locator("label").first.inner_text().strip()


def _reads_everything_once_more(page: Page, story: Story, officer: str) -> None:
    facts = page.locator("dl.facts")
    for shown in ("공직자 부조리", story.mark, story.when, story.where, story.who, officer):
        expect(facts).to_contain_text(shown)
    expect(page.locator("li.file")).to_have_count(2)
    assert story.mark not in page.url


def _holds_the_receipt(page: Page, journal: Journal) -> None:
    receipt = read_receipt(page)
    journal.keep_out(receipt.key, receipt.password)
    assert KEY.fullmatch(receipt.key)
    assert PIN.fullmatch(receipt.password)
    expect(page.locator("dl.credentials dt")).to_have_text(["리포트키", "비밀번호"])
    expect(page.locator("main")).to_contain_text(
        "기관도 운영자도 되찾거나 새로 만들어 드릴 수 없습니다"
    )
    for control in ("복사", "인쇄", "파일로 저장"):
        expect(page.get_by_role("button", name=control)).to_be_visible()


def test_hl4_receipt_is_copied_printed_and_saved(
    open_context: OpenContext, system: System, journal: Journal
) -> None:
    rights = ["clipboard-read", "clipboard-write"]
    page = open_context(permissions=rights, accept_downloads=True).new_page()
    receipt = report(page, system.form, Story("표식영수증2202"))
    journal.keep_out(receipt.key)
    page.get_by_role("button", name="복사").click()
    expect(page.locator("[data-copy-status]")).to_have_text("복사했습니다.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert receipt.key in copied
    assert receipt.password in copied
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="인쇄").click()
    assert page.evaluate("window.printed") is True
    with page.expect_download() as download:
        page.get_by_role("button", name="파일로 저장").click()
    assert download.value.suggested_filename == "memo.txt"
    saved = Path(download.value.path()).read_text("utf-8-sig")
    assert receipt.key in saved
    assert receipt.password in saved
    page.emulate_media(media="print")
    assert page.locator(".credentials").is_visible()
    assert not page.get_by_role("button", name="인쇄").is_visible()


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        ("own", "7391", "7391"),
        ("own", "푸른 고래와 낡은 우산", "푸른 고래와 낡은 우산"),
        ("phrase", "", ""),
    ],
)
def test_hl4_password_of_ones_own_or_a_drawn_phrase(
    phone: Page, system: System, journal: Journal, kind: str, typed: str, shown: str
) -> None:
    phone.goto(system.form)
    write_report(phone, Story("표식암호3303"))
    press(phone, "review")
    choose(phone.locator(f"input[name=kind][value={kind}]"))
    if typed:
        phone.locator("input[name=own_password]").fill(typed)
    press(phone, "submit")
    receipt = read_receipt(phone)
    journal.keep_out(receipt.key, receipt.password)
    if shown:
        assert receipt.password == shown
    else:
        assert len(receipt.password.split()) == 4


def test_hl4_weak_password_is_refused_in_words_and_nothing_is_lost(
    phone: Page, system: System
) -> None:
    story = Story("표식약한암호4404")
    phone.goto(system.form)
    write_report(phone, story)
    press(phone, "review")
    choose(phone.locator("input[name=kind][value=own]"))
    phone.locator("input[name=own_password]").fill("1234")
    press(phone, "submit")
    expect(phone.locator("#error-summary")).to_be_visible()
    expect(phone.locator(".field__error").first).to_contain_text("1234")
    expect(phone.locator("dl.facts")).to_contain_text(story.mark)


def test_hl1_file_chosen_before_the_script_came_is_uploaded_all_the_same(
    phone: Page, system: System, samples: dict[str, Path]
) -> None:
    """A slow line: the page stands, its script is still on the way."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    phone.route("**/upload*.js", hold)
    phone.goto(system.form, wait_until="commit")
    phone.locator("input[name=files]").set_input_files(samples["photo"])
    expect(phone.locator("li.file")).to_have_count(0)
    waiting[0].continue_()
    wait_for_files(phone, "현장사진")
    expect(phone.locator("li.file")).to_have_count(1)


def test_hl1_file_removed_while_it_is_cleaned_does_not_go_with_the_report(
    phone: Page, system: System, samples: dict[str, Path]
) -> None:
    phone.goto(system.form)
    write_report(phone, Story("표식중간에빼기5501"))
    phone.locator("input[name=files]").set_input_files(samples["film"])
    row = file_row(phone, "긴영상")
    expect(row).to_contain_text("숨은 정보를 지우는 중", timeout=UPLOAD_PATIENCE)
    row.get_by_role("button", name="빼기").click()
    expect(phone.locator("li.file")).to_have_count(0)
    press(phone, "review")
    expect(phone.locator("main")).to_contain_text("파일이 없습니다.", timeout=UPLOAD_PATIENCE)
    phone.wait_for_timeout(1500)  # longer than the rest of the cleaning takes
    press(phone, "submit")
    come_back(phone, system.reporter, read_receipt(phone))
    phone.locator("summary", has_text="내가 보낸 내용").click()
    expect(phone.locator("details[open] dl.facts")).to_contain_text("표식중간에빼기5501")
    expect(phone.locator("details[open] li.file")).to_have_count(0)


@pytest.mark.parametrize("how", ["button", "escape twice"])
def test_hl1_quick_exit_leaves_at_once(
    open_context: OpenContext, system: System, journal: Journal, how: str
) -> None:
    page = open_context().new_page()
    page.goto("about:blank")
    page.goto(system.form)
    page.locator("textarea[name=text]").fill("표식급한나가기5505")
    if how == "button":
        page.get_by_role("link", name="바로 나가기").click()
    else:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.wait_for_url(EXIT_URL)
    assert "referer" not in journal.exits[-1]
    page.go_back()
    assert page.url == "about:blank"
