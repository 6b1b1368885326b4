"""Scans that say who somebody is: purpose and reason first, then the file (제23조)."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from haechi.casework.access import holds_identity, open_case
from haechi.casework.sealed_papers import open_sealed_scan, seal_apart, sealed_scan
from haechi.sites.staff.forms.cases.people import OpenIdentityForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.cases.case import to_case
from haechi.sites.staff.views.cases.guards import for_centre
from haechi.sites.staff.views.cases.page import state_mark
from haechi.sites.staff.views.cases.papers import saved
from haechi.sites.staff.views.cases.problems import REFUSALS, words_of


@for_centre
def sealed(request: OfficerRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """Ask why, then answer with the file, to be saved and never shown in place."""
    opened = open_case(request.officer, case_id)
    row = sealed_scan(opened, file_id)
    if not holds_identity(request.officer, opened.case):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = OpenIdentityForm(data, opened=opened, actor=request.officer)
    if data is not None and form.is_valid():
        try:
            view, chunks = open_sealed_scan(
                actor=request.officer, case_id=case_id, file_id=file_id, **form.values()
            )
            return saved(chunks, view.name, view.size)
        except REFUSALS as error:
            form.add_error(None, words_of(error))
    context = {
        "case": opened.case,
        "state_mark": state_mark(opened.case),
        "paper": row.paper,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/cases/sealed_scan.html", context, status=status)


@require_POST
@for_centre
def apart(request: OfficerRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """A file of the report that says who reports goes under the identity key."""
    try:
        seal_apart(actor=request.officer, case_id=case_id, attachment_id=file_id)
    except REFUSALS as error:
        messages.error(request, words_of(error))
    else:
        messages.success(request, _("The file is sealed apart now."))
    return to_case(case_id, "papers")
