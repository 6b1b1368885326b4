"""The record of access rights: who got, changed and lost which access, when, by whom and why (ALL-2)."""

from collections.abc import Iterator
from itertools import chain

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.access_control.ledger import rights_of
from haechi.access_control.models import AccessRight
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.common.batches import batches
from haechi.common.clock import today
from haechi.sites.staff.forms.access_control import RightsExportForm, RightsForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.spreadsheets import list_answer
from haechi.statistics.workbook import Cell

PAGE = 50


@require_safe
@for_managers
def access_rights(request: OfficerRequest) -> HttpResponseBase:
    return _page(request, None, 200)


def _page(request: OfficerRequest, export: RightsExportForm | None, status: int) -> HttpResponse:
    form = RightsForm(request.GET or None, institution=request.institution)
    form.is_valid()
    rows = form.narrowed(rights_of(request.institution.pk))
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    officer = request.GET.get("officer", "")
    kept = f"officer={officer}&" if officer.isdecimal() else ""
    context = {
        "form": form,
        "lines": [(row, _change(row)) for row in found[:PAGE]],
        "older_url": f"?{kept}before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "newer_url": f"?{kept}" if before.isdecimal() else "",
        "export": export
        or RightsExportForm(institution=request.institution, initial={"officer": officer}),
    }
    return render(request, "site_staff/access_rights.html", context, status=status)


def _change(row: AccessRight) -> str:
    return str(Change(row.change).label) if row.change in Change.values else row.change


@require_POST
@for_managers
def access_rights_export(request: OfficerRequest) -> HttpResponseBase:
    """The lines as a list; the reason goes into the trail."""
    form = RightsExportForm(request.POST, institution=request.institution)
    if not form.is_valid():
        return _page(request, form, 422)
    rows = form.narrowed(rights_of(request.institution.pk))
    record(
        actor=request.officer.trail,
        action=Action.LEDGER_EXPORTED,
        subject=f"institution:{request.institution.pk}",
        detail={"reason": form.cleaned_data["reason"], "count": rows.count()},
    )
    return list_answer(_cells(rows), form.cleaned_data["kind"], f"access-rights-{today()}")


def _cells(rows: QuerySet[AccessRight]) -> Iterator[list[Cell]]:
    yield [
        _("Date and time"),
        _("Officer"),
        _("What changed"),
        _("What"),
        _("Reason"),
        _("By whom"),
    ]
    for row in chain.from_iterable(batches(rows, AccessRight.objects.all(), 500)):
        at = localtime(row.at).strftime("%Y-%m-%d %H:%M:%S")
        yield [at, row.officer_name, _change(row), row.what, row.ground, row.actor_name]
