"""Coming back to a request for a recording: where it stands, what the office wrote, what it asks for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.applicants.access import open_application, sign_in
from haechi.applicants.errors import NotAsked
from haechi.applicants.following import answer_by, answers_of, open_question, supply, was_left
from haechi.applicants.states import State
from haechi.applicants.types import OpenApplication, Verdict
from haechi.common.clock import SEOUL
from haechi.crypto.credentials import MalformedKey
from haechi.crypto.errors import CannotOpen
from haechi.institutions.models import Institution
from haechi.reports.errors import MustWait, WrongCredential
from haechi.reports.types import DraftToken, new_draft_token, read_draft_token, write_draft_token
from haechi.sites.common.files import FileRow
from haechi.sites.reporter.files import REMOVE, cut_words, stored_rows, take_files, take_out
from haechi.sites.reporter.forms import FORM_TYPES, MessageForm, SignInForm, clean_post
from haechi.sites.reporter.guard import has_form_token, page
from haechi.sites.reporter.middleware import new_form_token
from haechi.sites.reporter.pages import show
from haechi.sites.reporter.recordings.forms import LENGTHS
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.views import uploads
from haechi.sites.reporter.views.check import show_wait
from haechi.sites.reporter.views.recordings import at_office
from haechi.sites.reporter.writing import lost_draft

RECEIVED, REVIEW, GRANTED, DONE = "received", "review", "granted", "done"
STEPS = [
    (RECEIVED, gettext_lazy("Received")),
    (REVIEW, gettext_lazy("Under review")),
    (GRANTED, gettext_lazy("Granted")),
    (DONE, gettext_lazy("Finished")),
]
_STEP = {
    State.RECEIVED: RECEIVED,
    State.MORE_ASKED: RECEIVED,
    State.CHECKED: REVIEW,
    State.REVIEWED: REVIEW,
    State.APPROVED: GRANTED,
    State.HANDED_OVER: DONE,
    State.CLOSED: DONE,
}
_NOTHING_KEPT: dict[str, str] = {}
_KEPT = {"kept": "text", "kept_draft": "draft"}  # of an answer that waits for signing in again
OpenView = Callable[[ReporterRequest, OpenApplication], HttpResponseBase]
OfficeView = Callable[[ReporterRequest, Institution], HttpResponseBase]


@dataclass(frozen=True)
class Reply:
    """What is being written in answer to the office."""

    token: DraftToken = field(default_factory=new_draft_token)
    refused: list[FileRow] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    form: MessageForm = field(default_factory=MessageForm)
    was_sent: bool = False

    @property
    def draft(self) -> str:
        return write_draft_token(self.token)


@page("GET", "POST")
@at_office
def check(request: ReporterRequest, institution: Institution) -> HttpResponseBase:
    if request.method != "POST":
        return _ask(request, SignInForm(), _NOTHING_KEPT, status=200)
    data = clean_post(request)
    kept = {name: data.get(name, "") for name in _KEPT}
    form = SignInForm(data)
    if not form.is_valid():
        return _ask(request, form, kept)
    try:
        session = sign_in(
            institution=institution,
            typed_key=form.cleaned_data["key"],
            typed_password=form.cleaned_data["password"],
            challenge=data.get("challenge", ""),
            work=data.get("work", ""),
        )
    except MalformedKey:
        form.add_error("key", _("A request key has six characters and begins with the figure 1."))
    except WrongCredential:
        form.add_error(
            None, _("No request here answers to this request key and password. Please check both.")
        )
    except MustWait as wait:
        return show_wait(request, form, kept, wait)
    else:
        request.reporter, request.form_token = session, new_form_token()
        return _signed_in(request, open_application(institution, session), kept)
    return _ask(request, form, kept)


def _signed_in(
    request: ReporterRequest, opened: OpenApplication, kept: dict[str, str]
) -> HttpResponse:
    """Her page; an answer that was written when the session ended stands in its field again."""
    if not kept["kept"]:
        return HttpResponseRedirect(request.calls.mine_url)
    token = read_draft_token(kept["kept_draft"]) or new_draft_token()
    form = MessageForm(initial={"text": kept["kept"]})
    return _show(request, opened, Reply(token, form=form, was_sent=True))


def _ask(
    request: ReporterRequest,
    form: SignInForm,
    kept: dict[str, str],
    *,
    status: int = 422,
    ended: bool = False,
) -> HttpResponse:
    context = {"form": form, "ended": ended, "kept": kept}
    return show(request, "recordings/check.html", context, status=status)


def signed_in(view: OpenView) -> OfficeView:
    """Open the request first; without its session, the sign-in page."""

    @wraps(view)
    def opening(request: ReporterRequest, institution: Institution) -> HttpResponseBase:
        if request.reporter is None:
            return _ask(request, SignInForm(), _unsent(request), status=401, ended=True)
        try:
            opened = open_application(institution, request.reporter)
        except (WrongCredential, CannotOpen):
            request.reporter = None
            return _ask(request, SignInForm(), _unsent(request), status=401, ended=True)
        return view(request, opened)

    return opening


def _unsent(request: ReporterRequest) -> dict[str, str]:
    if request.content_type not in FORM_TYPES:
        return {}
    data = clean_post(request)
    return {kept: data.get(name, "") for kept, name in _KEPT.items()}


@page("GET")
@at_office
@signed_in
def mine(request: ReporterRequest, opened: OpenApplication) -> HttpResponseBase:
    return _show(request, opened, Reply())


@page("GET", "POST")
@at_office
@signed_in
def answer(request: ReporterRequest, opened: OpenApplication) -> HttpResponseBase:
    """What was asked for, with files; every form carries the session's token."""
    if request.method != "POST":
        return HttpResponseRedirect(request.calls.mine_url)
    notices = cut_words(request)
    data = clean_post(request)
    if not has_form_token(request):
        notices.append(_("The page stood open too long. Your text is here: send it again."))
    typed = read_draft_token(data.get("draft", ""))
    notices += [] if typed else [lost_draft()]
    token = typed or new_draft_token()
    refused = take_files(request, institution=opened.request.institution, token=token)
    if REMOVE in data:
        take_out(token, data.get(REMOVE, ""))
    if notices or REMOVE in data or data.get("to") != "send":
        form = MessageForm(initial={"text": data.get("text", "")})
        return _show(request, opened, Reply(token, refused, notices, form, was_sent=True))
    form = MessageForm(data, has_files=bool(stored_rows(token)))
    too_much = form.is_valid() and len(form.cleaned_data["text"]) > LENGTHS["reason"]
    if too_much:
        form.add_error("text", _("Please write less: at most 2,000 characters."))
    if refused or not form.is_valid():
        return _show(request, opened, Reply(token, refused, notices, form, was_sent=True))
    try:
        supply(opened=opened, words=form.cleaned_data["text"], token=token)
    except NotAsked:
        return HttpResponseRedirect(
            request.calls.mine_url
        )  # sent twice, or answered at the counter
    return HttpResponseRedirect(request.calls.mine_url)


