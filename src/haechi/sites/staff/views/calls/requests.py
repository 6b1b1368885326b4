"""Requests for recordings: the list, form 1 at the counter, one request with what may be done, its papers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from haechi.common.clock import today
from haechi.common.errors import HaechiError
from haechi.custody.errors import DeskEmpty
from haechi.disclosures import deciding, errors, handing
from haechi.disclosures.access import open_request, request_for, visible
from haechi.disclosures.filing import take_down
from haechi.disclosures.granting import desk_of, give_halves, is_open
from haechi.disclosures.matching import candidates, choose
from haechi.disclosures.models import Request
from haechi.disclosures.papers import REGISTER, form_data, register
from haechi.disclosures.replies import is_overdue, receive_reply
from haechi.disclosures.states import Act, State
from haechi.disclosures.types import Certificate, Series, Way
from haechi.documents.filling import fill
from haechi.documents.forms import CALL_FORMS
from haechi.recordings.errors import CannotHear
from haechi.recordings.models import RecordingFile
from haechi.sites.staff.forms.call_requests import ReplyForm, RequestForm, SignedForm, WordsForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls import area
from haechi.sites.staff.views.cases.documents import WRITERS, saved

_REFUSALS = (
    errors.NotHers, errors.OwnRequest, errors.DecidedBefore, errors.NotNow, errors.ReasonNeeded,
    errors.NoGround, errors.NoRecording, errors.NotOpened, CannotHear, DeskEmpty, *area.REFUSALS,
)  # fmt: skip
View = Callable[..., HttpResponseBase]


def _guarded(view: View) -> View:
    @wraps(view)
    def inner(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        try:
            return view(request, *args, **kwargs)
        except (errors.NoSuchRequest, errors.NotHers):
            raise Http404 from None

    return area.for_managing(inner)


def _words(error: HaechiError) -> str:
    told = {
        errors.NotHers: _("Another person has to take this step."),
        errors.OwnRequest: _("Nobody decides on her own request."),
        errors.DecidedBefore: _("Three steps are three people: you took one already."),
        errors.NotNow: _("This is not possible now. Somebody may have been faster: look again."),
        errors.ReasonNeeded: _("Something is missing: write the reason, the name or the days."),
        errors.NoGround: _("Who is no party needs another law that says so."),
        errors.NoRecording: _("Choose a recording that is still there."),
        errors.NotOpened: _("Both desks have to give their halves first."),
        CannotHear: _("The time to hear it is over, or the recording is gone."),
        DeskEmpty: _("Nobody sits at the custodian's desk yet."),
    }
    return told.get(type(error)) or area.words_of(error)


@require_safe
@_guarded
def requests(request: OfficerRequest) -> HttpResponseBase:
    rows = visible(request.officer).order_by("-received_at", "-pk")[:200]
    context = {
        "tabs": area.call_tabs(request, "call_requests"),
        "rows": [(row, is_overdue(row)) for row in rows],
        "year": today().year,
        "kinds": tuple(WRITERS),
    }
    return render(request, "site_staff/calls/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_guarded
def request_new(request: OfficerRequest) -> HttpResponseBase:
    form = RequestForm(request.POST or None)
    if form.is_valid():
        try:
            row = take_down(actor=request.officer, application=form.application())
        except _REFUSALS as error:
            form.add_error(None, _words(error))
        else:
            return redirect("call_request", row.pk)
    status = 422 if form.errors else 200
    return render(request, "site_staff/calls/request_new.html", {"form": form}, status=status)


@require_safe
@_guarded
def request_page(request: OfficerRequest, pk: int) -> HttpResponseBase:
    return _show(request, pk)


def _show(request: OfficerRequest, pk: int, password: str = "") -> HttpResponse:
    actor = request.officer
    opened = open_request(actor, pk)
    row = request_for(actor, pk)
    items = list(row.items.select_related("file__call", "grant"))
    choosing = row.state == State.RECEIVED and row.series == Series.DISCLOSURE
    provides = row.state == State.HANDED_OVER and row.way == Way.PROVISION
    context = {
        "row": row,
        "words": opened.content,
        "items": items,
        "calls": candidates(actor, row) if choosing else [],
        "line": row.decisions.select_related("officer"),
        "may": {act.name.lower(): deciding.may(actor, row, act) for act in Act},
        "may_give": row.state == State.APPROVED and desk_of(actor) and not is_open(row),
        "is_open": is_open(row),
        "is_carrier": row.carrier_id == actor.officer.pk,
        "provides": provides,
        "overdue": is_overdue(row),
        "words_form": WordsForm(),
        "signed_form": SignedForm(initial={"name": opened.content.name}, auto_id="signed_%s"),
        "reply_form": ReplyForm(auto_id="reply_%s"),
        "password": password,
        "forms": [(number, CALL_FORMS[number].title) for number in (1, 2, 3)],
        "kinds": tuple(WRITERS),
    }
    return render(request, "site_staff/calls/request.html", context)


@require_POST
@_guarded
def request_step(request: OfficerRequest, pk: int, step: str) -> HttpResponseBase:
    """One act of `_STEPS`; what is refused is told on the request's page."""
    if step not in _STEPS:
        raise Http404
    row = request_for(request.officer, pk)
    try:
        _STEPS[step](request, row)
    except _REFUSALS as error:
        messages.error(request, _words(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("call_request", pk)


def _reason(request: OfficerRequest) -> str:
    form = WordsForm(request.POST)
    return str(form.cleaned_data["words"]) if form.is_valid() else ""


def _choose(request: OfficerRequest, row: Request) -> None:
    key = request.POST.get("call", "")
    files = RecordingFile.objects.filter(call_id=key) if key.isdecimal() else []
    fitting = [file for file in files if file.call.institution_id == row.institution_id]
    if not fitting:
        raise errors.NoRecording
    for file in fitting:
        choose(actor=request.officer, request=row, file=file)


def _sign(request: OfficerRequest, row: Request) -> None:
    form = SignedForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    certificate = Certificate(name=name, on_screen=False)
    handing.sign_hand_over(actor=request.officer, request=row, certificate=certificate)


def _reply(request: OfficerRequest, row: Request) -> None:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        raise errors.ReasonNeeded
    receive_reply(actor=request.officer, request=row, reply=form.reply())


_STEPS: dict[str, Callable[[OfficerRequest, Request], object]] = {
    "approve": lambda web, row: deciding.approve(actor=web.officer, request=row),
    "refuse": lambda web, row: deciding.refuse(actor=web.officer, request=row, reason=_reason(web)),
    "ask": lambda web, row: deciding.ask_for_more(
        actor=web.officer, request=row, reason=_reason(web)
    ),
    "supply": lambda web, row: deciding.supply(actor=web.officer, request=row, words=_reason(web)),
    "withdraw": lambda web, row: deciding.withdraw(
        actor=web.officer, request=row, reason=_reason(web)
    ),
    "give": lambda web, row: give_halves(actor=web.officer, request=row),
    "close": lambda web, row: handing.close(actor=web.officer, request=row),
    "choose": _choose,
    "sign": _sign,
    "reply": _reply,
}


@require_POST
@_guarded
def request_password(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """The password of the next archive, on this page alone: it is told separately (제8조①)."""
    row = request_for(request.officer, pk)
    try:
        return _show(request, pk, handing.new_archive(actor=request.officer, request=row))
    except _REFUSALS as error:
        messages.error(request, _words(error))
        return redirect("call_request", pk)


@require_POST
@_guarded
def request_archive(request: OfficerRequest, pk: int) -> HttpResponseBase:
    row = request_for(request.officer, pk)
    try:
        name, chunks = handing.fetch_archive(actor=request.officer, request=row)
    except _REFUSALS as error:
        messages.error(request, _words(error))
        return redirect("call_request", pk)
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@_guarded
def request_form(request: OfficerRequest, pk: int, number: int, kind: str) -> HttpResponseBase:
    if number not in {1, 2, 3} or kind not in WRITERS:
        raise Http404
    row = request_for(request.officer, pk)
    sheet = fill(CALL_FORMS[number], form_data(actor=request.officer, request=row, form=number))
    return saved(WRITERS[kind]([sheet], sheet.title), f"{row.display_number} {sheet.title}.{kind}")


@require_safe
@_guarded
def request_register(request: OfficerRequest, year: int, kind: str) -> HttpResponseBase:
    if kind not in WRITERS:
        raise Http404
    sheet = fill(CALL_FORMS[REGISTER], register(actor=request.officer, year=year))
    return saved(WRITERS[kind]([sheet], sheet.title), f"{sheet.title} {year}.{kind}")
