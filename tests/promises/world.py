"""A running installation, people who use it with planted words, and a record of every exchange.

The words are searched for afterwards: in files, in the database, in logs, in addresses. Reporters come
from a loopback address of their own, so that it can be told from everybody else's.
"""

import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from haechi.cli.browser import Browser, Page
from haechi.cli.installation import Installation
from haechi.common.totp import totp_code
from haechi.demo.files import photo_with_place
from haechi.demo.signins import SignIn

REPORTER_ADDRESS = "127.0.0.77"
OFFICER_ADDRESS = "127.0.0.88"


def drawn(word: str) -> str:
    """A word that occurs nowhere by itself."""
    return f"{word}{secrets.token_hex(6)}"


@dataclass(frozen=True)
class Planted:
    """What nobody but the two ends may ever read."""

    text: str = field(default_factory=lambda: drawn("신고본문"))
    where: str = field(default_factory=lambda: drawn("장소"))
    who: str = field(default_factory=lambda: drawn("사람"))
    file_name: str = field(default_factory=lambda: drawn("파일이름"))
    file_text: str = field(default_factory=lambda: drawn("파일내용"))
    answer: str = field(default_factory=lambda: drawn("담당자답변"))
    note: str = field(default_factory=lambda: drawn("내부메모"))
    result: str = field(default_factory=lambda: drawn("처리결과문"))
    reply: str = field(default_factory=lambda: drawn("신고자회신"))
    search: str = field(default_factory=lambda: drawn("검색어"))
    name: str = field(default_factory=lambda: drawn("실명"))
    practised: str = field(default_factory=lambda: drawn("연습글"))
    asked: str = field(default_factory=lambda: drawn("녹취신청사유"))
    said: str = field(default_factory=lambda: drawn("청렴톡글"))
    told: str = field(default_factory=lambda: drawn("청렴톡답변"))
    handed: str = field(default_factory=lambda: drawn("인계메모"))
    summary: str = field(default_factory=lambda: drawn("대화요약"))
    uttered: str = field(default_factory=lambda: drawn("메신저발화"))
    bot_user: str = field(default_factory=lambda: drawn("plusfriend"))
    phone: str = "01048372615"
    email: str = field(default_factory=lambda: drawn("planted.person") + "@example.kr")

    def contents(self) -> dict[str, str]:
        return {k: v for k, v in vars(self).items() if k not in {"phone", "email"}}


@dataclass(frozen=True)
class Traces:
    """What a browser tells about its user without being asked."""

    agent: str = field(default_factory=lambda: drawn("PlantedBrowser/"))
    referrer: str = field(default_factory=lambda: f"https://intranet.example/{drawn('page')}")
    languages: str = field(default_factory=lambda: f"ko-KR,xx-{secrets.token_hex(3)}")
    forwarded: str = "203.0.113.77"
    etag: str = field(default_factory=lambda: drawn("planted-etag"))

    def headers(self) -> dict[str, str]:
        return {
            "User-Agent": self.agent,
            "Referer": self.referrer,
            "Accept-Language": self.languages,
            "X-Forwarded-For": self.forwarded,
            "Forwarded": f"for={self.forwarded}",
            "X-Real-IP": self.forwarded,
            "If-None-Match": f'"{self.etag}"',
            "Sec-CH-UA": self.agent,
        }


