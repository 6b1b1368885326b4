"""The duty officer's day (ALL-2, HL-5, HL-6, HL-7)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import OpenContext
from tests.journeys.journal import Journal
from tests.journeys.people import (
    Receipt,
    Story,
    come_back,
    give_password,
    report,
    sign_in,
)
from tests.journeys.staffroom import DESK, Staffroom
from tests.journeys.system import System

pytestmark = pytest.mark.journey


def test_all2_sign_in_asks_for_password_and_code(
    open_context: OpenContext, system: System, staffroom: Staffroom
) -> None:
    page = open_context(viewport=DESK).new_page()
    officer = staffroom.sign_in_of("jiho")
    page.goto(f"{system.staff}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("로그인")
    give_password(page, system.staff, officer.user, officer.password)
    expect(page.get_by_role("heading", level=1)).to_have_text("2차 인증")
    page.goto(f"{system.staff}/")  # the password alone opens nothing
    expect(page.locator("a[data-row]")).to_have_count(0)
    page.context.clear_cookies()
    sign_in(page, system.staff, officer)
    expect(page.get_by_role("heading", level=1)).to_have_text("신고")
    expect(page.locator(".header")).to_contain_text("정지호")
    for cookie in page.context.cookies():
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Strict"
    page.get_by_role("button", name="로그아웃").click()
    assert page.context.cookies() == [] or not page.locator("a[data-row]").count()
    page.goto(f"{system.staff}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("로그인")


def test_all2_five_wrong_passwords_close_the_account_for_a_while(
    open_context: OpenContext, system: System, staffroom: Staffroom
) -> None:
    page = open_context(viewport=DESK).new_page()
    officer = staffroom.sign_in_of("haeun")
    for _miss in range(4):
        give_password(page, system.staff, officer.user, "틀린비밀번호0000")
        expect(page.locator("#error-summary")).to_contain_text("틀렸습니다")
    give_password(page, system.staff, officer.user, "틀린비밀번호0000")
    expect(page.get_by_role("heading", level=1)).to_have_text("잠시 로그인할 수 없습니다")
    expect(page.locator("main")).to_contain_text("15분 뒤에 다시")
    give_password(
        page, system.staff, officer.user, officer.password
    )  # the right one does not help now
    expect(page.get_by_role("heading", level=1)).to_have_text("잠시 로그인할 수 없습니다")


def test_hl7_officer_handles_a_report_with_attachment_note_and_assignment(
    phone: Page, system: System, staffroom: Staffroom, samples: dict[str, Path], journal: Journal
) -> None:
    story = Story("표식담당자하루5511", files=(samples["photo"], samples["hangul"]))
    receipt = report(phone, system.form, story)
    journal.keep_out(receipt.key, *story.secrets)
    desk = staffroom.desk("hankyeol")
    desk.open_inbox()
    newest = desk.page.locator("tbody tr").first
    expect(newest).to_have_class("unread")
    expect(newest).to_contain_text("공직자 부조리")
    expect(newest).to_contain_text("접수")
    number = desk.open_newest()
    for shown in (story.mark, story.when, story.where, story.who):
        expect(desk.page.locator("main")).to_contain_text(shown)
    assert receipt.key not in desk.page.content()
    _looks_at_the_picture(desk.page)
    desk.open_number(number)
    desk.add_note("설계 변경 문서를 확보함. 메모표식5512")
    desk.assign("이도윤")
    desk.open_inbox()
    row = desk.page.locator("tbody tr").filter(has_text=number)
    expect(row).to_contain_text("이도윤")
    expect(row).not_to_have_class("unread")
    come_back(phone, system.reporter, receipt)
    assert "메모표식5512" not in phone.content()


def _looks_at_the_picture(page: Page) -> None:
    expect(page.locator("li.file").first).to_contain_text("찍은 곳(GPS)")
    with page.expect_response(re.compile("/view$")) as answered:
        page.get_by_role("link", name="현장사진.jpg").click()
    headers = answered.value.headers
    assert headers["content-security-policy"].startswith("sandbox")
    assert headers["content-type"] == "image/jpeg"
    picture = page.locator("figure img")
    expect(picture).to_be_visible()
    assert picture.evaluate("(i) => i.decode().then(() => i.naturalWidth)") > 0
    expect(page.locator("main")).to_contain_text("저장하기 전에 지운 정보:")
    page.get_by_role("link", name="파일 저장").click()
    page.get_by_label("내려받는 까닭").fill("증거 보존")
    with page.expect_download() as download:
        page.get_by_role("button", name="파일 저장").click()
    saved = Path(download.value.path()).read_bytes()
    assert saved.startswith(b"\xff\xd8")
    assert b"GALAXY" not in saved


def test_hl4_excluded_officer_does_not_see_the_report(
    phone: Page, system: System, staffroom: Staffroom, journal: Journal
) -> None:
    story = Story("표식제외담당자5611", excluded=("이도윤",))
    receipt = report(phone, system.form, story)
    journal.keep_out(receipt.key, *story.secrets)
    head, excluded = staffroom.desk("hankyeol"), staffroom.desk("doyun")
    number = head.open_newest()
    address = head.page.url
    notices = head.page.locator("details", has_text="담당자 알림")
    notices.locator("summary").click()
    expect(notices).to_contain_text("신고자가 제외하여")
    assert "이도윤" not in notices.locator("ul.deliveries").inner_text()
    excluded.page.goto(f"{system.staff}/?number={number}")
    expect(excluded.page.locator("main")).to_contain_text("조건에 맞는 신고가 없습니다")
    excluded.search(story.mark)
    expect(excluded.page.locator("#found")).to_contain_text("0건")
    answer = excluded.page.goto(address)
    assert answer is not None
    assert answer.status == 404
    assert story.mark not in excluded.page.content()
    head.search(story.mark)
    expect(head.page.locator("#found")).to_contain_text("1건")
    expect(head.page.locator("mark").first).to_contain_text(story.mark)


def test_hl7_second_officers_stale_status_change_is_a_conflict_in_words(
    phone: Page, system: System, staffroom: Staffroom, journal: Journal
) -> None:
    receipt = report(phone, system.form, Story("표식두담당자5711"))
    journal.keep_out(receipt.key)
    first, second = staffroom.desk("hankyeol"), staffroom.desk("doyun")
    number = first.open_newest()
    second.open_number(number)
    first.set_state("확인")
    expect(first.page.locator("main")).to_contain_text("상태를 바꾸었습니다: 확인")
    second.set_state("조사")
    expect(second.page.locator("#error-summary")).to_contain_text("다른 담당자가 먼저 바꾸었습니다")
    expect(second.page.locator("li.steps__step--current .steps__label")).to_have_text("확인")
    second.set_state("조사")
    expect(second.page.locator("main")).to_contain_text("상태를 바꾸었습니다: 조사")


def test_hl7_duplicate_is_merged_and_follows(
    phone: Page, system: System, staffroom: Staffroom, journal: Journal
) -> None:
    receipts = [report(phone, system.form, Story(f"표식중복581{n}")) for n in range(2)]
    journal.keep_out(*(receipt.key for receipt in receipts))
    desk = staffroom.desk("hankyeol")
    duplicate = desk.open_newest()
    year, _, sequence = duplicate.partition("-")
    original = f"{year}-{int(sequence) - 1:06d}"
    desk.merge(original)
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("병합하시겠습니까")
    desk.page.get_by_role("button", name="병합").click()
    expect(desk.page.locator("main")).to_contain_text("신고를 병합하였습니다")
    desk.open_number(original)
    desk.set_state("조사")
    come_back(phone, system.reporter, receipts[1])
    expect(phone.locator("li.steps__step--current .steps__label")).to_have_text("조사")


def test_inbox_filters_pages_and_unread_marks(staffroom: Staffroom, system: System) -> None:
    desk = staffroom.desk("hankyeol")
    page = desk.page
    desk.open_inbox()
    assert page.locator("tbody tr").count() == 25
    first = page.locator("a[data-row]").first.inner_text()
    page.get_by_role("link", name="다음").click()
    expect(page.locator("a[data-row]").first).not_to_have_text(first)
    page.get_by_role("link", name="이전").click()
    expect(page.locator("a[data-row]").first).to_have_text(first)
    page.locator("summary", has_text="목록 거르기").click()
    page.locator("select[name=state]").select_option(label="처리완료")
    page.get_by_role("button", name="거르기").click()
    states = page.locator("td[data-label=상태]").all_inner_texts()
    assert states
    assert set(states) == {"처리완료"}
    page.get_by_role("navigation", name="목록 나누기").get_by_role("link", name="안 읽음").click()
    expect(page.locator("tbody tr:not(.unread)")).to_have_count(0)


def test_inbox_by_keyboard_alone(staffroom: Staffroom) -> None:
    desk = staffroom.desk("hankyeol")
    page = desk.page
    desk.open_inbox()
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("a[data-row]").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("a[data-row]").first).to_be_focused()
    page.keyboard.press("j")
    number = second.inner_text()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    page.go_back()
    page.keyboard.press("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("검색")
    page.keyboard.press("j")  # in the search field a letter is a letter


def test_inbox_tells_of_a_new_report_without_a_reload(
    phone: Page, system: System, staffroom: Staffroom, journal: Journal
) -> None:
    desk = staffroom.desk("seoyeon")
    desk.open_inbox()
    desk.page.wait_for_timeout(300)  # the stream is open
    journal.keep_out(report(phone, system.form, Story("표식새신고5911", category="gapjil")).key)
    expect(desk.page.locator("#inbox-news")).to_contain_text("새 신고가 있습니다.")
    desk.page.get_by_role("link", name="새로 고침").click()
    expect(desk.page.locator("tbody tr").first).to_have_class("unread")


def test_all2_trail_shows_who_opened_what_and_holds(
    phone: Page, system: System, staffroom: Staffroom, journal: Journal
) -> None:
    journal.keep_out(report(phone, system.form, Story("표식접속기록5921", category="gapjil")).key)
    staffroom.desk("seoyeon").open_newest()
    head = staffroom.desk("hankyeol").page
    head.goto(f"{system.staff}/trail/")
    newest = head.locator("#trail tbody tr, table tbody tr").first
    expect(newest).to_contain_text("seoyeon")
    head.get_by_role("button", name="접속기록 전체 검증").click()
    expect(head.locator("main")).to_contain_text("접속기록이 온전합니다")


def test_hl6_notice_went_out_and_its_outcome_is_visible(
    phone: Page, system: System, staffroom: Staffroom, journal: Journal
) -> None:
    story = Story("표식알림5931")
    journal.keep_out(report(phone, system.form, story).key)
    desk = staffroom.desk("hankyeol")
    desk.open_newest()
    notices = desk.page.locator("details", has_text="담당자 알림")
    notices.locator("summary").click()
    for _try in range(20):
        if "보냄" in notices.inner_text():
            break
        desk.page.wait_for_timeout(500)
        desk.page.reload()
        notices.locator("summary").click()
    expect(notices).to_contain_text("이도윤")
    expect(notices).to_contain_text("보냄")
    outbox = (system.data / "outbox.log").read_text()
    assert story.mark not in outbox
    assert story.where not in outbox


def test_demo_reporter_and_officer_see_the_same_thread(
    phone: Page, system: System, journal: Journal
) -> None:
    demo = system.sign_ins.receipts[0]
    journal.keep_out(demo.report_key)
    come_back(phone, system.reporter, Receipt(demo.report_key, demo.password))
    expect(phone.locator("ol.thread li.message").first).to_be_visible()
