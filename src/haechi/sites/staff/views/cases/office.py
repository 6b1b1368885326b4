"""The centre itself: who is designated, who sits at its desks, how it counts, what its notices say."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.cases.clocks import settings_of
from haechi.cases.templates import STANDARD
from haechi.cases.types import NoticeKind
from haechi.casework import office as service
from haechi.casework.access import belongs_to_centre
from haechi.casework.desks import DESKS, admit_to_desk, leave_desk, open_desk
from haechi.casework.errors import NoSuchCase
from haechi.casework.form_texts import own_texts
from haechi.casework.notices import template_of, unfilled
from haechi.custody.models import Officer
from haechi.custody.selectors import members_of
from haechi.custody.types import DeskFunction
from haechi.documents.forms import FORMS
from haechi.sites.staff.context import MANAGERS
from haechi.sites.staff.forms.cases.office import (
    DesignationForm,
    SeatForm,
    SettingsForm,
    TemplateForm,
)
from haechi.sites.staff.guards import OfficerRequest, for_anyone_at_work, for_managers
from haechi.sites.staff.views.cases.problems import REFUSALS, words_of
from haechi.sites.staff.views.cases.tabs import area_tabs
from haechi.staff.types import Role


@require_safe
@for_anyone_at_work
def office(request: OfficerRequest) -> HttpResponseBase:
    """Read by managers and by the centre; an administrator sees the centre, and no case."""
    if request.officer.role not in MANAGERS and not belongs_to_centre(request.officer):
        raise Http404
    return _show(request)


def _show(request: OfficerRequest, status: int = 200, **failed: BaseForm) -> HttpResponse:
    institution = request.institution
    inside = belongs_to_centre(request.officer)
    context: dict[str, Any] = {
        "tabs": area_tabs(request, "case_office") if inside else [],
        "designations": list(service.designations(request.officer)),
        "desks": [(f.value, f.label, members_of(institution, f)) for f in DESKS],
        "may_edit": request.officer.role in MANAGERS,
        "may_seat": request.officer.role == Role.HEAD,
        "kinds": [kind for kind in NoticeKind if kind in STANDARD],
        "own": set(institution.notice_templates.values_list("kind", flat=True)),
        "spoken": [form for form in FORMS.values() if form.texts],
        "changed": {number for number in FORMS if own_texts(institution, number)},
        "designation": DesignationForm(institution=institution),
        "seat": SeatForm(institution=institution),
        "settings": SettingsForm(instance=settings_of(institution)),
        **failed,
        "form": next(iter(failed.values()), None),
    }
    return render(request, "site_staff/cases/office.html", context, status=status)


@require_POST
@for_managers
def designate(request: OfficerRequest) -> HttpResponseBase:
    form = DesignationForm(request.POST, institution=request.institution)
    if form.is_valid():
        try:
            service.designate(actor=request.officer, **form.cleaned_data)
        except REFUSALS as error:
            form.add_error(None, words_of(error))
    if form.errors:
        return _show(request, 422, designation=form)
    messages.success(request, _("The designation was recorded. A seat at the desk is given apart."))
    return redirect("case_office")


@require_POST
@for_managers
def designation_end(request: OfficerRequest, designation_id: int) -> HttpResponseBase:
    try:
        service.end_designation(actor=request.officer, designation_id=designation_id)
    except NoSuchCase:
        raise Http404 from None
    messages.success(request, _("The designation has ended."))
    return redirect("case_office")


@require_POST
@for_managers
def seat(request: OfficerRequest) -> HttpResponseBase:
    """Staff an empty desk, or hand on its key to one more."""
    form = SeatForm(request.POST, institution=request.institution)
    if form.is_valid():
        try:
            _seat(request, form.cleaned_data["officer"], form.cleaned_data["function"])
        except REFUSALS as error:
            form.add_error(None, words_of(error))
    if form.errors:
        return _show(request, 422, seat=form)
    messages.success(request, _("The officer sits at the desk."))
    return redirect("case_office")


def _seat(request: OfficerRequest, officer: Officer, function: DeskFunction) -> None:
    if members_of(request.institution, function):
        admit_to_desk(actor=request.officer, function=function, newcomer=officer)
    else:
        open_desk(actor=request.officer, function=function, officers=[officer])


@require_POST
@for_managers
def seat_end(request: OfficerRequest, function: str, officer_id: int) -> HttpResponseBase:
    officer = Officer.objects.filter(pk=officer_id, institution=request.institution).first()
    if officer is None or function not in DESKS:
        raise Http404
    try:
        leave_desk(actor=request.officer, function=DeskFunction(function), officer=officer)
    except REFUSALS as error:
        messages.error(request, words_of(error))
    else:
        messages.success(request, _("The seat has ended; the desk has a new key."))
    return redirect("case_office")


@require_POST
@for_managers
def settings(request: OfficerRequest) -> HttpResponseBase:
    form = SettingsForm(request.POST, instance=settings_of(request.institution))
    if not form.is_valid():
        return _show(request, 422, settings=form)
    moved = service.save_settings(actor=request.officer, changed=form.instance)
    messages.success(request, _("Saved."))
    if moved:
        messages.info(
            request, _("%(count)s open periods end on another day now.") % {"count": moved}
        )
    return redirect("case_office")


@for_managers
def template(request: OfficerRequest, kind: str) -> HttpResponseBase:
    """The institution's own words of one notice."""
    chosen = _kind(kind)
    title, text = template_of(request.institution, chosen)
    form = TemplateForm(_posted(request), initial={"title": title, "text": text})
    if request.method == "POST" and form.is_valid():
        try:
            service.save_template(actor=request.officer, kind=chosen, **form.cleaned_data)
        except REFUSALS:
            form.add_error("text", _("A word in braces is unknown here. Use those listed below."))
        else:
            messages.success(request, _("Saved."))
            return redirect("case_office")
    context = {
        "form": form,
        "kind": chosen,
        "known": sorted(set(unfilled("".join(STANDARD[chosen])))),
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/cases/template.html", context, status=status)


def _posted(request: HttpRequest) -> Any:  # noqa: ANN401
    return request.POST if request.method == "POST" else None


def _kind(typed: str) -> NoticeKind:
    if typed not in {kind.value for kind in STANDARD}:
        raise Http404
    return NoticeKind(typed)
