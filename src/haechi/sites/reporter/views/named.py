"""Reports with a name, and by a lawyer: content, people, review, receipt. No cookie, no script needed."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpResponse

from haechi.cases.errors import TooMuch
from haechi.cases.reporter import case_of_form, takes_cases
from haechi.cases.types import Track
from haechi.custody.errors import DeskEmpty
from haechi.institutions.models import Institution
from haechi.reports.errors import AlreadySubmitted, NobodyLeft
from haechi.sites.reporter.addresses import address, other_languages
from haechi.sites.reporter.errors import log_storage
from haechi.sites.reporter.files import REMOVE, take_out
from haechi.sites.reporter.forms import PasswordForm, nobody_left
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.leaks import holds_password
from haechi.sites.reporter.named.forms import ContentForm
from haechi.sites.reporter.named.people import MOST, add_row, drop_row
from haechi.sites.reporter.named.writing import (
    CONTENT,
    PEOPLE,
    NamedWriting,
    People,
    begin_named,
    resume_named,
)
from haechi.sites.reporter.pages import enter, show
from haechi.sites.reporter.questions import SHORT
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.views.receipt import show_receipt
from haechi.sites.reporter.views.report import UNPROCESSABLE

ADDRESSES = {Track.NAMED: "named", Track.LAWYER: "lawyer"}


@page("GET")
def ways(request: ReporterRequest, slug: str) -> HttpResponse:
    """The three ways side by side: what each gives and what it costs."""
    institution = _offering(request, slug)
    return show(request, "ways.html", {"institution": institution})


@page("GET", "POST")
def named(request: ReporterRequest, slug: str) -> HttpResponse:
    return _answer(request, slug, Track.NAMED)


@page("GET", "POST")
def lawyer(request: ReporterRequest, slug: str) -> HttpResponse:
    return _answer(request, slug, Track.LAWYER)


def _answer(request: ReporterRequest, slug: str, track: Track) -> HttpResponse:
    institution = _offering(request, slug)
    if request.method != "POST":
        return show_content(begin_named(request, institution, track))
    return step(resume_named(request, institution, track))


def _offering(request: ReporterRequest, slug: str) -> Institution:
    """Raises Http404 where nobody would read a report with a name; a form that was sent is not lost:
    the desks are asked again when it is stored."""
    institution = enter(request, slug)
    if request.method != "POST" and not takes_cases(institution):
        raise Http404
    return institution


def step(writing: NamedWriting) -> HttpResponse:
    """The next page, by the button that was pressed."""
    post = writing.request.POST
    if REMOVE in post:
        take_out(writing.token, post.get(REMOVE, ""))
        return review(writing) if post.get("at") == "review" else show_content(writing)
    if "drop" in post:
        drop_row(writing.data, post["drop"])
        return show_people(writing)
    return _STEPS.get(post.get("to", ""), _edit)(writing)


def _edit(writing: NamedWriting) -> HttpResponse:
    if writing.request.POST.get("at") == PEOPLE:
        return show_people(writing)
    return show_content(writing)


def people(writing: NamedWriting) -> HttpResponse:
    """From the content to the people; nothing of the people is checked yet."""
    content = writing.content(checked=True)
    if not content.is_valid() or writing.refused or writing.notices:
        return show_content(writing, content)
    return show_people(writing)


def _add(kind: str) -> Callable[[NamedWriting], HttpResponse]:
    def add(writing: NamedWriting) -> HttpResponse:
        added = add_row(writing.data, kind)
        return show_people(writing, full="" if added else kind)

    return add


def review(writing: NamedWriting) -> HttpResponse:
    checked = _checked(writing)
    return checked if isinstance(checked, HttpResponse) else show_review(writing, *checked)


def submit(writing: NamedWriting) -> HttpResponse:
    checked = _checked(writing)
    if isinstance(checked, HttpResponse):
        return checked
    content, everybody = checked
    passwords = writing.passwords()
    if not passwords.is_valid():
        return show_review(writing, content, everybody, passwords)
    if writing.request.POST.get("to") != "anyway" and _gives_away(content, passwords):
        return show_review(writing, content, everybody, passwords, leak=True)
    return _store(writing, content, everybody, passwords)


def _checked(writing: NamedWriting) -> HttpResponse | tuple[ContentForm, People]:
    """Both steps checked, or the first page that is wrong."""
    content = writing.content(checked=True)
    if not content.is_valid() or writing.refused or writing.notices:
        return show_content(writing, content)
    everybody = writing.people(checked=True)
    if not writing.check_people(everybody):
        return show_people(writing, everybody)
    return content, everybody


def _store(
    writing: NamedWriting, content: ContentForm, everybody: People, passwords: PasswordForm
) -> HttpResponse:
    try:
        receipt = writing.send(content, everybody, passwords)
    except NobodyLeft:
        content.add_error("excluded", nobody_left())
        return show_content(writing, content)
    except AlreadySubmitted:
        return show(writing.request, "already_sent.html", status=409)
    except (DatabaseError, DeskEmpty, TooMuch) as error:
        log_storage(error)
        return show_review(writing, content, everybody, passwords, failed=True)
    return show_receipt(writing.request, receipt, case=case_of_form(writing.token))


def _gives_away(content: ContentForm, passwords: PasswordForm) -> bool:
    written = "\n".join(content.report_content().written)
    return passwords.own is not None and holds_password(written, passwords.own)


def show_content(writing: NamedWriting, form: ContentForm | None = None) -> HttpResponse:
    shown = form or writing.content(checked=False)
    wrong = bool(shown.errors or writing.refused or writing.notices)
    context = {
        **_frame(writing, CONTENT),
        "form": shown,
        "carried": writing.carried(PEOPLE),
        "limits": {
            "text": settings.MAX_TEXT_CHARS,
            "short": SHORT,
            "files": settings.MAX_FILES,
            "bytes": settings.MAX_FILE_BYTES,
        },
        "upload_url": writing.upload_url,
        "remove_url": writing.remove_url,
    }
    status = UNPROCESSABLE if wrong else 200
    return show(writing.request, "named_content.html", context, status=status)


def show_people(
    writing: NamedWriting, everybody: People | None = None, *, full: str = ""
) -> HttpResponse:
    """`full`: the kind of rows of which no more can be added."""
    shown = everybody or writing.people(checked=False)
    together = shown.together if everybody else None
    context = {
        **_frame(writing, PEOPLE),
        "people": shown,
        "form": together,
        "carried": writing.carried(CONTENT),
        "full": full,
        "most": MOST.get(full, 0),
        "next_joint": len(shown.joint) + 1,
        "next_proxy": len(shown.proxies) + 1,
    }
    status = UNPROCESSABLE if full or (together and together.errors) else 200
    return show(writing.request, "named_people.html", context, status=status)


def show_review(
    writing: NamedWriting,
    content: ContentForm,
    everybody: People,
    passwords: PasswordForm | None = None,
    *,
    leak: bool = False,
    failed: bool = False,
) -> HttpResponse:
    """The page before sending; `leak`: the password stands in the text; `failed`: not stored."""
    shown = passwords or writing.blank_passwords()
    written = "\n".join(content.report_content().written)
    names = everybody.names
    chosen = int(everybody.choices.cleaned_data.get("representative") or 0)
    context = {
        **_frame(writing, "review"),
        "form": shown,
        "content": content,
        "category": content.categories[content.cleaned_data["category"]].name,
        "excluded": content.cleaned_data["excluded"],
        "people": everybody,
        "proofs": [row.name for row in writing.files if row.remove_value in _proofs(everybody)],
        "representative": names[chosen] if chosen < len(names) else names[0],
        "named_in_text": any(len(name) > 1 and name in written for name in names),
        "carried": writing.carried(CONTENT, PEOPLE),
        "leak": leak,
        "failed": failed,
    }
    status = 503 if failed else UNPROCESSABLE if leak or shown.errors else 200
    return show(writing.request, "named_review.html", context, status=status)


def _proofs(everybody: People) -> list[str]:
    found: list[str] = everybody.choices.cleaned_data.get("proofs", [])
    return found


def _frame(writing: NamedWriting, at: str) -> dict[str, Any]:
    path = writing.request.path
    return {
        "writing": writing,
        "institution": writing.institution,
        "action": path,
        "at": at,
        "ways_url": address("ways", writing.institution.slug),
        "form_url": address("form", writing.institution.slug),
        "others": other_languages(path),
        "languages": other_languages(path) if writing.fresh else [],
    }


_STEPS: dict[str, Callable[[NamedWriting], HttpResponse]] = {
    CONTENT: show_content,
    PEOPLE: people,
    "mend-people": show_people,
    "here": _edit,
    "files": show_content,
    "add-joint": _add("joint"),
    "add-proxy": _add("proxy"),
    "review": review,
    "submit": submit,
    "anyway": submit,
}