def _show(request: ReporterRequest, opened: OpenApplication, reply: Reply) -> HttpResponse:
    row = opened.request
    question = open_question(opened)
    state = State(row.state)
    context: dict[str, Any] = {
        "row": row,
        "received_on": row.received_at.astimezone(SEOUL).date(),
        "steps": STEPS,
        "step": _STEP.get(state),
        "is_refused": state == State.REFUSED,
        "is_withdrawn": state == State.WITHDRAWN,
        "was_left": was_left(row),
        "answer_by": answer_by(row),
        "is_granted": state == State.APPROVED,
        "asks": question is not None,
        "was_supplied": state == State.MORE_ASKED and question is None,
        "answers": answers_of(opened),
        "verdicts": Verdict,
        "reply": reply,
        "form": reply.form,
        "writing": reply,
        "draft_rows": stored_rows(reply.token) if reply.was_sent else [],
        "form_token": request.form_token,
        "upload_url": request.calls.own_upload_url,
        "remove_url": request.calls.own_remove_url,
        "limits": {
            "text": LENGTHS["reason"],
            "files": settings.MAX_FILES,
            "bytes": settings.MAX_FILE_BYTES,
        },
    }
    wrong = bool(reply.form.errors or reply.refused or reply.notices)
    return show(request, "recordings/mine.html", context, status=422 if wrong else 200)


@page("POST")
@at_office
@signed_in
def upload(request: ReporterRequest, opened: OpenApplication) -> HttpResponseBase:
    return uploads.receive(request, opened.request.institution)


@page("POST")
@at_office
@signed_in
def remove(request: ReporterRequest, opened: OpenApplication) -> HttpResponseBase:
    return uploads.discard(request)


@page("GET", "POST")
@at_office
def sign_out(request: ReporterRequest, institution: Institution) -> HttpResponseBase:
    if request.method != "POST":
        return HttpResponseRedirect(request.calls.mine_url)
    request.reporter = None
    return show(request, "signed_out.html")
