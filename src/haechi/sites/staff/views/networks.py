"""From where officers may sign in, and sign-ins that are closed after misses (ALL-2)."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.access_control import delays
from haechi.access_control.errors import ShutsOut
from haechi.access_control.ledger import note_right
from haechi.access_control.networks import as_text, set_networks
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.sites.staff.forms.access_control import NetworksForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.trail import place_of
from haechi.staff.models import Account


@for_managers
def allowed_networks(request: OfficerRequest) -> HttpResponseBase:
    place = place_of(request)
    form = NetworksForm(request.POST or None, initial={"networks": as_text(request.institution)})
    if request.method == "POST" and form.is_valid() and _saved(request, form, place):
        return HttpResponseRedirect(reverse("allowed_networks"))
    context = {"form": form, "place": place}
    status = 422 if form.errors else 200
    return render(request, "site_staff/allowed_networks.html", context, status=status)


def _saved(request: OfficerRequest, form: NetworksForm, place: str) -> bool:
    try:
        changed = set_networks(
            actor=request.officer.trail,
            institution=request.institution,
            rules=form.cleaned_data["networks"],
            place=place,
            ground=form.cleaned_data["ground"],
        )
    except ShutsOut:
        words = _("These networks would shut you out: your own address is %(place)s.")
        form.add_error("networks", words % {"place": place})
        return False
    messages.success(
        request, _("The networks were saved.") if changed else _("Nothing was changed.")
    )
    return True


@dataclass(frozen=True)
class Locked:
    """An account whose sign-in is closed for a while."""

    account: Account
    until: datetime


@require_safe
@for_managers
def locked_sign_ins(request: OfficerRequest) -> HttpResponseBase:
    accounts = {
        account.username: account
        for account in Account.objects.filter(
            officer__institution=request.institution, is_active=True
        ).select_related("officer")
    }
    closed = delays.closed_among(accounts)
    rows = [Locked(accounts[name], until) for name, until in sorted(closed.items())]
    return render(request, "site_staff/locked_sign_ins.html", {"rows": rows})


@require_POST
@for_managers
@transaction.atomic
def sign_in_unlock(request: OfficerRequest, account_id: int) -> HttpResponseBase:
    """Open it at once: the misses were the officer's own. Never one's own, who is signed in already."""
    account = get_object_or_404(
        Account, pk=account_id, officer__institution=request.institution, is_active=True
    )
    if account.pk == request.officer.account_id:
        raise Http404
    if delays.forget(account.username):
        actor = request.officer.trail
        note_right(actor=actor, officer=account.officer, change=Change.UNLOCKED)
        record(
            actor=actor,
            action=Action.ACCOUNT_UNLOCKED,
            subject=f"officer:{account.officer_id}",
        )
        messages.success(request, _("%(name)s can sign in again.") % {"name": account.officer})
    return HttpResponseRedirect(reverse("locked_sign_ins"))
