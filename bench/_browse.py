"""A plain HTTP client that behaves like a browser without a script: forms, cookies, one connection."""

import http.client
import re
import time
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

import _path  # noqa: F401

from haechi.common.totp import totp_code
from haechi.demo.signins import SignIn

IDLE_SECONDS = 3.0  # the server ends idle connections after five
_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_TEXTAREA = re.compile(r'<textarea\b[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', re.S)


@dataclass(frozen=True)
class Page:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    def hidden(self) -> dict[str, str]:
        """Names and values of the page's hidden fields."""
        found = {}
        for tag in _INPUT.findall(self.text):
            attributes = dict(_ATTRIBUTE.findall(tag))
            if attributes.get("type") == "hidden" and "name" in attributes:
                found[attributes["name"]] = unescape(attributes.get("value", ""))
        return found


class Browser:
    """One keep-alive connection and its cookies. Not for several threads at once."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._used = 0.0

    def get(self, path: str) -> Page:
        return self.request("GET", path)

    def post(self, path: str, fields: dict[str, str], *, multipart: bool = False) -> Page:
        if multipart:
            kind, body = _multipart(fields)
        else:
            kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        return self.request("POST", path, body, {"Content-Type": kind})

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Page:
        sent = {"Accept": "text/html", "Origin": "null", "Sec-Fetch-Site": "same-origin"}
        sent |= headers or {}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if time.monotonic() - self._used > IDLE_SECONDS:
            self._connection.close()
        self._connection.request(method, path, body or None, sent)
        answer = self._connection.getresponse()
        content = answer.read()
        self._used = time.monotonic()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Page(answer.status, found, content)

    def close(self) -> None:
        self._connection.close()


_BOUNDARY = "----haechibench"


def _multipart(fields: dict[str, str]) -> tuple[str, bytes]:
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return f"multipart/form-data; boundary={_BOUNDARY}", (
        "".join(parts) + f"--{_BOUNDARY}--\r\n"
    ).encode()


def as_officer(port: int, officer: SignIn) -> Browser:
    """Signed in on the staff site with password and second factor."""
    browser = Browser(port)
    page = browser.get("/account/sign-in/")
    fields = page.hidden() | {"login": officer.user, "password": officer.password}
    page = browser.post("/account/sign-in/", fields)
    assert page.status == 302, (page.status, page.text[:2000])
    page = browser.get(page.location)
    for _again in range(2):  # on a full machine the first may arrive when its half minute is over
        code = totp_code(officer.secret, time.time())
        page = browser.post("/account/second-factor/authenticate/", page.hidden() | {"code": code})
        if page.status == 302:
            break
    assert page.status == 302, (page.status, page.text[:2000])
    return browser
