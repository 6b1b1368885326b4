"""Officers at their desks: each signs in once, and every later desk takes up that session."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.people import choose, sign_in
from tests.journeys.system import Installation

from haechi.demo.signins import SignIn

DESK = {"width": 1280, "height": 800}


@dataclass
class Desk:
    """An officer's browser."""

    page: Page
    site: str

    def open_inbox(self) -> None:
        self.page.goto(f"{self.site}/")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("신고")

    def open_newest(self) -> str:
        """Open the report that came last; returns its number."""
        self.open_inbox()
        newest = self.page.locator("a[data-row]").first
        number = newest.inner_text()
        newest.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(number)
        return number

    def open_number(self, number: str) -> None:
        self.page.goto(f"{self.site}/?number={number}")
        self.page.get_by_role("link", name=number).click()

    def send(self, text: str) -> float:
        """Write to the reporter; the moment of pressing the button (`time.monotonic`)."""
        form = self.page.locator("form[action$='/messages']")
        form.locator("textarea").fill(text)
        pressed = time.monotonic()
        form.get_by_role("button", name="보내기").click()
        expect(self.page.locator("ol.thread")).to_contain_text(text)
        return pressed

    def add_note(self, text: str) -> None:
        form = self.page.locator("form[action$='/notes']")
        form.locator("textarea").fill(text)
        form.get_by_role("button", name="메모 남기기").click()
        expect(self.page.locator("#notes")).to_contain_text(text)

    def set_state(self, state: str) -> None:
        form = self.page.locator("form[action$='/state']")
        form.locator("select").select_option(label=state)
        form.get_by_role("button", name="상태 바꾸기").click()

    def set_result(self, text: str) -> None:
        form = self.page.locator("form[action$='/result']")
        form.locator("textarea").fill(text)
        form.get_by_role("button", name="결과 저장").click()
        expect(self.page.locator("main")).to_contain_text("결과를 저장하였습니다")

    def assign(self, officer: str) -> None:
        form = self.page.locator("form[action$='/assignment']")
        label = form.locator("option", has_text=officer).first.inner_text()
        form.locator("select").select_option(label=label)
        form.get_by_role("button", name="담당자 지정").click()
        expect(self.page.locator("main")).to_contain_text("담당자를 바꾸었습니다")

    def merge(self, into: str) -> None:
        self.page.locator("summary", has_text="다른 신고에 병합").click()
        form = self.page.locator("form[action$='/merge']")
        form.locator("input[name=number]").fill(into)
        form.get_by_role("button", name="병합").click()

    def search(self, words: str) -> None:
        self.page.goto(f"{self.site}/search/")
        self.page.locator("form[role=search] input[name=words_typed]").fill(words)
        self.page.locator("form[role=search] button[type=submit]").click()
        expect(self.page.locator("#found")).to_be_visible()

    def hire(self, user: str, name: str) -> str:
        """Make an account and seat it; returns the first password."""
        page = self.page
        page.goto(f"{self.site}/people/new/")
        for field_name, typed in (("name", name), ("position", "주무관"), ("username", user)):
            page.locator(f"input[name={field_name}]").fill(typed)
        role = page.locator("[name=role]")
        if role.first.evaluate("(e) => e.tagName") == "SELECT":
            role.select_option("officer")
        else:
            choose(page.locator("input[name=role][value=officer]"))
        for duty in page.locator("input[name=duties]").all():
            choose(duty)
        page.locator("input[name=ground]").fill("인사발령 2026-12")
        page.get_by_role("button", name="계정 만들기").click()
        password = page.locator(".credentials dd").nth(1).inner_text().strip()
        page.goto(f"{self.site}/people/")
        page.get_by_role("button", name=re.compile(f"자리 주기.*{name}")).click()
        expect(page.locator("main")).to_contain_text("자리를 주었습니다")
        return password

    def dismiss(self, name: str) -> None:
        self.page.goto(f"{self.site}/people/")
        self.page.get_by_role("link", name=re.compile(f"{name}")).last.click()
        self.page.locator("input[name=ground]").fill("인사발령 2026-13")
        self.page.locator("button[name=confirm]").click()
        expect(self.page.locator("main")).to_contain_text("삭제하였습니다")


@dataclass
class Staffroom:
    """`badges`: browser states of those who signed in, by user name; kept for all journeys."""

    system: Installation
    open_context: Callable[..., BrowserContext]
    badges: dict[str, Any] = field(default_factory=dict)

    def sign_in_of(self, user: str) -> SignIn:
        return self.system.officer(user)

    def desk(self, user: str, **options: Any) -> Desk:
        """A signed-in browser of the officer's."""
        options = {"viewport": DESK, **options}
        if user in self.badges:
            page = self.open_context(storage_state=self.badges[user], **options).new_page()
            page.goto(f"{self.system.staff}/")
            if not page.locator("input[name=login]").count():
                return Desk(page, self.system.staff)
        page = self.open_context(**options).new_page()
        sign_in(page, self.system.staff, self.sign_in_of(user))
        self.badges[user] = page.context.storage_state()
        return Desk(page, self.system.staff)
