"""The official who was on a call asks to keep its recording (제8조①)."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from haechi.disclosures.filing import ask_to_keep
from haechi.recordings.access import call_for
from haechi.sites.staff.forms.calls import KeepForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.area import for_calls
from haechi.sites.staff.views.calls.request_area import REFUSALS, words_of


@require_POST
@for_calls
def recording_keep(request: OfficerRequest, call_id: int, number: int) -> HttpResponseBase:
    file = call_for(request.officer, call_id).files.filter(number=number).first()
    if file is None:
        raise Http404
    form = KeepForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        row = ask_to_keep(actor=request.officer, file=file, reason=reason)
    except REFUSALS as error:
        messages.error(request, words_of(error))
        return redirect("call", call_id)
    messages.success(request, _("Both desks were asked. Once each gave its half, fetch it here."))
    return redirect("call_request", row.pk)
