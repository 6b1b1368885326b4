"""How long an institution keeps requests for recordings."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haechi.applicants.office import periods_of
from haechi.disclosures.periods import set_periods
from haechi.recordings.people import is_chief
from haechi.sites.staff.forms.call_requests import PeriodsForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.request_area import for_requests


@require_http_methods(["GET", "HEAD", "POST"])
@for_requests
def request_periods(request: OfficerRequest) -> HttpResponseBase:
    if not is_chief(request.officer.officer):
        raise Http404
    kept = periods_of(request.institution)
    given = {"papers_days": kept.papers_days, "register_years": kept.register_years}
    form = PeriodsForm(request.POST or None, initial=given)
    if form.is_valid():
        set_periods(actor=request.officer, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("call_requests")
    status = 422 if form.errors else 200
    return render(request, "site_staff/calls/request_periods.html", {"form": form}, status=status)
