"""The first-run wizard: institution, recovery shares, first officer. Gone once an institution exists."""

import hmac

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.common.clock import today
from haechi.custody.services import make_recovery_shares
from haechi.institutions.models import Institution
from haechi.institutions.services import create_institution
from haechi.sites.staff.forms.setup import SetupForm
from haechi.sites.staff.trail import place_of
from haechi.sites.staff.views.recovery import ShownShare, sheets_answer, shown
from haechi.staff.administration import open_intake_desk
from haechi.staff.errors import WeakOfficerPassword
from haechi.staff.services import NewOfficer, create_officer, set_duties
from haechi.staff.types import Role

_WIZARD = "wizard"  # this browser has gone through it


def setup(request: HttpRequest) -> HttpResponse:
    """The form; sent, everything is made in one transaction and the shares are shown, once."""
    if Institution.objects.exists():
        raise Http404
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _code_fits(form):
        try:
            institution, shares = _found(request, form)
        except WeakOfficerPassword as error:
            for reason in error.reasons:
                form.add_error("new", reason)
        else:
            request.session[_WIZARD] = True
            context = {
                "institution": institution,
                "shares": shares,
                "day": today(),
                "sheets_url": reverse("setup_sheets"),
                "done_url": reverse("setup_done"),
            }
            return render(request, "site_staff/recovery_shares.html", context)
    context = {"form": form, "has_code": settings.SETUP_CODE_FILE.exists()}
    return render(request, "site_staff/setup.html", context, status=422 if form.errors else 200)


@require_POST
def setup_done(request: HttpRequest) -> HttpResponse:
    """The shares are printed: the wizard is closed for good, and the first officer signs in."""
    if not request.session.get(_WIZARD):
        raise Http404
    settings.SETUP_CODE_FILE.unlink(missing_ok=True)
    return HttpResponseRedirect(reverse("account_login"))


@require_POST
def setup_sheets(request: HttpRequest) -> HttpResponse:
    """The shares on the wizard's last page as PDF, for the browser that went through it."""
    if not request.session.get(_WIZARD):
        raise Http404
    return sheets_answer(Institution.objects.get(), request.POST.getlist("share"))


def _code_fits(form: SetupForm) -> bool:
    try:
        expected = settings.SETUP_CODE_FILE.read_text().strip()
    except OSError:
        expected = ""
    typed = form.cleaned_data["code"].strip()
    if expected and hmac.compare_digest(typed.encode(), expected.encode()):
        return True
    form.add_error("code", _("This is not the set-up code of this installation."))
    return False


@transaction.atomic
def _found(request: HttpRequest, form: SetupForm) -> tuple[Institution, list[ShownShare]]:
    """Institution, recovery key (before the desk, whose epoch is sealed to it), officer, desk."""
    values = form.cleaned_data
    institution = create_institution(
        slug=values["slug"], name_ko=values["name_ko"], name_en=values["name_en"]
    )
    actor = Actor(
        officer_id=None, name="first run", place=place_of(request), institution_id=institution.pk
    )
    record(actor=actor, action=Action.INSTITUTION_CREATED, subject=f"institution:{institution.pk}")
    holders = form.holders()
    shares = make_recovery_shares(institution=institution, holders=holders)
    head = create_officer(actor=actor, institution=institution, new=_head(form)).officer
    open_intake_desk(actor=actor, institution=institution, head=head)
    set_duties(actor=actor, officer=head, categories=list(institution.categories.all()))
    return institution, shown(shares, holders)


def _head(form: SetupForm) -> NewOfficer:
    values = form.cleaned_data
    return NewOfficer(
        username=values["username"],
        password=values["new"],
        name=values["name"],
        position=values["position"],
        role=Role.HEAD,
        phone=values["phone"],
        email=values["email"],
    )
