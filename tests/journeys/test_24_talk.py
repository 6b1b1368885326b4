"""Talk of a member of staff: live with a script, by reload without one (TK-1, TK-3, TK-4)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.journal import Journal
from tests.journeys.people import come_back
from tests.journeys.system import System
from tests.journeys.talking import (
    answer_as_a_gateway_would,
    give_code,
    open_chat,
    stored,
    write,
)

pytestmark = pytest.mark.journey
# The microphone's place is taken by a tone; recorder, upload and cleaner are the real ones.
TONE = """navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext(), tone = context.createOscillator();
  const sink = context.createMediaStreamDestination();
  tone.connect(sink); tone.start(); await context.resume();
  return sink.stream;
};"""


def test_tk1_tk3_a_chat_survives_a_cut_and_carries_a_voice_note(
    phone: Page, system: System, journal: Journal
) -> None:
    page = phone
    page.add_init_script(TONE)
    give_code(page, system, "11111112")
    expect(page.locator("#error-summary")).to_contain_text("참여코드")
    assert page.context.cookies() == []
    answer_as_a_gateway_would(page, "**/thread/events*")
    receipt = open_chat(page, system)
    journal.keep_out(receipt.key, "표식청렴톡하나")
    expect(page.locator("[data-live-note]")).to_contain_text("저절로 다시 연결합니다")
    page.unroute("**/thread/events*")
    for text in ("표식청렴톡하나", "둘째 글", "셋째 글"):
        write(page, text)
    expect(stored(page)).to_have_count(3)
    page.context.set_offline(True)
    write(page, "끊긴 동안 쓴 글")
    expect(page.locator(".message--pending")).to_contain_text("연결을 기다립니다")
    page.context.set_offline(False)
    expect(stored(page)).to_have_count(4)
    expect(page.locator(".message--pending")).to_have_count(0)
    _refused_is_mended_first(page, receipt.key)
    expect(page.locator("[data-live-note]")).to_be_empty()  # connected by itself meanwhile
    _voice_note(page)
    page.context.clear_cookies()  # days later
    come_back(page, system.reporter, receipt)
    expect(stored(page)).to_have_count(7)
    said = [text.splitlines() for text in stored(page).all_inner_texts()]
    order = [
        next(
            w
            for w in ("하나", "둘째", "셋째", "끊긴", "리포트키", "뒤에", "voice")
            if w in " ".join(s)
        )
        for s in said
    ]
    assert order == ["하나", "둘째", "셋째", "끊긴", "리포트키", "뒤에", "voice"]


def _refused_is_mended_first(page: Page, key: str) -> None:
    """A text with the report key comes back to its field; what waits behind it goes after it."""
    page.context.set_offline(True)
    write(page, f"제 리포트키는 {key}입니다")
    write(page, "뒤에 쓴 글")
    page.context.set_offline(False)
    expect(page.locator("[data-leak]")).to_be_visible()
    expect(page.locator("[data-compose] textarea")).to_have_value(f"제 리포트키는 {key}입니다")
    expect(page.locator(".message--pending")).to_have_count(1)
    page.locator("[data-leak] button").click()
    expect(stored(page)).to_have_count(6)


def _voice_note(page: Page) -> None:
    button = page.locator("[data-record]")
    button.click()
    expect(page.locator("[data-recording]")).to_have_text(re.compile(r"0:0[1-9]"))
    button.click()
    row = page.locator("li.file").filter(has_text="voice-note")
    expect(row.locator("button[name=remove]")).to_be_enabled(timeout=20_000)
    expect(row.locator("button[name=remove]")).to_have_attribute("value", re.compile("-"))
    write(page, "")
    expect(stored(page).last).to_contain_text("voice-note")


def test_tk3_the_same_without_a_script_by_reload(
    plain_phone: Page, system: System, samples: dict[str, Path], journal: Journal
) -> None:
    page = plain_phone
    receipt = open_chat(page, system)
    journal.keep_out(receipt.key, "표식대본없는청렴톡")
    page.locator("details summary").click()
    page.locator("#id_files").set_input_files(samples["photo"])
    write(page, "표식대본없는청렴톡")
    expect(stored(page)).to_have_count(1)
    expect(stored(page).first).to_contain_text("현장사진")
    expect(stored(page).first).to_contain_text("전달됨")
    expect(page.locator("[data-record]")).to_be_hidden()
    page.get_by_role("link", name="새로 고침").click()
    expect(stored(page)).to_have_count(1)
