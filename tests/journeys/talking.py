"""What a member of staff does in Talk, step by step."""

import sqlite3
from contextlib import closing

from playwright.sync_api import Locator, Page, expect
from tests.journeys.journal import PAGE_CSP, PAGE_HEADERS
from tests.journeys.people import Receipt, choose, read_receipt
from tests.journeys.system import Installation


def code_on_the_notice_board(system: Installation) -> str:
    """The participation code that is valid today, as the officers announced it."""
    asked = (
        "SELECT text FROM talks_participationcode JOIN institutions_institution i ON i.id = institution_id"
        " WHERE i.slug = ? AND replaced_on IS NULL AND first_day <= date('now', '+9 hours')"
        " AND (last_day IS NULL OR last_day >= date('now', '+9 hours'))"
    )
    with closing(sqlite3.connect(system.data / "haechi.sqlite3", timeout=10)) as database:
        (code,) = database.execute(asked, [system.sign_ins.form.strip("/")]).fetchone()
    return str(code)


def full_width(code: str) -> str:
    """As a Korean keyboard may give it."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in code)


def give_code(page: Page, system: Installation, code: str) -> None:
    page.goto(f"{system.form}talk/")
    page.locator("input[name=code]").fill(code)
    page.locator("main form button.btn--primary").click()


def open_chat(page: Page, system: Installation, subject: str = "abuse") -> Receipt:
    """From the link to the chat; key and password were on the page before."""
    give_code(page, system, full_width(code_on_the_notice_board(system)))
    choose(page.locator(f"input[name=subject][value={subject}]"))
    page.locator("button[name=to][value=open]").click()
    receipt = read_receipt(page)
    page.get_by_role("link", name="대화 시작하기").click()
    expect(page.locator("[data-chat]")).to_be_attached()
    return receipt


def write(page: Page, text: str) -> None:
    page.locator("textarea[name=text]").fill(text)
    page.locator(".chat__send button[value=send]").click()


def stored(page: Page) -> Locator:
    """The messages that the server has."""
    return page.locator("[data-chat] > li[id]")


def answer_as_a_gateway_would(page: Page, path: str) -> None:
    """In front of a server that is starting anew; until `page.unroute`."""
    headers = {**PAGE_HEADERS, "content-security-policy": "; ".join(PAGE_CSP)}
    page.route(path, lambda route: route.fulfill(status=502, headers=headers, body="Bad Gateway"))
