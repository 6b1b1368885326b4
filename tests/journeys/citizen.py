"""A citizen who asks for the recording of her call, step by step."""

from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys.people import Receipt, choose
from tests.journeys.system import Installation

WORDS = {
    "name": "홍길동",
    "born": "1980-03-05",
    "contact": "010-1234-0001",
    "address": "한빛시 나래로 12",
    "day": "2026-01-05",
    "time": "오전 9시쯤",
    "number": "010-1234-0001",
    "office": "복지정책과",
    "purpose": "이의신청 자료",
    "reason": "지원금 안내를 다르게 들어 통화 내용을 확인하려 합니다.",
}


def fill_in(page: Page, *files: Path, **changes: str) -> None:
    choose(page.locator("input[name=way][value=viewing]"))
    for name, typed in (WORDS | changes).items():
        page.locator(f"[name={name}]").fill(typed)
    choose(page.locator("input[name=relation][value=self]"))
    if files:
        page.locator("input[name=files]").set_input_files(list(files))


def send(page: Page, step: str = "send") -> None:
    page.locator(f"button.btn[name=to][value={step}]:not([formaction])").last.click()


def read_paper(page: Page) -> tuple[str, Receipt]:
    """The number, and what opens the request again."""
    values = page.locator(".credentials dd")
    expect(values).to_have_count(3)
    number, key, password = (values.nth(place).inner_text().strip() for place in range(3))
    return number, Receipt(key, password)


def look_at(page: Page, system: Installation, receipt: Receipt) -> None:
    page.goto(f"{system.form}recordings/check/")
    page.locator("input[name=key]").fill(receipt.key)
    page.locator("input[name=password]").fill(receipt.password)
    page.locator("main form button.btn--primary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("내 신청 진행 상황")
