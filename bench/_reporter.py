"""The reporter's steps as a browser without a script takes them."""

import re
import secrets
from base64 import urlsafe_b64encode
from html import unescape

from _browse import Browser, Page
from _common import say

# 2 KB of UTF-8: 680 signs of three bytes or one.
SENTENCE = "계약 담당자가 수의계약을 여러 차례 나누어 같은 업체에 맡기는 것을 보았습니다. "
TEXT = (SENTENCE * 40).encode()[:2046].decode(errors="ignore")
FIELDS = {"text": TEXT, "when": "2026년 3월", "where": "회계과", "who": "계약 담당 팀장"}
_KEY = re.compile(r'name="key" value="([^"]+)"')
_PASSWORD = re.compile(r'name="password" value="([^"]+)"')
_CATEGORY = re.compile(r'name="category"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="category"')


class Reporter:
    """The reporter's steps against one form."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.category = ""
        self.reviewed: list[dict[str, str]] = []
        self.receipts: list[tuple[str, str]] = []

    def write(self, browser: Browser, _number: int) -> bool:
        """GET the form, POST it to the review page."""
        page = browser.get(self.form)
        if not self.category:
            self.category = "".join(_CATEGORY.findall(page.text)[0])
        fields = page.hidden() | FIELDS | {"category": self.category, "to": "review"}
        page = browser.post(self.form, fields, multipart=True)
        self.reviewed.append(page.hidden() | {"kind": "drawn", "own_password": ""})
        return page.status == 200 and "to" not in page.hidden()

    def send(self, browser: Browser, number: int) -> bool:
        """POST a reviewed report."""
        return self.keep(browser.post(self.form, self.reviewed[number] | {"to": "submit"}))

    def send_new(self, browser: Browser, _number: int) -> bool:
        """POST a report under a token of its own, as its review page would."""
        token = urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        return self.keep(
            browser.post(self.form, self.reviewed[0] | {"draft": token, "to": "submit"})
        )

    def keep(self, page: Page) -> bool:
        key, password = _KEY.search(page.text), _PASSWORD.search(page.text)
        if page.status != 200 or not key or not password:
            say("answer", page.status, page.headers.get("content-type"))
            return False
        self.receipts.append((unescape(key[1]), unescape(password[1])))
        return True

    def come_back(self, browser: Browser, number: int) -> bool:
        """POST key and password, then read the thread."""
        browser.cookies.clear()
        key, password = self.receipts[number]
        page = browser.post("/check/", {"key": key, "password": password})
        assert page.status == 302, (page.status, page.text[:500])
        page = browser.get(page.location)
        return page.status == 200 and "회계과" in page.text
