"""One officer: what she is called, her role, a suspension and its end (ALL-2, adr/010)."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.casework.leaving import give_role
from haechi.sites.staff.forms.people import ChangeForm, GroundForm, RoleForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.sessions import end_sessions_of
from haechi.sites.staff.views.people import account_of
from haechi.staff.administration import check_suspendable
from haechi.staff.errors import LastAdministrator, LastMember, NotAllowed
from haechi.staff.members import change_officer, reinstate_officer, suspend_officer
from haechi.staff.models import Account
from haechi.staff.types import Role


@require_safe
@for_managers
def person(request: OfficerRequest, account_id: int) -> HttpResponseBase:
    return _page(request, account_of(request, account_id, suspended=True))


def _page(
    request: OfficerRequest,
    account: Account,
    *,
    change: ChangeForm | None = None,
    role: RoleForm | None = None,
    end: GroundForm | None = None,
) -> HttpResponse:
    """The page, with a form that failed in its place."""
    officer = account.officer
    values = {"name": officer.name, "position": officer.position, "department": officer.department}
    context = {
        "account": account,
        "is_self": account.pk == request.officer.account_id,
        "change": change or ChangeForm(institution=request.institution, initial=values),
        "role": role or RoleForm(initial={"role": account.role}),
        "end": end or GroundForm(),
        "form": change or role or end,
        "role_label": Role(account.role).label,
        "may_have_duties": account.role != Role.ADMINISTRATOR,
    }
    failed = change or role or end
    return render(request, "site_staff/person.html", context, status=422 if failed else 200)


@require_POST
@for_managers
def person_change(request: OfficerRequest, account_id: int) -> HttpResponseBase:
    account = account_of(request, account_id, suspended=True)
    form = ChangeForm(request.POST, institution=request.institution)
    if not form.is_valid():
        return _page(request, account, change=form)
    change_officer(actor=request.officer.trail, account=account, **form.cleaned_data)
    messages.success(request, _("The officer's details were saved."))
    return HttpResponseRedirect(reverse("person", args=[account_id]))


@require_POST
@for_managers
def person_role(request: OfficerRequest, account_id: int) -> HttpResponseBase:
    """Another role; nobody gives one to herself. Becoming an administrator is asked about first."""
    account = account_of(request, account_id)
    if account.pk == request.officer.account_id:
        raise Http404
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, account, role=form)
    role = Role(form.cleaned_data["role"])
    loses = role == Role.ADMINISTRATOR != account.role
    if loses and request.POST.get("confirm") != "yes":
        return _ask_about_administrator(request, account, form.cleaned_data["ground"])
    try:
        ground = form.cleaned_data["ground"]
        give_role(actor=request.officer.trail, account=account, role=role, ground=ground)
    except LastMember:
        form.add_error("role", _("This is the last officer who can read reports."))
    except LastAdministrator:
        form.add_error("role", _("This is the last administrator. Appoint another one first."))
    if form.errors:
        return _page(request, account, role=form)
    messages.success(request, _("The role is now: %(role)s.") % {"role": role.label})
    return HttpResponseRedirect(reverse("person", args=[account_id]))


def _ask_about_administrator(
    request: OfficerRequest, account: Account, ground: str
) -> HttpResponse:
    context = {
        "title": _("Make %(name)s an administrator?") % {"name": account.officer},
        "consequences_title": _("At once"),
        "consequences": [
            _("The officer can open no report any more, by no page and by no key."),
            _("Duties, turns on the roster and assigned reports end."),
            _("New reports are sealed with a new key that this officer never had."),
        ],
        "hidden": {"role": Role.ADMINISTRATOR.value, "ground": ground},
        "confirm_label": _("Make an administrator"),
        "cancel_url": reverse("person", args=[account.pk]),
        "danger": True,
    }
    return render(request, "site_common/confirm.html", context)


@for_managers
def person_suspend(request: OfficerRequest, account_id: int) -> HttpResponseBase:
    account = account_of(request, account_id)
    try:
        check_suspendable(actor=request.officer, account=account)
    except NotAllowed:
        raise Http404 from None
    except LastMember:
        messages.error(
            request,
            _("The last officer who can read reports cannot be removed. Admit another one first."),
        )
        return HttpResponseRedirect(reverse("person", args=[account_id]))
    form = GroundForm(request.POST or None)
    if request.POST.get("confirm") == "yes" and form.is_valid():
        _suspend(request, account, form.cleaned_data["ground"])
        return HttpResponseRedirect(reverse("person", args=[account_id]))
    context = {
        "form": form,
        "title": _("Suspend %(name)s?") % {"name": account.officer},
        "consequences_title": _("At once"),
        "consequences": [
            _("The officer cannot sign in, and every open session ends."),
            _("She gets no notices and is not on duty; reports assigned to her stay hers."),
            _("New reports are sealed with a new key that this officer never had."),
            _("Password, second factor and keys are kept: the suspension can be ended."),
        ],
        "confirm_label": _("Suspend the officer"),
        "cancel_url": reverse("person", args=[account_id]),
        "danger": True,
    }
    status = 422 if form.errors else 200
    return render(request, "site_common/confirm.html", context, status=status)


def _suspend(request: OfficerRequest, account: Account, ground: str) -> None:
    with transaction.atomic():
        end_sessions_of(account.pk)
        suspend_officer(actor=request.officer.trail, account=account, ground=ground)
    messages.success(request, _("%(name)s is suspended.") % {"name": account.officer})


@require_POST
@for_managers
def person_reinstate(request: OfficerRequest, account_id: int) -> HttpResponseBase:
    account = account_of(request, account_id, suspended=True)
    form = GroundForm(request.POST)
    if account.officer.is_suspended and not form.is_valid():
        return _page(request, account, end=form)
    try:
        ground = form.cleaned_data["ground"] if form.is_valid() else ""
        reinstate_officer(actor=request.officer.trail, account=account, ground=ground)
    except NotAllowed:
        raise Http404 from None
    messages.success(
        request,
        _(
            "The suspension has ended. What was reported meanwhile opens once a member of the intake "
            "desk admits the officer."
        ),
    )
    return HttpResponseRedirect(reverse("person", args=[account_id]))
