"""Two holders type their sheets: to check that they work, or to bring an officer back (ALL-1, ALL-2).

Both sit down at one page, one after the other; `recovery_carry` tells where the first share waits.
"""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.services import record
from haechi.crypto.errors import CannotOpen
from haechi.crypto.shares import ReadShare
from haechi.custody.errors import WrongShares
from haechi.custody.recovery import kit_of
from haechi.inbox.recovery import recover_by_shares, rehearse_by_shares
from haechi.institutions.models import Institution
from haechi.sites.staff.forms.recovery import ShareForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.passwords import draw_password
from haechi.sites.staff.recovery_carry import carried, carry
from haechi.sites.staff.sessions import end_sessions_of
from haechi.staff.models import Account

MOST_FAILURES = 10
WITHIN = timedelta(hours=1)
_Act = Callable[[list[str]], HttpResponse]


@for_managers
def check(request: OfficerRequest) -> HttpResponseBase:
    """The yearly check: both sheets are typed, nothing is changed but the day of the check."""

    def act(shares: list[str]) -> HttpResponse:
        try:
            epochs = rehearse_by_shares(
                actor=request.officer.trail, institution=request.institution, shares=shares
            )
        except CannotOpen:
            messages.warning(
                request,
                _("The sheets are right, but some keys were not moved to them yet. See below."),
            )
        else:
            words = _("The sheets work: they open %(n)s desk keys. No key was changed.")
            messages.success(request, words % {"n": epochs})
        return HttpResponseRedirect(reverse("recovery"))

    return _enter(request, "check", _("Check the recovery sheets"), act)


@for_managers
def restore(request: OfficerRequest, account_id: int) -> HttpResponseBase:
    """An officer who forgot the password works again; the drawn password is shown in this answer."""
    account = get_object_or_404(
        Account.objects.select_related("officer__institution"),
        pk=account_id,
        officer__institution=request.institution,
        is_active=True,
    )
    if account.pk == request.officer.account_id:
        raise Http404

    def act(shares: list[str]) -> HttpResponse:
        password = draw_password()
        recover_by_shares(
            actor=request.officer.trail, account=account, password=password, shares=shares
        )
        end_sessions_of(account.pk)
        context = {"account": account, "password": password, "again": True}
        return render(request, "site_staff/person_created.html", context)

    title = _("Bring %(name)s back") % {"name": account.officer}
    return _enter(request, f"restore {account.pk}", title, act)


def _enter(request: OfficerRequest, act_name: str, title: str, act: _Act) -> HttpResponse:
    if not request.institution.recovery_public_key:
        raise Http404
    if request.method != "POST":
        return _page(request, ShareForm(), title, step=1)
    form = ShareForm(request.POST.copy())
    if _too_many(request):
        form.add_error(None, _("Too many sheets did not fit. Please try again in an hour."))
        return _page(request, form, title, step=1, status=429)
    first = carried(request, act_name, request.POST.get("first", ""))
    if request.POST.get("first") and not first:
        form.data["first"] = ""  # type: ignore[index]  # a copy of ours
        form.add_error(None, _("Too much time has passed. Please begin again."))
        return _page(request, form, title, step=1)
    return _take(request, form, (act_name, title, act), first)


def _take(
    request: OfficerRequest, form: ShareForm, doing: tuple[str, str, _Act], first: str | None
) -> HttpResponse:
    """One sheet: the first is carried, the second acts; one that does not fit is counted."""
    act_name, title, act = doing
    if form.is_valid() and form.read and _belongs(request, form, form.read, first):
        if first is None:
            token = carry(request, act_name, form.read.words)
            return _page(request, ShareForm(initial={"first": token}), title, step=2)
        try:
            return act([first, form.read.words])
        except WrongShares:
            form.add_error("words", _("The two sheets do not fit together."))
    _count_failure(request, act_name)
    return _page(request, form, title, step=2 if first else 1)


def _belongs(request: OfficerRequest, form: ShareForm, read: ReadShare, first: str | None) -> bool:
    """Whether the sheet is of the present issue, and not the first one again."""
    kit = kit_of(request.institution)
    if kit is not None and read.set_number != kit.set_number:
        words = _("This sheet is not of the present issue (no. %(number)s). Was it replaced?")
        form.add_error("words", words % {"number": kit.generation})
    elif first == read.words:
        form.add_error("words", _("This is the first sheet again. The second holder's is needed."))
    return not form.errors


def _page(
    request: OfficerRequest, form: ShareForm, title: str, *, step: int, status: int = 0
) -> HttpResponse:
    """The form; a sheet that does not fit comes back to its holder, who need not type it all again."""
    context = {
        "form": form,
        "title": title,
        "step": step,
        "steps": [("1", _("First sheet")), ("2", _("Second sheet"))],
        "kit": kit_of(Institution.objects.get(pk=request.institution.pk)),
    }
    failed = 422 if form.is_bound and form.errors else 200
    return render(request, "site_staff/recovery_entry.html", context, status=status or failed)


def _too_many(request: OfficerRequest) -> bool:
    failures = AuditEntry.objects.filter(
        institution_id=request.institution.pk,
        action=Action.RECOVERY_FAILED,
        at__gt=timezone.now() - WITHIN,
    )
    return failures.count() >= MOST_FAILURES


def _count_failure(request: OfficerRequest, act_name: str) -> None:
    record(
        actor=request.officer.trail,
        action=Action.RECOVERY_FAILED,
        subject=f"institution:{request.institution.pk}",
        detail={"act": act_name},
    )
