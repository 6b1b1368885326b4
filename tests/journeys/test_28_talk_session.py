"""A code is announced, leaks and is replaced; what came elsewhere is entered (TK-2, TK-6, ALL-4)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.journal import Journal
from tests.journeys.staffroom import Staffroom
from tests.journeys.system import System
from tests.journeys.talking import open_chat, write

pytestmark = pytest.mark.journey


@contextmanager
def session_over(system: System, page: Page) -> Iterator[None]:
    """The session of this browser is gone; afterwards she has signed in again, in another tab."""
    cookies = page.context.cookies()
    keys = [cookie["value"] for cookie in cookies]
    places = ", ".join("?" * len(keys))
    row = f"SELECT * FROM django_session WHERE session_key IN ({places})"  # noqa: S608  placeholders alone
    with closing(sqlite3.connect(system.data / "haechi.sqlite3", timeout=30)) as database:
        (kept,) = database.execute(row, keys).fetchall()
        with database:
            database.execute("DELETE FROM django_session WHERE session_key = ?", kept[:1])
        yield
        with database:
            database.execute("INSERT INTO django_session VALUES (?, ?, ?)", kept)
        page.context.add_cookies(cookies)  # type: ignore[arg-type]  # as they came


def test_tk4_a_half_written_answer_outlives_the_officers_session(
    staffroom: Staffroom, system: System, phone: Page, journal: Journal
) -> None:
    desk = staffroom.desk("hankyeol").page
    receipt = open_chat(phone, system, "budget")
    journal.keep_out(receipt.key, "표식끊긴업무")
    write(phone, "표식끊긴업무 처음")
    desk.goto(f"{system.staff}/talks/")
    desk.locator(".talks__item", has_text="접속 중").locator("a").click()
    talk = desk.locator(".talk").first
    expect(talk).to_contain_text("표식끊긴업무 처음")
    expect(phone.locator("[data-word=here]")).to_be_visible()
    answer = talk.locator("textarea[name=text]")
    answer.fill("표식끊긴업무 아직 다 쓰지")
    with session_over(system, desk):
        answer.press("Enter")  # told at once, not at the stream's next look
        expect(desk.locator("h1")).to_have_text("로그아웃되었습니다")
        write(phone, "표식끊긴업무 둘째")
        expect(desk.get_by_text("표식끊긴업무")).to_have_count(0)
        expect(phone.locator("[data-word=here]")).to_be_hidden()
        desk.locator("#idle-continue").click()
        expect(desk.locator("#idle-not-yet")).to_be_visible()
    desk.locator("#idle-continue").click()
    expect(answer).to_have_value("표식끊긴업무 아직 다 쓰지")
    expect(talk).to_contain_text("표식끊긴업무 둘째")
    answer.press("Enter")
    expect(phone.locator(".message--other")).to_contain_text("표식끊긴업무 아직 다 쓰지")
    expect(phone.locator("[data-word=here]")).to_be_visible()
