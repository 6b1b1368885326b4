"""Legal holds of recordings, set and ended by the 정책임자 on a call's page."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from haechi.recordings import holds
from haechi.recordings.access import call_for
from haechi.recordings.models import RecordingFile
from haechi.sites.staff.forms.calls import HoldForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.area import REFUSALS, for_calls, words_of


@require_POST
@for_calls
def hold_set(request: OfficerRequest, call_id: int, number: int) -> HttpResponseBase:
    file, form = _file(request, call_id, number), HoldForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A reason is needed."))
        return redirect("call", call_id)
    try:
        holds.hold(actor=request.officer, file=file, reason=form.cleaned_data["reason"])
    except REFUSALS as error:
        messages.error(request, words_of(error))
    else:
        messages.success(request, _("The recording is kept until the hold ends."))
    return redirect("call", call_id)


@require_POST
@for_calls
def hold_release(request: OfficerRequest, call_id: int, number: int) -> HttpResponseBase:
    try:
        holds.release(actor=request.officer, file=_file(request, call_id, number))
    except REFUSALS as error:
        messages.error(request, words_of(error))
    else:
        messages.success(
            request, _("The hold has ended. A recording past its day is destroyed now.")
        )
    return redirect("call", call_id)


def _file(request: OfficerRequest, call_id: int, number: int) -> RecordingFile:
    found = call_for(request.officer, call_id).files.filter(number=number).first()
    if found is None:
        raise Http404
    return found
