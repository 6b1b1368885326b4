"""The signed-in page: reading, writing, files, withdrawal. Every form carries the session's token."""

import uuid
from collections.abc import Callable
from functools import wraps
from itertools import chain
from typing import Concatenate, ParamSpec

from django.http import (
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from haechi.cases.reporter import case_of
from haechi.crypto.errors import CannotOpen
from haechi.reports.access import open_report
from haechi.reports.attachments import Owner, read_file, view_of
from haechi.reports.errors import Withdrawn, WrongCredential
from haechi.reports.selectors import attachment_of
from haechi.reports.types import OpenReport, new_draft_token, read_draft_token
from haechi.reports.withdrawal import withdraw
from haechi.sites.common.csp import ATTACHMENT_POLICY
from haechi.sites.reporter.addresses import address
from haechi.sites.reporter.chat_page import post
from haechi.sites.reporter.files import REMOVE, cut_words, stored_rows, take_files, take_out
from haechi.sites.reporter.forms import FORM_TYPES, MessageForm, clean_post
from haechi.sites.reporter.guard import has_form_token, page
from haechi.sites.reporter.leaks import holds_key
from haechi.sites.reporter.pages import dress, frame
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.talk import Talk, read_uid, show_thread
from haechi.sites.reporter.views.check import ask_to_sign_in
from haechi.sites.reporter.views.uploads import discard, receive
from haechi.sites.reporter.words import blocked, too_fast, withdrawn
from haechi.sites.reporter.writing import lost_draft
from haechi.talks.errors import Blocked, TooFast

P = ParamSpec("P")
OpenView = Callable[Concatenate[ReporterRequest, OpenReport, P], HttpResponseBase]
View = Callable[Concatenate[ReporterRequest, P], HttpResponseBase]


def signed_in(view: OpenView[P]) -> View[P]:
    """Open the session's report first; without one, the sign-in page with the unsent message."""

    @wraps(view)
    def opening(request: ReporterRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.reporter is None:
            return ask_to_sign_in(request, _unsent(request))
        try:
            opened = open_report(request.reporter)
        except (WrongCredential, CannotOpen):
            return ask_to_sign_in(request, _unsent(request))
        return view(request, opened, *args, **kwargs)

    return opening


def _unsent(request: ReporterRequest) -> dict[str, str]:
    if request.content_type not in FORM_TYPES:
        return {}
    data = clean_post(request)
    names = {"kept": "text", "kept_draft": "draft", "kept_uid": "uid"}
    return {kept: data.get(name, "") for kept, name in names.items()}


@page("GET")
@signed_in
def thread(request: ReporterRequest, opened: OpenReport) -> HttpResponse:
    return show_thread(Talk(request, opened))


@page("GET", "POST")
@signed_in
def message(request: ReporterRequest, opened: OpenReport) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(address("thread"))
    cut = cut_words(request)
    data = clean_post(request)
    talk = _talk(request, opened, data.get("draft", ""), data.get("uid", ""))
    talk.notices.extend(cut)
    if not has_form_token(request):
        talk.notices.append(_("The page stood open too long. Your text is here: send it again."))
    if REMOVE in data:
        take_out(talk.token, data.get(REMOVE, ""))
    step = data.get("to", "")
    if talk.notices or REMOVE in data or step not in {"send", "anyway"}:
        return show_thread(talk, MessageForm(initial={"text": data.get("text", "")}))
    form = MessageForm(data, has_files=bool(stored_rows(talk.token)))
    if not form.is_valid() or talk.refused:
        return show_thread(talk, form)
    return _send(talk, form, anyway=step == "anyway")


def _talk(request: ReporterRequest, opened: OpenReport, draft: str, uid: str) -> Talk:
    token = read_draft_token(draft)
    notices = [] if token else [lost_draft()]
    token = token or new_draft_token()
    refused = take_files(request, institution=opened.report.institution, token=token)
    return Talk(request, opened, token, read_uid(uid), refused, notices)


def _send(talk: Talk, form: MessageForm, *, anyway: bool) -> HttpResponse:
    text, session = form.cleaned_data["text"], talk.request.reporter
    if not anyway and session and holds_key(text, session.report_key):
        return show_thread(talk, form, leak=True)
    try:
        post(opened=talk.opened, text=text, token=talk.token, uid=talk.uid)
    except Withdrawn:
        talk.notices.append(withdrawn())
    except Blocked:
        talk.notices.append(blocked())
    except TooFast:
        talk.notices.append(too_fast())
    if talk.notices:
        return show_thread(talk, form)
    return HttpResponseRedirect(address("thread"))


@page("GET", "POST")
@signed_in
def withdrawal(request: ReporterRequest, opened: OpenReport) -> HttpResponse:
    if opened.report.withdrawn_on or opened.report.is_chat:
        return HttpResponseRedirect(address("thread"))
    if request.method == "POST" and has_form_token(request) and request.POST.get("confirm"):
        withdraw(opened=opened)
        return HttpResponseRedirect(address("thread"))
    dress(request, opened.report.institution)
    context = frame(request) | {
        "title": _("Withdraw the report?"),
        "message": _("A withdrawal cannot be taken back."),
        "consequences_title": _("If you withdraw"),
        "consequences": [
            *_of_a_case(opened),
            _("Nothing more can be added, and no message can be written."),
            _(
                "The institution decides whether it goes on by itself: what is serious may be pursued."
            ),
            _("With report key and password you can go on reading what is here."),
        ],
        "confirm_label": _("Withdraw"),
        "cancel_url": address("thread"),
        "danger": True,
        "hidden": {"form_token": request.form_token},
    }
    return render(request, "site_common/confirm.html", context)


def _of_a_case(opened: OpenReport) -> list[str]:
    if case_of(opened) is None:
        return []
    return [
        _(
            "The case may be closed, or go on all the same where the matter is serious and proved"
            " (article 16 of the guideline)."
        ),
        _(
            "It is withdrawn for all joint reporters. If you alone want to leave, or somebody else"
            " is to represent you, write that as a message instead."
        ),
    ]


@page("POST")
@signed_in
def upload(request: ReporterRequest, opened: OpenReport) -> HttpResponseBase:
    return receive(request, opened.report.institution)


@page("POST")
@signed_in
def remove(request: ReporterRequest, opened: OpenReport) -> HttpResponseBase:
    return discard(request)


@page("GET")
@signed_in
def download(
    request: ReporterRequest, opened: OpenReport, attachment_id: uuid.UUID
) -> HttpResponseBase:
    """The plain file, streamed; always saved, never shown inside this site's pages."""
    row = attachment_of(opened, str(attachment_id))
    if row is None:
        raise Http404
    owner = Owner(key=opened.data_key, report=opened.report)
    view, chunks = view_of(row, owner), read_file(row, owner)
    first = next(chunks, b"")  # a damaged file fails here, before an answer has begun
    response = StreamingHttpResponse(chain((first,), chunks), content_type=view.media_type)
    response["Content-Length"] = str(view.size)
    response["Content-Disposition"] = content_disposition_header(True, view.name) or "attachment"
    response["Content-Security-Policy"] = ATTACHMENT_POLICY
    return response
