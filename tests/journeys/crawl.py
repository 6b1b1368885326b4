"""Visiting every page that links lead to, one of each kind."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Response
from tests.journeys.looks import faults_of

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"/\d+(?=/)")
_ACT = re.compile(r"(?<=/ID/acts/)[a-z-]+")  # one page for all acts on a case
_LINKS = "() => [...document.querySelectorAll('a[href]:not([download])')].map((a) => a.href)"


def kind_of(url: str) -> str:
    """The address without what tells one report, officer or link from another."""
    return _ACT.sub("ACT", _NUMBER.sub("/N", _UUID.sub("ID", urlsplit(url).path)))


def pages_from(page: Page, start: str, *, skip: Callable[[str], bool]) -> Iterator[str]:
    """Go to one page of each kind that links lead to; yields the kind while it is open."""
    origin = urlsplit(start).netloc
    waiting, seen = [start], {kind_of(start)}
    while waiting:
        address = waiting.pop(0)
        answer = _visit(page, address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found = page.evaluate(_LINKS)
        yield kind_of(address)
        for url in found:
            kind = kind_of(url)
            if urlsplit(url).netloc == origin and kind not in seen and not skip(kind):
                seen.add(kind)
                waiting.append(url)


def look_at_all(
    page: Page, start: str, *, skip: Callable[[str], bool]
) -> tuple[set[str], list[str]]:
    """The kinds of pages that links lead to, and what is wrong with them."""
    kinds, faults = set(), []
    for kind in pages_from(page, start, skip=lambda kind: skip(kind) or is_no_page(kind)):
        kinds.add(kind)
        faults += [f"{kind}: {fault}" for fault in faults_of(page)]
    return kinds, faults


def is_no_page(kind: str) -> bool:
    return kind.startswith("/language/") or kind.endswith(("/download", "/export"))


def _visit(page: Page, address: str) -> Response | None:
    """None for what is saved and not shown."""
    try:
        return page.goto(address)
    except Error as error:
        if "Download is starting" in error.message or "ERR_ABORTED" in error.message:
            return None
        raise