@dataclass(frozen=True)
class Exchange:
    """One request and its answer."""

    zone: str
    method: str
    target: str
    status: int
    sent_cookie: bool
    set_cookies: tuple[str, ...]
    headers: dict[str, str]
    body: bytes = field(repr=False)

    @property
    def is_page(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")


class Person(Browser):
    """A browser from one address that sends its traces and remembers every exchange."""

    def __init__(
        self, zone: str, origin: str, address: str, traces: Traces, record: list[Exchange]
    ) -> None:
        super().__init__(origin, traces.agent)
        self._client.close()
        self._zone, self._record = zone, record
        self._client = httpx.Client(
            base_url=origin,
            follow_redirects=True,
            trust_env=False,
            timeout=60,
            headers=traces.headers(),
            transport=httpx.HTTPTransport(local_address=address),
            event_hooks={"response": [self._remember]},
        )

    def _remember(self, response: httpx.Response) -> None:
        response.read()
        request = response.request
        self._record.append(
            Exchange(
                zone=self._zone,
                method=request.method,
                target=request.url.raw_path.decode(),
                status=response.status_code,
                sent_cookie="cookie" in request.headers,
                set_cookies=tuple(response.headers.get_list("set-cookie")),
                headers=dict(response.headers),
                body=response.content,
            )
        )

    def raw(self, method: str, target: str, **sent: object) -> httpx.Response:
        """Whatever the answer is."""
        return self._client.request(method, target, **sent)  # type: ignore[arg-type]

    def upload(self, target: str, draft: str, name: str, content: bytes) -> httpx.Response:
        """A file as the form's script sends it."""
        headers = {
            "X-Draft": draft,
            "X-File-Name": httpx.QueryParams({"n": name}).__str__().removeprefix("n="),
            "Content-Type": "application/octet-stream",
            "Origin": self.origin,
            "Sec-Fetch-Site": "same-origin",
        }
        return self.raw("POST", target, content=content, headers=headers)


@dataclass
class Paper:
    """What a reporter wrote down."""

    key: str = ""
    password: str = ""
    draft: str = ""


@dataclass
class World:
    """Everything the promises are proved on."""

    at: Installation
    planted: Planted = field(default_factory=Planted)
    traces: Traces = field(default_factory=Traces)
    exchanges: list[Exchange] = field(default_factory=list)
    paper: Paper = field(default_factory=Paper)
    chat: Paper = field(default_factory=Paper)
    begun: float = field(default_factory=time.time)
    officers: dict[str, Person] = field(default_factory=dict)
    report_address: str = ""
    chat_address: str = ""  # the officers' board with the chat open
    reporter_pages_before_sign_in: int = 0
    talk: list[Exchange] = field(default_factory=list)  # of the member of staff, in order

    @property
    def data(self) -> Path:
        return self.at.data

    def reporter(self) -> Person:
        return Person("reporter", self.at.reporter, REPORTER_ADDRESS, self.traces, self.exchanges)

    def at_staff_site(self) -> Person:
        traces = Traces(agent="OfficerBrowser/1", forwarded="198.51.100.1")
        return Person("staff", self.at.staff, OFFICER_ADDRESS, traces, self.exchanges)

    def sign_in_of(self, user: str) -> SignIn:
        return next(who for who in self.at.sign_ins().officers if who.user == user)

    def officer(self, user: str) -> tuple[Person, Page]:
        """An officer, signed in with both factors (once: a code serves once), and the inbox."""
        if user in self.officers:
            browser = self.officers[user]
            return browser, browser.open("/")
        who, browser = self.sign_in_of(user), self.at_staff_site()
        self.officers[user] = browser
        page = browser.open("/")
        form = page.form_with("login", "password")
        page = browser.submit(page, form, {"login": who.user, "password": who.password})
        code = totp_code(who.secret, time.time())
        return browser, browser.submit(page, page.form_with("code"), {"code": code})

    def files(self) -> Iterator[Path]:
        """Every file that the system keeps: data folder, temporary folder and log."""
        for path in sorted(self.at.folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path

    def holding(self, *words: str) -> list[str]:
        """`file: word` for each planted word in any file, in every encoding it could have."""
        found = []
        for path in self.files():
            content = path.read_bytes()
            found += [
                f"{path.relative_to(self.at.folder)}: {word}"
                for word in words
                if any(form in content for form in written(word))
            ]
        return found

    def database(self) -> sqlite3.Connection:
        """The live database, read-only."""
        return sqlite3.connect(f"file:{self.data / 'haechi.sqlite3'}?mode=ro", uri=True)

    def rows(self, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        connection = self.database()
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()


def written(word: str) -> tuple[bytes, ...]:
    """A word as programs write it: UTF-8, UTF-16, escaped in JSON, in an address, in base 64."""
    from_utf8 = word.encode()
    escaped = word.encode("unicode_escape")
    quoted = httpx.QueryParams({"w": word}).__str__().removeprefix("w=").encode()
    return (from_utf8, word.encode("utf-16-le"), escaped, quoted, quoted.lower())


def scratch_environment(folder: Path) -> None:
    """Temporary files of the system lie where they are searched."""
    (folder / "tmp").mkdir()
    os.environ["TMPDIR"] = str(folder / "tmp")


def photo() -> bytes:
    return photo_with_place()
