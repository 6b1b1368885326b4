"""The same report with JavaScript off, as in Tor Browser at its safest level (HL-1, HL-4)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.journal import Journal
from tests.journeys.people import (
    Story,
    choose,
    come_back,
    file_row,
    press,
    read_receipt,
    write_report,
)
from tests.journeys.system import System

pytestmark = pytest.mark.journey


def test_hl1_hl4_report_with_files_by_multipart(
    plain_phone: Page, system: System, samples: dict[str, Path], journal: Journal
) -> None:
    story = Story(
        "표식대본없이1111", files=(samples["photo"], samples["hangul"], samples["program"])
    )
    journal.keep_out(*story.secrets)
    page = plain_phone
    page.goto(system.form)
    write_report(page, story)
    page.get_by_role("button", name="고른 파일 올리기").click()
    _what_was_taken_and_what_not(page, story)
    file_row(page, "내역서").get_by_role("button", name="빼기").click()
    expect(page.locator("li.file")).to_have_count(1)
    expect(page.locator("textarea[name=text]")).to_have_value(story.text)
    choose(page.get_by_role("checkbox").first)
    press(page, "review")
    expect(page.locator("dl.facts")).to_contain_text(story.mark)
    press(page, "submit")
    receipt = read_receipt(page)
    journal.keep_out(receipt.key)
    expect(page.locator("main")).to_contain_text(
        "기관도 운영자도 되찾거나 새로 만들어 드릴 수 없습니다"
    )
    expect(page.get_by_role("button", name="복사")).to_be_hidden()
    expect(page.get_by_role("button", name="파일로 저장")).to_be_visible()
    assert page.context.cookies() == []


def _what_was_taken_and_what_not(page: Page, story: Story) -> None:
    expect(file_row(page, "현장사진")).to_contain_text("저장하기 전에 지운 정보:")
    expect(file_row(page, "현장사진")).to_contain_text("찍은 곳(GPS)")
    expect(file_row(page, "사진아님")).to_contain_text("받지 않았습니다")
    expect(page.locator("textarea[name=text]")).to_have_value(story.text)


def test_hl4_back_refresh_and_a_second_sending_make_one_report(
    plain_phone: Page, system: System, journal: Journal
) -> None:
    page = plain_phone
    page.goto(system.form)
    write_report(page, Story("표식두번보내기2222"))
    press(page, "review")
    press(page, "submit")
    first = read_receipt(page)
    journal.keep_out(first.key)
    page.reload()  # the browser sends the form again
    again = read_receipt(page)
    expect(page.locator("main")).to_contain_text("이미 접수된 신고입니다")
    page.go_back()
    press(page, "submit")
    third = read_receipt(page)
    assert first == again == third
    come_back(page, system.reporter, first)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_hl4_two_impatient_presses_make_one_report(
    phone: Page, system: System, journal: Journal
) -> None:
    """The second sending goes out before the first was answered: both get the same receipt."""
    phone.goto(system.form)
    write_report(phone, Story("표식급한손가락3333"))
    press(phone, "review")
    form = phone.locator("form[action]").filter(has=phone.locator("[name=draft]"))
    fields = form.evaluate("(f) => Object.fromEntries(new FormData(f))") | {"to": "submit"}
    address = phone.url
    both = phone.evaluate(
        """async ([address, fields]) => Promise.all([1, 2].map(async () => {
          const answer = await fetch(address, {method: "POST", body: new URLSearchParams(fields)});
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          return [...page.querySelectorAll(".credentials dd")].map((d) => d.textContent.trim());
        }))""",
        [address, fields],
    )
    assert both[0] == both[1]
    assert len(both[0]) == 2
    journal.keep_out(both[0][0])


def test_hl4_empty_form_says_what_is_missing(plain_phone: Page, system: System) -> None:
    page = plain_phone
    page.goto(system.form)
    page.locator("input[name=where]").fill("별관 3층")
    press(page, "review")
    summary = page.locator("#error-summary")
    expect(summary).to_contain_text("다음을 확인해 주십시오")
    assert page.title().startswith("오류")
    expect(page.locator("input[name=where]")).to_have_value("별관 3층")
