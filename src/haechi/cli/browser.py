"""A browser without a picture: pages over real HTTP, forms filled and sent as a person's browser does."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self, cast
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html
from lxml.html import FormElement, HtmlElement

TIMEOUT = 60.0
Upload = tuple[str, bytes, str]  # file name, content, media type


class PageFault(Exception):
    """A page is not as expected; the message says what was looked for, not what the page holds."""


@dataclass(frozen=True)
class Page:
    """One answer, parsed."""

    url: str
    status: int
    body: bytes
    document: HtmlElement

    @property
    def text(self) -> str:
        return " ".join(self.document.text_content().split())

    def form_with(self, *names: str, action: str = "") -> FormElement:
        """The first form that has every one of these fields, and this in its address.

        Raises:
            PageFault: there is none.
        """
        for form in cast("list[FormElement]", self.document.forms):
            fields = {
                field.get("name") for field in form.iter("input", "textarea", "select", "button")
            }
            if fields.issuperset(names) and action in (form.action or ""):
                return form
        raise PageFault(f"no form with {', '.join(names)} {action}".strip())

    def links(self) -> list[tuple[str, str]]:
        """(address, text) of every link."""
        return [
            (urljoin(self.url, link.get("href")), " ".join(link.text_content().split()))
            for link in self.document.iter("a")
            if link.get("href")
        ]


class Browser:
    """Keeps cookies, follows redirects, sends what same-origin forms send."""

    def __init__(self, origin: str, agent: str) -> None:
        self.origin = origin
        self._client = httpx.Client(
            base_url=origin,
            follow_redirects=True,
            trust_env=False,
            timeout=TIMEOUT,
            headers={"Accept-Language": "ko", "User-Agent": agent},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def cookies(self) -> list[str]:
        return list(self._client.cookies.keys())

    def open(self, address: str) -> Page:
        """Raises `PageFault` for anything but 200."""
        return self._page(self._client.get(address))

    def fetch(self, address: str) -> bytes:
        """The bytes of a file. Raises `PageFault` for anything but 200."""
        answer = self._client.get(address)
        if answer.status_code != 200:
            raise PageFault(f"{urlsplit(address).path}: {answer.status_code}")
        return answer.content

    def submit(
        self,
        page: Page,
        form: FormElement,
        values: Mapping[str, str],
        *,
        button: tuple[str, str] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> Page:
        """Fill in `values`, leave the rest as the page has it, press `button`."""
        return self._page(self._sent(page, form, values, button=button, files=files))

    def download(self, page: Page, form: FormElement, values: Mapping[str, str]) -> bytes:
        """The file that a form answers with. Raises `PageFault` for anything else."""
        answer = self._sent(page, form, values)
        if answer.status_code != 200 or "attachment" not in answer.headers.get(
            "content-disposition", ""
        ):
            raise PageFault(f"{urlsplit(str(answer.url)).path}: {answer.status_code}")
        return answer.content

    def _sent(
        self,
        page: Page,
        form: FormElement,
        values: Mapping[str, str],
        *,
        button: tuple[str, str] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> httpx.Response:
        filled: dict[str, str | list[str]] = {}
        for name, value in form.form_values():
            filled[name] = "" if _answers_nothing(form, name) else value
        filled.update(values)
        if button:
            filled[button[0]] = button[1]
        address = urljoin(page.url, form.action or page.url)
        headers = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        if form.method.upper() == "GET":
            return self._client.get(address, params=filled)
        sent = dict(files or {})
        multipart = form.get("enctype", "").startswith("multipart")
        if multipart and not sent:
            sent = {"": ("", b"", "application/octet-stream")}
        return self._client.post(address, data=filled, files=sent or None, headers=headers)

    @staticmethod
    def _page(answer: httpx.Response) -> Page:
        path = urlsplit(str(answer.url)).path
        if answer.status_code != 200:
            raise PageFault(f"{path}: {answer.status_code}")
        return Page(
            str(answer.url), answer.status_code, answer.content, html.fromstring(answer.content)
        )


def _answers_nothing(form: FormElement, name: str) -> bool:
    """A checked radio button whose value is empty; lxml gives it the value of one that has none."""
    chosen = form.xpath(".//input[@type='radio'][@name=$name][@checked][@value='']", name=name)
    return bool(chosen)
