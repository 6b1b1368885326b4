"""Affiliates of a district: list, create, suspend, resume. Their reports are not ours to see (HL-8)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from haechi.administration.affiliates import (
    NewAffiliate,
    affiliates_of,
    create_affiliate,
    set_affiliate_status,
)
from haechi.continuity.selectors import agreed_among, departures_from
from haechi.institutions.models import Institution
from haechi.institutions.types import InstitutionStatus
from haechi.sites.staff.forms.institution import AffiliateForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.passwords import draw_password
from haechi.sites.staff.settings_rows import confirmed
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer
from haechi.staff.types import Role


def _district(request: OfficerRequest) -> Institution:
    """An affiliate has no affiliates: for its officers the pages are missing."""
    if request.institution.parent_id is not None:
        raise Http404
    return request.institution


@require_safe
@for_managers
def affiliates(request: OfficerRequest) -> HttpResponseBase:
    district = _district(request)
    found = affiliates_of(district)
    context = {
        "affiliates": found,
        "left": departures_from(district.pk),
        "leaving": agreed_among(found.values_list("pk", flat=True)),
    }
    return render(request, "site_staff/affiliates.html", context)


@for_managers
def affiliate_new(request: OfficerRequest) -> HttpResponseBase:
    """Create an affiliate; its administrator's drawn password is shown in this answer alone."""
    _district(request)
    form = AffiliateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = draw_password()
        account = _create(request, form, password)
        if account is not None:
            context = {"account": account, "password": password, "affiliate": True}
            return render(request, "site_staff/affiliate_created.html", context)
    status = 422 if form.errors else 200
    return render(request, "site_staff/affiliate_new.html", {"form": form}, status=status)


def _create(request: OfficerRequest, form: AffiliateForm, password: str) -> Account | None:
    values = form.cleaned_data
    administrator = NewOfficer(
        username=values["username"],
        password=password,
        name=values["name"],
        position=values["position"],
        role=Role.ADMINISTRATOR,
        phone=values["phone"],
        email=values["email"],
        drawn=True,
    )
    new = NewAffiliate(
        values["slug"], values["institution_ko"], values["institution_en"], administrator
    )
    try:
        return create_affiliate(actor=request.officer, new=new)
    except (IntegrityError, ValidationError):  # two took the same name at once
        form.add_error(None, _("The short name or the user name was taken just now."))
        return None


@for_managers
def affiliate_status(request: OfficerRequest, affiliate_id: int) -> HttpResponseBase:
    affiliate = get_object_or_404(Institution, pk=affiliate_id, parent=_district(request))
    back = reverse("affiliates")
    to = InstitutionStatus.SUSPENDED if affiliate.is_active else InstitutionStatus.ACTIVE
    if confirmed(request) and request.POST.get("to") == to:
        set_affiliate_status(actor=request.officer, affiliate=affiliate, status=to)
        done = (
            _("%(name)s takes no new reports.")
            if to == InstitutionStatus.SUSPENDED
            else _("%(name)s takes reports again.")
        )
        messages.success(request, done % {"name": affiliate.name})
        return HttpResponseRedirect(back)
    context = _question(affiliate, to) | {"cancel_url": back, "hidden": {"to": to.value}}
    return render(request, "site_common/confirm.html", context)


def _question(affiliate: Institution, to: InstitutionStatus) -> dict[str, object]:
    name = {"name": affiliate.name}
    if to == InstitutionStatus.ACTIVE:
        return {
            "title": _("Let %(name)s take reports again?") % name,
            "consequences_title": _("At once"),
            "consequences": [_("Its form opens again, at the same address and the same links.")],
            "confirm_label": _("Take reports again"),
        }
    return {
        "title": _("Suspend %(name)s?") % name,
        "consequences_title": _("At once"),
        "consequences": [
            _("New reports are refused; the page names the affiliate's other channels."),
            _("Whoever reported before still reads and writes with report key and password."),
            _("Its officers go on handling what has come in."),
        ],
        "confirm_label": _("Suspend"),
        "danger": True,
    }
