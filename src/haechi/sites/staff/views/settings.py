"""The hub of settings, and the policy of an institution."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from haechi.cases.clocks import settings_of
from haechi.institutions.models import Institution
from haechi.reports.retention import count_due
from haechi.sites.common.periods import period, years_kept
from haechi.sites.staff.forms.settings import InstitutionForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.settings_cards import sections
from haechi.staff.administration import change_settings

UNPROCESSABLE = 422


@require_safe
@for_managers
def institution_settings(request: OfficerRequest) -> HttpResponseBase:
    """The hub: every page of settings with what it holds now."""
    context = {
        "sections": sections(request.institution, request.officer.role),
        "has_recovery": bool(request.institution.recovery_public_key),
    }
    return render(request, "site_staff/settings.html", context)


@for_managers
def policy(request: OfficerRequest) -> HttpResponseBase:
    fresh = Institution.objects.get(pk=request.institution.pk)
    form = InstitutionForm(request.POST or None, instance=fresh)
    if request.method == "POST" and form.is_valid():
        stored = Institution.objects.get(pk=request.institution.pk)
        doomed = _doomed(stored, form.cleaned_data["retention_days"])
        if doomed and request.POST.get("confirm") != "yes":
            return _policy_page(request, form, doomed)
        change_settings(actor=request.officer, institution=stored, changes=form.cleaned_data)
        messages.success(request, _("The settings were saved."))
        return HttpResponseRedirect(reverse("institution_policy"))
    return _policy_page(request, form)


def _policy_page(
    request: OfficerRequest, form: InstitutionForm, doomed: int = 0
) -> HttpResponseBase:
    stored = Institution.objects.get(pk=request.institution.pk)
    context = {
        "form": form,
        "doomed": doomed,
        "kept": period(stored.retention_days),
        "case_years": years_kept(settings_of(stored).retention_years),
    }
    status = UNPROCESSABLE if form.errors or doomed else 200
    return render(request, "site_staff/policy.html", context, status=status)


def _doomed(stored: Institution, days: int) -> int:
    """How many reports a shorter time for keeping would destroy at the next run."""
    if days >= stored.retention_days:
        return 0
    return count_due(stored, days=days) - count_due(stored, days=stored.retention_days)


def form_page(
    request: OfficerRequest, form: BaseForm, title: str, *, back: str = ""
) -> HttpResponseBase:
    """A form on a page of its own; 422 where something is wrong with it."""
    context = {"form": form, "title": title, "back": back}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "site_staff/settings_form.html", context, status=status)
