"""Recovery sheets: who holds them, when they were checked, and new ones (ALL-1, ALL-2)."""

from dataclasses import dataclass
from datetime import timedelta

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.common.clock import today
from haechi.custody.errors import NoSeat, NothingAsked, OtherPersonNeeded, WrongShares
from haechi.custody.models import RecoveryKit, RecoveryRequest
from haechi.custody.recovery import kit_of
from haechi.custody.sheets import sheets_pdf
from haechi.inbox import reissue
from haechi.institutions.models import Institution
from haechi.sites.staff.forms.recovery import SHEETS, HoldersForm
from haechi.sites.staff.guards import OfficerRequest, for_anyone_at_work, for_managers
from haechi.staff.administration import has_current_seat
from haechi.staff.models import Account
from haechi.staff.types import Role

CHECK_EVERY = timedelta(days=365)
# The browser's own viewer shows a PDF; nothing may run in it or be loaded by it.
PDF_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class ShownShare:
    """One recovery share, as it is shown once."""

    number: int
    holder: str
    text: str
    qr: SafeString

    @property
    def words(self) -> list[str]:
        return self.text.split()


def shown(shares: list[str], holders: list[str]) -> list[ShownShare]:
    return [
        ShownShare(number, holder, share, _code(share))
        for number, (share, holder) in enumerate(zip(shares, holders, strict=True), start=1)
    ]


def _code(share: str) -> SafeString:
    svg = segno.make(share, error="m", micro=False).svg_inline(
        dark="#000", light="#fff", border=4, omitsize=True
    )
    return mark_safe(svg)  # noqa: S308  segno's own SVG of plain words


def is_due(kit: RecoveryKit) -> bool:
    """Whether the yearly check is due."""
    return (kit.rehearsed_on or kit.issued_on) + CHECK_EVERY <= today()


@require_safe
@for_anyone_at_work
def recovery(request: OfficerRequest) -> HttpResponseBase:
    """For managers everything; for members of the desk what they have to do."""
    institution = Institution.objects.get(pk=request.institution.pk)
    kit = kit_of(institution)
    asked = reissue.pending(institution)
    manages = request.officer.role in {Role.HEAD, Role.ADMINISTRATOR}
    context = {
        "has_key": bool(institution.recovery_public_key),
        "kit": kit,
        "is_due": kit is not None and is_due(kit),
        "asked": asked,
        "asked_by_self": asked is not None and asked.asked_by_id == request.officer.officer.pk,
        "may_make": asked is not None and reissue.may_make(request.officer, asked),
        "waiting": reissue.waiting(institution),
        "seated": has_current_seat(request.officer.officer),
        "manages": manages,
        "accounts": _others(request) if manages else [],
    }
    return render(request, "site_staff/recovery.html", context)


def _others(request: OfficerRequest) -> list[Account]:
    return list(
        Account.objects.filter(officer__institution=request.institution, is_active=True)
        .exclude(pk=request.officer.account_id)
        .select_related("officer")
        .order_by("officer__name")
    )


@for_managers
def ask_for_sheets(request: OfficerRequest) -> HttpResponseBase:
    form = HoldersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reissue.ask(by=request.officer, holders=form.holders())
        messages.success(
            request, _("Asked for. A member of the intake desk makes the sheets within a day.")
        )
        return HttpResponseRedirect(reverse("recovery"))
    status = 422 if form.errors else 200
    return render(request, "site_staff/recovery_ask.html", {"form": form}, status=status)


@require_POST
@for_managers
def cancel(request: OfficerRequest) -> HttpResponseBase:
    RecoveryRequest.objects.filter(institution=request.institution).delete()
    messages.success(request, _("The request was taken back. The sheets stay as they are."))
    return HttpResponseRedirect(reverse("recovery"))


@require_POST
@for_anyone_at_work
def make_sheets(request: OfficerRequest) -> HttpResponseBase:
    """Make what was asked for, and show the three shares: in this answer and never again."""
    if request.POST.get("confirm") != "yes":
        return render(request, "site_common/confirm.html", _what_making_means())
    try:
        shares = reissue.reissue(by=request.officer)
    except (NothingAsked, OtherPersonNeeded, NoSeat):
        raise Http404 from None
    kit = kit_of(request.institution)
    context = {
        "institution": request.institution,
        "shares": shown(shares, kit.holders if kit else [""] * SHEETS),
        "day": today(),
        "sheets_url": reverse("recovery_sheets"),
        "done_url": reverse("recovery"),
        "done_is_get": True,
    }
    return render(request, "site_staff/recovery_shares.html", context)


def _what_making_means() -> dict[str, object]:
    return {
        "title": _("Make new recovery sheets?"),
        "consequences_title": _("At once"),
        "consequences": [
            _("Three new sheets are shown, only now. Have a printer ready."),
            _("The old sheets open nothing any more that you or a colleague can open."),
            _("Keys that only colleagues can open wait until they move them on this page."),
        ],
        "confirm_label": _("Make the sheets"),
        "cancel_url": reverse("recovery"),
    }


@require_POST
@for_anyone_at_work
def move(request: OfficerRequest) -> HttpResponseBase:
    if not has_current_seat(request.officer.officer):
        raise Http404
    moved = reissue.move_the_rest(by=request.officer)
    messages.success(request, _("%(n)s keys were moved to the present sheets.") % {"n": moved})
    return HttpResponseRedirect(reverse("recovery"))


@require_POST
@for_anyone_at_work
def sheets(request: OfficerRequest) -> HttpResponseBase:
    """The shares that the page holds, as PDF. They come with the request and go with the answer."""
    return sheets_answer(request.institution, request.POST.getlist("share"))


def sheets_answer(institution: Institution, shares: list[str]) -> HttpResponse:
    fresh = Institution.objects.get(pk=institution.pk)
    try:
        made = sheets_pdf(institution=fresh, shares=shares[: SHEETS + 1])
    except WrongShares:
        raise Http404 from None
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="recovery-sheets.pdf"'
    response["Content-Security-Policy"] = PDF_POLICY
    return response
