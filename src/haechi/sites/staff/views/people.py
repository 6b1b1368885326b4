"""Officers: the list, new ones, duties, the intake desk, removal. Every act is in the trail (ALL-2)."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.casework.leaving import remove_officer
from haechi.custody.errors import NoSeat
from haechi.custody.selectors import intake_members
from haechi.inbox.recovery import bring_back
from haechi.sites.staff.forms.people import DutiesForm, GroundForm, HiringForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.passwords import draw_password
from haechi.sites.staff.sessions import end_sessions_of
from haechi.staff.administration import (
    admit_to_intake,
    check_removable,
    has_current_seat,
    reopen_intake,
)
from haechi.staff.errors import LastAdministrator, LastMember, NotAllowed
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer, set_duties
from haechi.staff.types import Role


@dataclass(frozen=True)
class Person:
    """One officer of the list."""

    account: Account
    role: str
    duties: list[str]
    seated: bool
    second_factor: bool
    may_sit: bool
    is_self: bool
    is_suspended: bool


@require_safe
@for_managers
def people(request: OfficerRequest) -> HttpResponseBase:
    accounts = (
        Account.objects.filter(officer__institution=request.institution)
        .filter(Q(is_active=True) | Q(officer__is_suspended=True))
        .select_related("officer__department")
        .prefetch_related("officer__duties__category")
        .order_by("officer__name")
    )
    context = {
        "people": [_person(request, account) for account in accounts],
        "seated": has_current_seat(request.officer.officer),
    }
    return render(request, "site_staff/people.html", context)


def _person(request: OfficerRequest, account: Account) -> Person:
    factors = Authenticator.objects.filter(user=account).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return Person(
        account=account,
        role=str(Role(account.role).label),
        duties=[duty.category.name for duty in account.officer.duties.all()],
        seated=has_current_seat(account.officer),
        second_factor=factors.exists(),
        may_sit=account.role != Role.ADMINISTRATOR,
        is_self=account.pk == request.officer.account_id,
        is_suspended=account.officer.is_suspended,
    )


@for_managers
def person_new(request: OfficerRequest) -> HttpResponseBase:
    """Create an officer; the drawn password is shown in this answer and nowhere else."""
    form = HiringForm(request.POST or None, institution=request.institution)
    if request.method == "POST" and form.is_valid():
        password = draw_password()
        account = _create(request, form, password)
        if account is not None:
            context = {"account": account, "password": password}
            return render(request, "site_staff/person_created.html", context)
    status = 422 if form.errors else 200
    return render(request, "site_staff/person_new.html", {"form": form}, status=status)


def _create(request: OfficerRequest, form: HiringForm, password: str) -> Account | None:
    values = form.cleaned_data
    new = NewOfficer(
        username=values["username"],
        password=password,
        name=values["name"],
        position=values["position"],
        role=Role(values["role"]),
        phone=values["phone"],
        email=values["email"],
        department=values["department"],
        drawn=True,
        ground=values["ground"],
    )
    actor = request.officer.trail
    try:
        account = create_officer(actor=actor, institution=request.institution, new=new)
    except IntegrityError:  # two created the same name at once
        form.add_error("username", _("This user name is taken."))
        return None
    if values["duties"]:
        set_duties(
            actor=actor,
            officer=account.officer,
            categories=values["duties"],
            ground=values["ground"],
        )
    return account


@for_managers
def person_duties(request: OfficerRequest, account_id: int) -> HttpResponseBase:
    account = account_of(request, account_id)
    if account.role == Role.ADMINISTRATOR:
        raise Http404
    chosen = account.officer.duties.values_list("category", flat=True)
    form = DutiesForm(
        request.POST if request.method == "POST" else None,
        institution=request.institution,
        initial={"duties": list(chosen)},
    )
    if request.method == "POST" and form.is_valid():
        set_duties(
            actor=request.officer.trail,
            officer=account.officer,
            categories=form.cleaned_data["duties"],
            ground=form.cleaned_data["ground"],
        )
        messages.success(request, _("The duties were changed."))
        return HttpResponseRedirect(reverse("people"))
    context = {"form": form, "account": account}
    status = 422 if form.errors else 200
    return render(request, "site_staff/person_duties.html", context, status=status)


@require_POST
@for_managers
def person_admit(request: OfficerRequest, account_id: int) -> HttpResponseBase:
    """Seat an officer: a member hands on what she can open; where no member is left, from now on."""
    account = account_of(request, account_id)
    try:
        admit_to_intake(actor=request.officer, newcomer=account.officer)
        messages.success(request, _("Admitted: all reports that you can open are open too."))
    except NoSeat:
        return _reopen(request, account)
    except NotAllowed:
        raise Http404 from None
    return HttpResponseRedirect(reverse("people"))


def _reopen(request: OfficerRequest, account: Account) -> HttpResponse:
    if intake_members(request.institution).exists():
        messages.error(
            request,
            _(
                "Only a member of the intake desk can do this, or two recovery sheets at the server."
            ),
        )
        return HttpResponseRedirect(reverse("people"))
    if request.POST.get("confirm") != "yes":
        context = {
            "title": _("Let %(name)s read reports from now on?") % {"name": account.officer.name},
            "consequences_title": _("Nobody is left at the intake desk"),
            "consequences": [
                _("Reports that arrive from now on can be opened by this officer."),
                _("Earlier reports stay closed until a member of the desk admits the officer."),
            ],
            "confirm_label": _("Let this officer read new reports"),
            "cancel_url": reverse("people"),
        }
        return render(request, "site_common/confirm.html", context)
    reopen_intake(actor=request.officer, newcomer=account.officer)
    messages.success(request, _("The officer can open reports that arrive from now on."))
    return HttpResponseRedirect(reverse("people"))


@for_managers
def person_password(request: OfficerRequest, account_id: int) -> HttpResponseBase:
    """A forgotten password: a new one is drawn, and what the officer could open is handed on again.

    Whoever does it must be able to open it: a seat would be lost otherwise, the last one for good.
    """
    account = account_of(request, account_id)
    if account.pk == request.officer.account_id:
        raise Http404
    if has_current_seat(account.officer) and not has_current_seat(request.officer.officer):
        return _lead_to_sheets(request, account)
    if request.method == "POST" and request.POST.get("confirm") == "yes":
        password = draw_password()
        bring_back(by=request.officer, account=account, password=password)
        end_sessions_of(account.pk)
        context = {"account": account, "password": password, "again": True}
        return render(request, "site_staff/person_created.html", context)
    context = {
        "title": _("New password for %(name)s?") % {"name": account.officer},
        "message": _("Make sure that it is really this officer who asks."),
        "consequences_title": _("At once"),
        "consequences": [
            _("The old password stops working and open sessions end."),
            _("The second factor stays as it is."),
            _("Reports that you can open yourself are handed on to the officer's new key."),
        ],
        "confirm_label": _("Draw a new password"),
        "cancel_url": reverse("people"),
    }
    return render(request, "site_common/confirm.html", context)


def _lead_to_sheets(request: OfficerRequest, account: Account) -> HttpResponse:
    """Who cannot open what the officer could open is led to the way that can: a colleague, or two sheets."""
    if not request.institution.recovery_public_key:
        messages.error(request, _("Only a member of the intake desk can do this."))
        return HttpResponseRedirect(reverse("people"))
    messages.warning(
        request,
        _(
            "Only a member of the intake desk can draw a new password for this officer. Where none is"
            " left, two holders of recovery sheets type them here."
        ),
    )
    return HttpResponseRedirect(reverse("recovery_restore", args=[account.pk]))


@for_managers
def person_remove(request: OfficerRequest, account_id: int) -> HttpResponseBase:
    account = account_of(request, account_id, suspended=True)
    try:
        check_removable(actor=request.officer, account=account)
    except NotAllowed:
        raise Http404 from None
    except LastMember:
        messages.error(
            request,
            _("The last officer who can read reports cannot be removed. Admit another one first."),
        )
        return HttpResponseRedirect(reverse("people"))
    except LastAdministrator:
        messages.error(
            request, _("The last administrator cannot be removed. Appoint another one first.")
        )
        return HttpResponseRedirect(reverse("people"))
    form = GroundForm(request.POST or None)
    if request.POST.get("confirm") == "yes" and form.is_valid():
        _remove(request, account, form.cleaned_data["ground"])
        return HttpResponseRedirect(reverse("people"))
    context = {
        "form": form,
        "title": _("Remove %(name)s?") % {"name": account.officer},
        "consequences_title": _("At once"),
        "consequences": [
            _("The account is closed and every open session of it ends."),
            _("New reports are sealed with a new key that this officer never had."),
            _("What this officer wrote, and the access trail, stay."),
            _("It cannot be undone: the officer would need a new account."),
        ],
        "confirm_label": _("Remove"),
        "cancel_url": reverse("people"),
        "danger": True,
    }
    status = 422 if form.errors else 200
    return render(request, "site_common/confirm.html", context, status=status)


def _remove(request: OfficerRequest, account: Account, ground: str) -> None:
    with transaction.atomic():
        Authenticator.objects.filter(user=account).delete()
        end_sessions_of(account.pk)
        remove_officer(actor=request.officer.trail, account=account, ground=ground)
    messages.success(request, _("%(name)s was removed.") % {"name": account.officer})


def account_of(request: OfficerRequest, account_id: int, *, suspended: bool = False) -> Account:
    """An account of the institution that is in use, or (`suspended`) for a time not. Raises Http404."""
    in_use = Q(is_active=True)
    if suspended:
        in_use |= Q(officer__is_suspended=True)
    account = (
        Account.objects.filter(in_use, pk=account_id, officer__institution=request.institution)
        .select_related("officer")
        .first()
    )
    if account is None:
        raise Http404
    return account
