"""Consultations (상담, 제9조): days and ways in the list, words only when one is opened."""

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from haechi.casework import office
from haechi.sites.staff.forms.cases.office import ConsultationForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.cases.guards import for_centre
from haechi.sites.staff.views.cases.problems import REFUSALS, words_of
from haechi.sites.staff.views.cases.tabs import area_tabs

_SHOWN = 200


@require_safe
@for_centre
def consultations(request: OfficerRequest) -> HttpResponseBase:
    ways = dict(ConsultationForm.base_fields["way"].choices)  # type: ignore[attr-defined]
    rows = office.consultations(request.officer)[:_SHOWN]
    context = {
        "tabs": area_tabs(request, "consultations"),
        "rows": [(row, ways.get(row.way, row.way)) for row in rows],
    }
    return render(request, "site_staff/cases/consultations.html", context)


@for_centre
def consultation_new(request: OfficerRequest) -> HttpResponseBase:
    form = ConsultationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        talk = office.Talk(given["subject"], given["matter"], given["advice"])
        try:
            office.record_consultation(
                actor=request.officer, talk=talk, way=given["way"], on=given["on"]
            )
        except REFUSALS as error:
            form.add_error(None, words_of(error))
        else:
            messages.success(request, _("The consultation was recorded."))
            return redirect("consultations")
    status = 422 if form.errors else 200
    return render(request, "site_staff/cases/consultation_new.html", {"form": form}, status=status)


@require_safe
@for_centre
def consultation(request: OfficerRequest, consultation_id: uuid.UUID) -> HttpResponseBase:
    """One consultation, opened: one row in the trail."""
    row, talk = office.open_consultation(actor=request.officer, consultation_id=consultation_id)
    context = {"row": row, "talk": talk}
    return render(request, "site_staff/cases/consultation.html", context)
