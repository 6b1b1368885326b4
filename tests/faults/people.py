"""Reporters and an officer who go on until they are through, as people do: the same page sent again."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import httpx
from lxml import html
from tests.faults.processes import PATIENCE
from tests.promises.story import CATEGORY, receipt_of
from tests.promises.world import Person, World, drawn

from haechi.cli.browser import Browser, Page, PageFault

Got = TypeVar("Got")
LEAVES_AFTER = 0.03  # seconds


def persist(send: Callable[[], Got], *, impatient: Browser | None = None) -> Got:
    """Until there is an answer that is no fault of the site (500 and more). Raises the last fault.

    `impatient`: every other time she sends once and cuts the line before the answer: what was begun is
    stored all the same, and the page sent again meets it.
    """
    if impatient and random.randrange(2):  # noqa: S311  no secret
        send_and_leave(send, impatient)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return send()
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
        except PageFault as fault:
            if not str(fault).rpartition(" ")[2].startswith("5") or time.monotonic() > end:
                raise
        time.sleep(0.1)


def send_and_leave(send: Callable[[], object], browser: Browser) -> None:
    patient, browser._client.timeout = browser._client.timeout, httpx.Timeout(LEAVES_AFTER)
    try:
        send()
    except (httpx.TransportError, PageFault):
        return
    finally:
        browser._client.timeout = patient


@dataclass
class Written:
    """A report with its receipt: what must not be lost."""

    text: str = field(default_factory=lambda: drawn("글"))
    file_text: str = ""
    key: str = ""
    password: str = ""
    messages: list[str] = field(default_factory=list)


def write(world: World, reporter: Browser, *, file: bool = False) -> Written:
    """A report, with a file where wanted, up to its receipt."""
    made = Written(file_text=drawn("내용") if file else "")
    form_address = world.at.sign_ins().form
    page = persist(lambda: reporter.open(form_address))
    form = page.form_with("category", "text")
    if file:
        draft = dict(form.form_values())["draft"]
        persist(lambda: _upload(reporter, f"{form_address}files/", draft, made.file_text))
    values = {"category": CATEGORY, "text": made.text}
    review = persist(lambda: reporter.submit(page, form, values, button=("to", "review")))
    last = review.form_with("kind", "draft")
    receipt = persist(
        lambda: reporter.submit(review, last, {"kind": "drawn"}, button=("to", "submit")),
        impatient=reporter,
    )
    made.key, made.password = receipt_of(receipt)
    return made


def _upload(reporter: Browser, address: str, draft: str, text: str) -> None:
    """The page's script tries again while the site is away or the cleaning process died."""
    assert isinstance(reporter, Person)
    sent = reporter.upload(address, draft, "증거.txt", text.encode() * 20_000)
    if sent.status_code != 200:
        raise PageFault(f"upload, answered with {sent.status_code}: 5xx")


def come_back(world: World, reporter: Browser, written: Written) -> Page:
    page = persist(lambda: reporter.open("/check/"))
    typed = {"key": written.key, "password": written.password}
    return persist(lambda: reporter.submit(page, page.form_with("key", "password"), typed))


def say(reporter: Person, page: Page, word: str) -> Page:
    form = page.form_with("uid", "text")
    return persist(
        lambda: reporter.submit(page, form, {"text": word}, button=("to", "send")),
        impatient=reporter,
    )


def answer(officer: Person, page: Page, word: str) -> Page:
    form = page.form_with("uid", "text")
    return persist(lambda: officer.submit(page, form, {"text": word}), impatient=officer)


def parsed(answer: httpx.Response) -> Page:
    """Whatever the answer is, as a page."""
    return Page(
        str(answer.url), answer.status_code, answer.content, html.fromstring(answer.content)
    )
