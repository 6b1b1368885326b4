"""Who is responsible, who holds the halves, the pledge of secrecy, and how long recordings are kept."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.custody.models import Officer
from haechi.custody.selectors import members_of
from haechi.custody.types import DeskFunction
from haechi.recordings import people
from haechi.recordings.desks import admit_to_desk, leave_desk, open_desk
from haechi.recordings.models import Designation
from haechi.recordings.office import OfficeSettings, change_settings, settings_of
from haechi.sites.staff.context import MANAGERS
from haechi.sites.staff.forms.calls import DesignateForm, DeskForm, RecordingSettingsForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.area import REFUSALS, call_tabs, for_calls, words_of


@require_safe
@for_calls
def office(request: OfficerRequest) -> HttpResponseBase:
    return _show(request)


def _show(request: OfficerRequest, status: int = 200, **failed: BaseForm) -> HttpResponse:
    officer, institution = request.officer.officer, request.institution
    chief, runs = people.is_chief(officer), request.officer.role in MANAGERS
    if not runs and not people.manages(officer):
        raise Http404
    rows = Designation.objects.filter(institution=institution)
    context: dict[str, Any] = {
        "tabs": call_tabs(request, "call_office"),
        "designations": rows.select_related("officer", "department"),
        "desks": [(f.value, f.label, members_of(institution, f)) for f in people.DESKS],
        "may_name": chief or runs,
        "is_chief": chief,
        "pledge": people.PLEDGE,
        "owes": people.manages(officer) and not people.has_pledged(officer),
        "owing": people.owe_pledge(institution),
        "designation": DesignateForm(institution=institution),
        "desk": DeskForm(institution=institution),
        "settings": RecordingSettingsForm(instance=settings_of(institution)),
        **failed,
        "form": next(iter(failed.values()), None),
    }
    return render(request, "site_staff/calls/office.html", context, status=status)


@require_POST
@for_calls
def designate(request: OfficerRequest) -> HttpResponseBase:
    form = DesignateForm(request.POST, institution=request.institution)
    if form.is_valid():
        try:
            people.designate(actor=request.officer, **form.cleaned_data)
        except REFUSALS as error:
            form.add_error(None, words_of(error))
    if form.errors:
        return _show(request, 422, designation=form)
    messages.success(request, _("The designation was recorded."))
    return redirect("call_office")


@require_POST
@for_calls
def designation_end(request: OfficerRequest, row_id: int) -> HttpResponseBase:
    row = Designation.objects.filter(pk=row_id, institution=request.institution).first()
    if row is None:
        raise Http404
    try:
        people.end_designation(actor=request.officer, row=row)
    except REFUSALS as error:
        messages.error(request, words_of(error))
    else:
        messages.success(request, _("The designation has ended."))
    return redirect("call_office")


@require_POST
@for_calls
def desk_seat(request: OfficerRequest) -> HttpResponseBase:
    """Staff an empty desk, or hand its key on to one more."""
    form = DeskForm(request.POST, institution=request.institution)
    if form.is_valid():
        officer, function = form.cleaned_data["officer"], form.cleaned_data["function"]
        try:
            if members_of(request.institution, function):
                admit_to_desk(actor=request.officer, function=function, newcomer=officer)
            else:
                open_desk(actor=request.officer, function=function, officers=[officer])
        except REFUSALS as error:
            form.add_error(None, words_of(error))
    if form.errors:
        return _show(request, 422, desk=form)
    messages.success(request, _("The officer sits at the desk."))
    return redirect("call_office")


@require_POST
@for_calls
def desk_leave(request: OfficerRequest, function: str, officer_id: int) -> HttpResponseBase:
    officer = Officer.objects.filter(pk=officer_id, institution=request.institution).first()
    if officer is None or function not in people.DESKS:
        raise Http404
    try:
        leave_desk(actor=request.officer, function=DeskFunction(function), officer=officer)
    except REFUSALS as error:
        messages.error(request, words_of(error))
    else:
        messages.success(request, _("The seat has ended; the desk has a new key."))
    return redirect("call_office")


@require_POST
@for_calls
def pledge(request: OfficerRequest) -> HttpResponseBase:
    people.sign_pledge(actor=request.officer)
    messages.success(request, _("You signed the pledge of secrecy."))
    return redirect("call_office")


@require_POST
@for_calls
def settings(request: OfficerRequest) -> HttpResponseBase:
    form = RecordingSettingsForm(request.POST, instance=settings_of(request.institution))
    if form.is_valid():
        try:
            change_settings(actor=request.officer, given=OfficeSettings(**form.cleaned_data))
        except REFUSALS as error:
            form.add_error(None, words_of(error))
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        return _show(request, 422, settings=form)
    messages.success(request, _("Saved. The recorder follows within seconds."))
    return redirect("call_office")
