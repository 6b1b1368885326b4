"""The catalogue: rows without sound (제8조②); a number is searched for by POST: it stands in no address."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from haechi.disclosures.matching import choosing
from haechi.recordings.access import call_for, listed, may_see_any
from haechi.recordings.people import has_pledged, is_chief, manages
from haechi.recordings.selectors import Place, page_of, read_place, row_of
from haechi.recordings.types import Filters
from haechi.sites.staff.forms.calls import CatalogueForm, HoldForm, KeepForm, NumberForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.area import call_tabs, for_calls

_FILTERS = tuple(CatalogueForm.base_fields)


@require_safe
@for_calls
def catalogue(request: OfficerRequest) -> HttpResponseBase:
    if not may_see_any(request.officer):
        return redirect("call_office")  # who runs the settings and has no row to see
    form = CatalogueForm(request.GET or None, actor=request.officer)
    form.is_valid()
    number = NumberForm(auto_id="number_%s")
    return _show(request, form, number, form.asked(), read_place(request.GET.get("after", "")))


@require_POST
@for_calls
def search(request: OfficerRequest) -> HttpResponseBase:
    """Calls of one number, the newest fifty; days narrow it."""
    if not may_see_any(request.officer):
        raise Http404
    form = CatalogueForm(actor=request.officer)
    number = NumberForm(request.POST, auto_id="number_%s")
    if not number.is_valid():
        return _show(request, form, number, Filters(), None, status=422)
    return _show(request, form, number, number.asked(), None)


def _show(
    request: OfficerRequest,
    form: CatalogueForm,
    number: NumberForm,
    asked: Filters,
    after: Place | None,
    status: int = 200,
) -> HttpResponse:
    page = page_of(request.officer, asked, after)
    listed(request.officer, asked, len(page.rows))
    kept = {name: request.GET[name] for name in _FILTERS if request.GET.get(name)}
    older = urlencode({**kept, "after": str(page.following)}) if page.following else ""
    context: dict[str, Any] = {
        "tabs": call_tabs(request, "calls"),
        "form": form,
        "number": number,
        "rows": page.rows,
        "filtered": asked != Filters(),
        "by_number": bool(asked.number),
        "more_of_number": bool(asked.number) and page.following is not None,
        "older_url": f"?{older}" if older and not asked.number else "",
        "newer_url": f"?{urlencode(kept)}" if after else "",
        "owes_pledge": _owes(request),
    }
    return render(request, "site_staff/calls/catalogue.html", context, status=status)


def _owes(request: OfficerRequest) -> bool:
    officer = request.officer.officer
    return manages(officer) and not has_pledged(officer)


@require_safe
@for_calls
def call(request: OfficerRequest, call_id: int) -> HttpResponseBase:
    """One row with its proof and its files, and no sound."""
    found = call_for(request.officer, call_id)
    context = {
        "tabs": call_tabs(request, "calls"),
        "row": row_of(found),
        "call": found,
        "proofs": found.proofs.select_related("notice"),
        "files": [
            (
                file,
                HoldForm(auto_id=f"hold-{file.number}-%s"),
                KeepForm(auto_id=f"keep-{file.number}-%s"),
            )
            for file in found.files.select_related("day_key", "hold")
        ],
        "may_hold": is_chief(request.officer.officer),
        "may_keep": found.official_id == request.officer.officer.pk,
        "choosing": choosing(request.officer) if found.files_count else [],
        "linked": found.linked.all(),
    }
    return render(request, "site_staff/calls/call.html", context)
