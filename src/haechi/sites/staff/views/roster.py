"""The duty roster: a month at a time, read by everybody at work, changed by heads and administrators."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.common.clock import today
from haechi.custody.models import Leave, RosterEntry
from haechi.institutions.models import Institution
from haechi.sites.staff.context import MANAGERS
from haechi.sites.staff.forms.roster import LeaveForm, TurnForm
from haechi.sites.staff.guards import OfficerRequest, for_anyone_at_work, for_managers
from haechi.sites.staff.roster_page import Month, gaps_of, month_roster, weekdays, weeks_of
from haechi.staff.errors import NotAllowed
from haechi.staff.roster import add_leave, add_turn, remove_leave, remove_turn

_EARLIEST, _LATEST = 2020, 2099


@require_safe
@for_anyone_at_work
def roster(request: OfficerRequest) -> HttpResponseBase:
    return _page(request, _month(request.GET, request.institution))


def _month(asked: QueryDict, institution: Institution) -> Month:
    """The month and category that are asked for; what makes no sense is this month, the first."""
    offered = institution.categories.filter(is_active=True)
    number = asked.get("category", "")
    found = offered.filter(pk=int(number)).first() if _is_number(number) else None
    day = _date(f"{asked.get('month', '')}-01") or today()
    return Month(institution, found or offered.first(), day.replace(day=1))


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10


def _date(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if _EARLIEST <= found.year <= _LATEST else None


def _page(
    request: OfficerRequest,
    month: Month,
    *,
    turn: TurnForm | None = None,
    leave: LeaveForm | None = None,
) -> HttpResponse:
    """The month, with a form that failed in its place."""
    found, failed = month_roster(month), turn or leave
    categories = list(request.institution.categories.filter(is_active=True))
    chosen = {"first_day": _date(request.GET.get("day", ""))}
    weeks = weeks_of(month, found)
    context = {
        "month": month,
        "weekdays": weekdays(),
        "weeks": weeks,
        "days": [day for week in weeks for day in week if day.in_month],
        "categories": categories,
        "gaps": gaps_of(month, categories, found),
        "turns": list(month.turns()),
        "leaves": list(month.leaves()),
        "may_edit": request.officer.role in MANAGERS,
        "turn": turn or TurnForm(category=month.category, initial=chosen),
        "leave": leave or LeaveForm(institution=request.institution, initial=chosen),
        "form": failed,
    }
    return render(request, "site_staff/roster.html", context, status=422 if failed else 200)


def _back(month: Month) -> HttpResponse:
    asked = {
        "month": f"{month.first:%Y-%m}",
        "category": month.category.pk if month.category else "",
    }
    return HttpResponseRedirect(f"{reverse('roster')}?{urlencode(asked)}")


@require_POST
@for_managers
def turn_add(request: OfficerRequest) -> HttpResponseBase:
    month = _month(request.POST, request.institution)
    form = TurnForm(request.POST, category=month.category)
    if not form.is_valid() or month.category is None:
        return _page(request, month, turn=form)
    try:
        add_turn(actor=request.officer.trail, category=month.category, **form.cleaned_data)
    except NotAllowed:  # the duty was taken away meanwhile
        form.add_error("officer", _("This officer is not on duty for the category."))
        return _page(request, month, turn=form)
    messages.success(request, _("The turn was added."))
    return _back(month)


@require_POST
@for_managers
def leave_add(request: OfficerRequest) -> HttpResponseBase:
    month = _month(request.POST, request.institution)
    form = LeaveForm(request.POST, institution=request.institution)
    if not form.is_valid():
        return _page(request, month, leave=form)
    add_leave(actor=request.officer.trail, **form.cleaned_data)
    messages.success(request, _("The leave was added."))
    return _back(month)


@require_POST
@for_managers
def turn_remove(request: OfficerRequest, turn_id: int) -> HttpResponseBase:
    turn = get_object_or_404(RosterEntry, pk=turn_id, category__institution=request.institution)
    remove_turn(actor=request.officer.trail, turn=turn)
    messages.success(request, _("The turn was removed."))
    return _back(_month(request.POST, request.institution))


@require_POST
@for_managers
def leave_remove(request: OfficerRequest, leave_id: int) -> HttpResponseBase:
    leave = get_object_or_404(Leave, pk=leave_id, officer__institution=request.institution)
    remove_leave(actor=request.officer.trail, leave=leave)
    messages.success(request, _("The leave was removed."))
    return _back(_month(request.POST, request.institution))
