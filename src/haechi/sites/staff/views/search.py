"""Search in what this officer may open. Contents are sealed: reports are opened one by one, within a time.

A POST, so that the words stand in no address, log or history (HL-5).
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from haechi.inbox.selectors import Hit, search
from haechi.inbox.services import record_search
from haechi.reports.types import ReportContent
from haechi.sites.staff.forms.search import SearchForm
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.labels import Mark, state_mark

SECONDS = 1.0  # the officer waits about this long, then sees what was found and may go on
MOST_HITS = 25
_AROUND = 60


@dataclass(frozen=True)
class Found:
    """A hit: the report and the words around the match, in pieces (`matched`, text)."""

    hit: Hit
    state: Mark
    pieces: list[tuple[bool, str]]


@dataclass
class Walk:
    """One stretch of a search: `last` is the number it came to, None at the end of all."""

    found: list[Found] = field(default_factory=list)
    looked: int = 0
    last: int | None = None


@for_readers
def searching(request: OfficerRequest) -> HttpResponseBase:
    posted = request.method == "POST"
    form = SearchForm(request.POST if posted else None, institution=request.institution)
    if not posted or not form.is_valid():
        return _show(request, form, None, 422 if posted else 200)
    walk = _walk(request, form)
    record_search(actor=request.officer, looked=walk.looked, hits=len(walk.found))
    return _show(request, form, walk, 200)


def _show(
    request: OfficerRequest, form: SearchForm, walk: Walk | None, status: int
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "walk": walk}
    if walk:
        before = form.cleaned_data.get("looked") or 0
        context["looked"] = before + walk.looked
        context["kept"] = [
            (name, form[name].value()) for name in SearchForm.asked_for if form[name].value()
        ]
    return render(request, "site_staff/search.html", context, status=status)


def _walk(request: OfficerRequest, form: SearchForm) -> Walk:
    walk, words = Walk(), form.words()
    until = time.monotonic() + SECONDS
    steps = search(request.officer, form.asked(), words, before=form.cleaned_data.get("before"))
    for step in steps:
        report = step.report if isinstance(step, Hit) else step
        walk.looked += 1
        if isinstance(step, Hit):
            walk.found.append(Found(step, state_mark(report), snippet(step.content, words)))
        if time.monotonic() > until or len(walk.found) == MOST_HITS:
            walk.last = report.number
            break
    return walk


def snippet(content: ReportContent, words: list[str]) -> list[tuple[bool, str]]:
    """The text around the first match, cut into matched and other pieces."""
    whole = " · ".join(content.written)
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    first = pattern.search(whole)
    start = max(0, (first.start() if first else 0) - _AROUND)
    end = min(len(whole), (first.end() if first else 0) + 2 * _AROUND)
    part = whole[start:end]
    pieces = list(_pieces(part, pattern))
    return [(False, "…")] * (start > 0) + pieces + [(False, "…")] * (end < len(whole))


def _pieces(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[bool, str]]:
    at = 0
    for match in pattern.finditer(text):
        yield False, text[at : match.start()]
        yield True, match[0]
        at = match.end()
    yield False, text[at:]
