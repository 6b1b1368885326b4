"""The report form: write, review, send. Steps without cookies: every page carries all that was typed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from haechi.applicants.office import recording_now
from haechi.cases.reporter import takes_cases
from haechi.common.clock import today
from haechi.custody.errors import DeskEmpty
from haechi.institutions.selectors import channels_of, texts_of
from haechi.institutions.types import TextKind
from haechi.reports.errors import AlreadySubmitted, NobodyLeft
from haechi.sites.reporter.addresses import other_languages
from haechi.sites.reporter.dates import Doubt, doubt_about
from haechi.sites.reporter.errors import log_storage
from haechi.sites.reporter.files import REMOVE, take_out
from haechi.sites.reporter.forms import PasswordForm, ReportForm, nobody_left
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.leaks import holds_password
from haechi.sites.reporter.pages import enter, show
from haechi.sites.reporter.questions import SHORT
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.views.receipt import show_receipt
from haechi.sites.reporter.writing import Writing, begin, resume

UNPROCESSABLE = 422


@page("GET", "POST")
def report(request: ReporterRequest, slug: str, code: str = "") -> HttpResponse:
    institution = enter(request, slug)
    if request.method != "POST":
        return show_form(begin(request, institution, code))
    return step(resume(request, institution, code))


def step(writing: Writing) -> HttpResponse:
    """The next page, by the button that was pressed."""
    if REMOVE in writing.request.POST:
        return _remove(writing)
    return _STEPS.get(writing.request.POST.get("to", ""), edit)(writing)


def edit(writing: Writing) -> HttpResponse:
    """The form as it was typed: to mend it, to add files, to go on in the other language."""
    return show_form(writing)


def review(writing: Writing) -> HttpResponse:
    form = writing.checked()
    if not form.is_valid() or writing.refused or writing.notices:
        return show_form(writing, form)
    return show_review(writing, form)


def _remove(writing: Writing) -> HttpResponse:
    take_out(writing.token, writing.request.POST.get(REMOVE, ""))
    writing = replace(writing)  # which reads the list of files anew
    if writing.request.POST.get("at") == "review":
        return review(writing)
    return show_form(writing)


def submit(writing: Writing) -> HttpResponse:
    form, passwords = writing.checked(), writing.passwords()
    if not form.is_valid() or writing.refused or writing.notices:
        return show_form(writing, form)
    if not passwords.is_valid():
        return show_review(writing, form, passwords)
    if writing.request.POST.get("to") != "anyway" and _gives_away(form, passwords):
        return show_review(writing, form, passwords, leak=True)
    return _store(writing, form, passwords)


def _store(writing: Writing, form: ReportForm, passwords: PasswordForm) -> HttpResponse:
    try:
        receipt = writing.send(form, passwords)
    except NobodyLeft:
        form.add_error("excluded", nobody_left())
        return show_form(writing, form)
    except AlreadySubmitted:
        return show(writing.request, "already_sent.html", status=409)
    except (DatabaseError, DeskEmpty) as error:
        log_storage(error)
        return show_review(writing, form, passwords, failed=True)
    return show_receipt(writing.request, receipt)


_STEPS: dict[str, Callable[[Writing], HttpResponse]] = {
    "review": review,
    "submit": submit,
    "anyway": submit,
}


def _gives_away(form: ReportForm, passwords: PasswordForm) -> bool:
    written = "\n".join(form.content().written)
    return passwords.own is not None and holds_password(written, passwords.own)


def show_form(writing: Writing, form: ReportForm | None = None) -> HttpResponse:
    form = form or writing.unchecked()
    wrong = bool(form.errors or writing.refused or writing.notices)
    context = {
        **_frame(writing),
        "form": form,
        "own": _own_words(writing),
        "limits": {
            "text": settings.MAX_TEXT_CHARS,
            "short": SHORT,
            "files": settings.MAX_FILES,
            "bytes": settings.MAX_FILE_BYTES,
        },
        "upload_url": writing.upload_url,
        "remove_url": writing.remove_url,
    }
    return show(writing.request, "form.html", context, status=UNPROCESSABLE if wrong else 200)


def _own_words(writing: Writing) -> dict[str, object]:
    """What the institution says in its own words on the form, and whether it names other channels."""
    texts = texts_of(writing.institution, TextKind.INTRO, TextKind.PROMISE)
    real = not hasattr(writing.request, "practice")
    return {
        "intro": texts[TextKind.INTRO],
        "promise": texts[TextKind.PROMISE],
        "has_channels": channels_of(writing.institution).exists(),
        "takes_cases": real and takes_cases(writing.institution),
        "records_calls": real and writing.institution.pk in recording_now(),
    }


def show_review(
    writing: Writing,
    form: ReportForm,
    passwords: PasswordForm | None = None,
    *,
    leak: bool = False,
    failed: bool = False,
) -> HttpResponse:
    """The page before sending; `leak`: the password stands in the text; `failed`: not stored."""
    shown = passwords or writing.blank_passwords()
    context = {
        **_frame(writing),
        "form": shown,
        "report": form,
        "category": form.categories[form.cleaned_data["category"]].name,
        "excluded": form.cleaned_data["excluded"],
        "doubt": _doubt_words(form.cleaned_data["when"]),
        "leak": leak,
        "failed": failed,
    }
    status = 503 if failed else UNPROCESSABLE if leak or shown.errors else 200
    return show(writing.request, "review.html", context, status=status)


def _doubt_words(when: str) -> str:
    doubt = doubt_about(when, today=today())
    if doubt is Doubt.NO_SUCH_DAY:
        return _("There is no such day in the calendar. Is it right?")
    return _("This day is still to come. Is it right?") if doubt else ""


def _frame(writing: Writing) -> dict[str, Any]:
    return {
        "writing": writing,
        "institution": writing.institution,
        "action": writing.request.path,
        "others": other_languages(writing.request.path),
        "languages": [] if writing.data is not None else other_languages(writing.request.path),
    }
