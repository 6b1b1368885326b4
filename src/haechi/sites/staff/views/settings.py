"""An institution's settings and categories."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from haechi.institutions.models import Category, Institution
from haechi.sites.staff.forms.settings import CategoryForm, InstitutionForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.settings_cards import sections
from haechi.staff.administration import change_settings, save_category


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
        change_settings(actor=request.officer, institution=stored, changes=form.cleaned_data)
        messages.success(request, _("The settings were saved."))
        return HttpResponseRedirect(reverse("institution_policy"))
    status = 422 if form.errors else 200
    return render(request, "site_staff/policy.html", {"form": form}, status=status)


@require_safe
@for_managers
def categories(request: OfficerRequest) -> HttpResponseBase:
    context = {"categories": request.institution.categories.all()}
    return render(request, "site_staff/categories.html", context)


@for_managers
def category_edit(request: OfficerRequest, category_id: int | None = None) -> HttpResponseBase:
    category = Category(institution=request.institution, order=_next_order(request.institution))
    if category_id:
        category = get_object_or_404(Category, pk=category_id, institution=request.institution)
    form = CategoryForm(request.POST or None, instance=category)
    if request.method == "POST" and form.is_valid():
        save_category(actor=request.officer, category=form.save(commit=False))
        messages.success(request, _("The category was saved."))
        return HttpResponseRedirect(reverse("categories"))
    title = category.name if category_id else _("New category")
    return _form_page(request, form, title)


def _next_order(institution: Institution) -> int:
    last = institution.categories.last()
    return last.order + 1 if last else 0


def _form_page(request: OfficerRequest, form: object, title: str) -> HttpResponseBase:
    status = 422 if getattr(form, "errors", None) else 200
    context = {"form": form, "title": title}
    return render(request, "site_staff/settings_form.html", context, status=status)
