"""What is done with a request by one button: decided, chosen, given, closed, answered."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from haechi.disclosures import deciding, errors, handing
from haechi.disclosures.access import request_for
from haechi.disclosures.granting import give_halves
from haechi.disclosures.matching import choose, drop
from haechi.disclosures.models import Request
from haechi.disclosures.replies import receive_reply
from haechi.recordings.access import call_for
from haechi.recordings.models import RecordingFile
from haechi.sites.staff.forms.call_requests import LawForm, ReplyForm, TellForm, WordsForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.request_area import REFUSALS, for_requests, words_of


@require_POST
@for_requests
def request_step(request: OfficerRequest, pk: int, step: str) -> HttpResponseBase:
    """One act of `_STEPS`; what is refused is told on the request's page."""
    if step not in _STEPS:
        raise Http404
    row = request_for(request.officer, pk)
    try:
        _STEPS[step](request, row)
    except REFUSALS as error:
        messages.error(request, words_of(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("call_request", pk)


@require_POST
@for_requests
def call_choose(request: OfficerRequest, call_id: int) -> HttpResponseBase:
    """From a call's page, where form 1 names no number, or another one."""
    call_for(request.officer, call_id)
    key = request.POST.get("request", "")
    row = request_for(request.officer, key)
    try:
        _choose_call(request, row, str(call_id))
    except REFUSALS as error:
        messages.error(request, words_of(error))
        return redirect("call", call_id)
    messages.success(request, _("Saved."))
    return redirect("call_request", row.pk)


def _reason(request: OfficerRequest) -> str:
    form = WordsForm(request.POST)
    return str(form.cleaned_data["words"]) if form.is_valid() else ""


def _choose(request: OfficerRequest, row: Request) -> None:
    _choose_call(request, row, request.POST.get("call", ""))


def _choose_call(request: OfficerRequest, row: Request, key: str) -> None:
    """Every recording of the call that is still there and not chosen yet."""
    files = (
        RecordingFile.objects.filter(call_id=key)
        if key.isdecimal()
        else RecordingFile.objects.none()
    )
    left = files.filter(call__institution=row.institution_id, destroyed_on__isnull=True).exclude(
        pk__in=row.items.values("file")
    )
    if not left:
        raise errors.NoRecording
    for file in left:
        choose(actor=request.officer, request=row, file=file)


def _drop(request: OfficerRequest, row: Request) -> None:
    key = request.POST.get("item", "")
    item = row.items.filter(pk=key).first() if key.isdecimal() else None
    if item is None:
        raise errors.NoRecording
    drop(actor=request.officer, request=row, item=item)


def _law(request: OfficerRequest, row: Request) -> None:
    form = LawForm(request.POST)
    law = form.cleaned_data["law"] if form.is_valid() else ""
    deciding.name_law(actor=request.officer, request=row, law=law)


def _tell(request: OfficerRequest, row: Request) -> None:
    form = TellForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    deciding.tell(actor=request.officer, request=row, words=words)


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
    "drop": _drop,
    "law": _law,
    "tell": _tell,
    "reply": _reply,
}
