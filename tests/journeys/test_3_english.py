"""English, one tap away and all the way (HL-1, HL-4)."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.journal import Journal
from tests.journeys.people import Story, come_back, press, read_receipt, write_report
from tests.journeys.system import System

pytestmark = pytest.mark.journey
HANGUL = re.compile("[가-힣]")
# What stays Korean on an English page: what the reporter wrote, officers' names, the way back to Korean.
OWN_WORDS = """() => { const copy = document.body.cloneNode(true);
  copy.querySelectorAll(".user-text, [lang=ko], textarea, template, script, #id_excluded .choice")
    .forEach((e) => e.remove());
  return copy.innerText; }"""


def assert_english(page: Page) -> None:
    assert page.evaluate("document.documentElement.lang") == "en"
    text = page.evaluate(OWN_WORDS)
    left = [line for line in text.splitlines() if HANGUL.search(line)]
    assert left == []


def test_hl1_english_one_tap_away_and_all_the_way(
    phone: Page, system: System, journal: Journal
) -> None:
    story = Story("marker-blue-whale-4141")
    journal.keep_out(*story.secrets)
    phone.goto(system.form)
    phone.get_by_role("link", name="English").click()
    assert "/en/" in phone.url
    assert_english(phone)
    expect(phone.locator("main")).to_contain_text("Corruption of officials")
    write_report(phone, story)
    press(phone, "review")
    assert_english(phone)
    press(phone, "submit")
    receipt = read_receipt(phone)
    journal.keep_out(receipt.key)
    assert_english(phone)
    expect(phone.locator("main")).to_contain_text("Nobody can find them again for you")
    come_back(phone, system.reporter, receipt, "/en")
    expect(phone.locator("li.steps__step--current .steps__label")).to_have_text("Received")
    assert_english(phone)


def test_hl1_changing_the_language_keeps_what_was_typed(phone: Page, system: System) -> None:
    story = Story("표식언어바꾸기4242")
    phone.goto(system.form)
    write_report(phone, story)
    press(phone, "review")
    phone.locator("button[formaction][lang=en]").click()
    assert phone.evaluate("document.documentElement.lang") == "en"
    expect(phone.locator("dl.facts")).to_contain_text(story.mark)
