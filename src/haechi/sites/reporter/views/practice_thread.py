"""Coming back to a practice report: sign-in, sample answer, messages, sign-out (HL-10).

No officer reads along: what answers is written in this file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from haechi.crypto.credentials import MalformedKey, read_report_key
from haechi.crypto.errors import CannotOpen
from haechi.practice.access import (
    content_of,
    open_practice,
    sign_in_to_practice,
    talk_of,
    write_line,
)
from haechi.practice.errors import TalkedEnough
from haechi.practice.models import PracticeSession
from haechi.practice.types import OpenPractice, Talk
from haechi.reports.deadline import handling_due
from haechi.reports.errors import MustWait, WrongCredential
from haechi.reports.states import ReportState
from haechi.reports.types import AttachmentView
from haechi.sites.common.files import FileRow, file_row
from haechi.sites.reporter.forms import MessageForm, SignInForm, clean_post
from haechi.sites.reporter.guard import has_form_token, page
from haechi.sites.reporter.middleware import new_form_token
from haechi.sites.reporter.pages import show
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.talk import MessageRow
from haechi.sites.reporter.views.check import ask_to_sign_in, show_again, show_wait, wrong
from haechi.sites.reporter.views.practice import in_session

_NOTHING_KEPT: dict[str, str] = {}
OpenView = Callable[[ReporterRequest, PracticeSession, OpenPractice], HttpResponseBase]
SessionView = Callable[[ReporterRequest, PracticeSession], HttpResponseBase]


@dataclass(frozen=True)
class Progress:
    """What `parts/state.html` shows of a report."""

    state: ReportState
    received_on: date
    state_on: date
    due_on: date
    withdrawn_on: None = None


@page("GET", "POST")
@in_session
def check(request: ReporterRequest, session: PracticeSession) -> HttpResponseBase:
    if request.method != "POST":
        if request.reporter:
            return HttpResponseRedirect(request.practice.thread_url)
        return show(request, "check.html", {"form": SignInForm()})
    data = clean_post(request)
    form = SignInForm(data)
    if not form.is_valid():
        return show_again(request, form, _NOTHING_KEPT)
    try:
        signed_in = sign_in_to_practice(
            session=session,
            typed_key=form.cleaned_data["key"],
            typed_password=form.cleaned_data["password"],
            challenge=data.get("challenge", ""),
            work=data.get("work", ""),
        )
    except MalformedKey:
        form.add_error("key", _malformed(form.cleaned_data["key"]))
    except WrongCredential:
        form.add_error(None, wrong())
    except MustWait as wait:
        return show_wait(request, form, _NOTHING_KEPT, wait)
    else:
        request.reporter, request.form_token = signed_in, new_form_token()
        return HttpResponseRedirect(request.practice.thread_url)
    return show_again(request, form, _NOTHING_KEPT)


def _malformed(typed: str) -> str:
    try:
        read_report_key(typed)
    except MalformedKey:
        return _("A report key of practice has six characters and begins with the figure 0.")
    return _(
        "This is the report key of a real report, not of practice. Look after it on the real site."
    )


def signed_in(view: OpenView) -> SessionView:
    """Open the practice report first; without a session, practice's sign-in page."""

    @wraps(view)
    def opening(request: ReporterRequest, session: PracticeSession) -> HttpResponseBase:
        if request.reporter is None:
            return ask_to_sign_in(request)
        try:
            opened = open_practice(session, request.reporter)
        except (WrongCredential, CannotOpen):
            return ask_to_sign_in(request)
        return view(request, session, opened)

    return opening


@page("GET")
@in_session
@signed_in
def thread(
    request: ReporterRequest, session: PracticeSession, opened: OpenPractice
) -> HttpResponseBase:
    return _show(request, session, opened, MessageForm())


@page("GET", "POST")
@in_session
@signed_in
def message(
    request: ReporterRequest, session: PracticeSession, opened: OpenPractice
) -> HttpResponseBase:
    if request.method != "POST":
        return HttpResponseRedirect(request.practice.thread_url)
    form = MessageForm(clean_post(request))
    if not has_form_token(request):
        return _show(request, session, opened, form, _("The page stood open too long."))
    if not form.is_valid():
        return _show(request, session, opened, form)
    try:
        write_line(opened=opened, text=form.cleaned_data["text"])
    except TalkedEnough:
        return _show(request, session, opened, form, _("This practice thread is full."))
    return HttpResponseRedirect(request.practice.thread_url)


@page("GET", "POST")
@in_session
def sign_out(request: ReporterRequest, session: PracticeSession) -> HttpResponseBase:
    if request.method != "POST":
        return HttpResponseRedirect(request.practice.thread_url)
    request.reporter = None
    return show(request, "signed_out.html")


def _show(
    request: ReporterRequest,
    session: PracticeSession,
    opened: OpenPractice,
    form: MessageForm,
    notice: str = "",
) -> HttpResponse:
    talk = talk_of(opened)
    day = date.fromisoformat(talk.sent_on)
    progress = Progress(ReportState.CONFIRMED, day, day, handling_due(session.institution, day))
    context = {
        "report": progress,
        "steps": ReportState.choices,
        "result": "",
        "done": False,
        "talk": talk,
        "content": content_of(opened),
        "files": _files(talk),
        "messages_shown": _rows(talk),
        "form": form,
        "form_token": request.form_token,
        "limit": settings.MAX_TEXT_CHARS,
        "notices": [notice] if notice else [],
    }
    return show(request, "practice_thread.html", context, status=422 if form.errors else 200)


def _files(talk: Talk) -> list[FileRow]:
    views = (
        AttachmentView("", item.name, item.size, "", item.removed, item.warnings)
        for item in talk.files
    )
    return [file_row(view) for view in views]


def _rows(talk: Talk) -> list[MessageRow]:
    """The sample answer, then the trainee's messages, each with an answer of its own."""
    first = _(
        "This is a sample answer. At a real report an officer writes here: questions, what was found"
        " and what was done. You can write below and see how a conversation looks."
    )
    again = _(
        "This is a sample answer to your message. In a real report only the officers of the desk read"
        " it, and they never learn who you are."
    )
    said = [(False, first, talk.sent_on)]
    for line in talk.lines:
        said += [(True, line.text, line.day), (False, again, line.day)]
    return [
        MessageRow(
            id=number,
            own=own,
            text=text,
            posted_on=date.fromisoformat(day),
            is_read=True,
            files=[],
        )
        for number, (own, text, day) in enumerate(said, start=1)
    ]
