"""Talk with somebody whose browser runs no script, and two officers one after the other (TK-3, TK-4)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.journeys.journal import Journal
from tests.journeys.people import come_back
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System, wait_until
from tests.journeys.talking import open_chat, stored, write

pytestmark = pytest.mark.journey
SAID, NOTE, SUMMARY = "표식예산대화7261", "표식넘김메모7262", "표식대화요약7263"


def test_tk4_a_chat_without_a_script_is_answered_handed_over_ended_and_becomes_a_case(
    staffroom: Staffroom,
    system: System,
    plain_phone: Page,
    samples: dict[str, Path],
    journal: Journal,
) -> None:
    page = plain_phone
    receipt = open_chat(page, system, "budget")
    journal.keep_out(receipt.key, SAID, NOTE, SUMMARY)
    page.locator("details summary").click()
    page.locator("#id_files").set_input_files(samples["photo"])
    write(page, SAID)
    expect(stored(page)).to_have_count(1)
    _answers_and_hands_over(staffroom)
    wait_until(lambda: "대화를 인계하였습니다" in _notices(system), 20)
    assert not [word for word in (SAID, NOTE, receipt.key) if word in _notices(system)]
    _reload(page)
    expect(page.locator(".message--other")).to_contain_text("안녕하십니까. 감사담당자입니다.")
    page.get_by_role("button", name="로그아웃").click()

    talk = _taken_up(staffroom)
    come_back(page, system.reporter, receipt)  # days later, no script either
    expect(stored(page)).to_have_count(3)
    for word in (NOTE, "김한결", "박서연"):
        assert word not in page.content()
    _end(talk)
    _reload(page)
    expect(page.locator("main")).to_contain_text("담당자가 대화를 마쳤습니다")
    assert SUMMARY not in page.content()
    write(page, "하나 더 있습니다.")
    waiting = talk.page.locator(".talks__group").first
    expect(waiting.locator("[aria-current=true]")).to_be_visible()  # it waits again, by itself
    _blocked_and_let_in_again(talk, page)
    _case(talk)
    _reload(page)
    expect(page.locator("main")).to_contain_text("신고로 전환되었습니다")
    expect(stored(page)).to_have_count(4)


def _notices(system: System) -> str:
    """What left by SMS and mail."""
    return (system.data / "outbox.log").read_text()


def _reload(page: Page) -> None:
    page.get_by_role("link", name="새로 고침").click()


def _answers_and_hands_over(staffroom: Staffroom) -> None:
    """The first officer: a quick answer, the picture behind glass, then to a colleague."""
    desk = staffroom.desk("hankyeol").page
    desk.goto(f"{staffroom.system.staff}/talks/")
    desk.locator(".talks__group").first.get_by_role("link", name="예산").last.click()
    talk = desk.locator(".talk").first
    expect(talk).to_contain_text(SAID)
    talk.locator("[data-quick]").first.click()
    talk.locator("textarea[name=text]").press("Enter")
    expect(talk.locator(".message--own")).to_contain_text("감사담당자입니다")
    talk.get_by_role("link", name=re.compile("현장사진")).click()
    expect(desk.locator("iframe[sandbox], img").first).to_be_visible()
    desk.go_back()
    talk.get_by_text("맡기·넘기기").click()
    talk.get_by_label("넘겨받을 담당자").select_option(label="박서연 주무관")
    talk.get_by_label("내부 메모").fill(NOTE)
    talk.get_by_role("button", name="넘기기").click()
    expect(desk.locator("main")).to_contain_text("박서연 주무관에게 대화를 넘겼습니다")


def _taken_up(staffroom: Staffroom) -> Locator:
    """The colleague finds it among hers, with the note, and writes."""
    desk = staffroom.desk("seoyeon").page
    desk.goto(f"{staffroom.system.staff}/talks/")
    desk.locator(".talks__group").nth(1).get_by_role("link", name="예산").click()
    talk = desk.locator(".talk").first
    talk.get_by_text("내부 메모", exact=True).last.click()
    expect(talk).to_contain_text(NOTE)
    talk.locator("textarea[name=text]").fill("이어서 제가 맡겠습니다.")
    talk.locator("form[data-send] button[type=submit]").click()
    expect(talk.locator(".message--own")).to_have_count(2)
    return talk


def _end(talk: Locator) -> None:
    talk.get_by_text("종료·차단").click()
    talk.get_by_label("요약").fill(SUMMARY)
    talk.get_by_role("button", name="대화 종료").click()
    expect(talk).to_contain_text(SUMMARY)


def _blocked_and_let_in_again(talk: Locator, page: Page) -> None:
    """The block ends this thread's writing; nobody is known by it."""
    talk.get_by_text("종료·차단").click()
    talk.get_by_role("button", name="차단").click()
    expect(talk.page.locator("main")).to_contain_text("누구인지 알 수 없고")
    talk.page.get_by_role("button", name="차단").click()
    _reload(page)
    expect(page.locator("main")).to_contain_text("이 대화에는 더 쓸 수 없습니다")
    expect(page.locator("textarea")).to_have_count(0)
    talk.get_by_text("종료·차단").click()
    talk.get_by_role("button", name="차단 풀기").click()
    _reload(page)
    expect(page.locator("textarea")).to_be_visible()


def _case(talk: Locator) -> None:
    """In one act a report, with its thread; then a case, by the way of every report."""
    desk = talk.page
    talk.get_by_text("신고로 전환").first.click()
    talk.locator("select[name=category]").select_option(label="공익신고(공익침해행위)")
    talk.get_by_role("button", name="신고로 전환").click()
    expect(desk.locator("#thread")).to_contain_text(SAID)
    expect(desk.locator("main")).to_contain_text("청렴톡 (위법·부당한 예산 집행)")
    desk.get_by_text("공익신고로 접수하기").first.click()
    desk.get_by_role("link", name="공익신고로 접수하기").click()
    desk.get_by_label("신고제목").fill("예산의 위법한 집행")
    desk.locator("input[name=reporter-0-name]").fill("성춘향")
    desk.locator("input[name=accused-0-name]").fill("변학도")
    desk.get_by_role("button", name="접수하기", exact=True).click()
    expect(desk.locator("h1")).to_contain_text(re.compile(r"\d{4} 공익 제\d+호"))
