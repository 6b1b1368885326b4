"""An institution's settings and categories."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from haechi.institutions.models import Category, Institution
from haechi.sites.staff.forms.settings import CategoryForm, InstitutionForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.staff.administration import change_settings, save_category


@for_managers
def institution_settings(request: OfficerRequest) -> HttpResponseBase:
    fresh = Institution.objects.get(pk=request.institution.pk)
    form = InstitutionForm(request.POST or None, instance=fresh)
    if request.method == "POST" and form.is_valid():
        stored = Institution.objects.get(pk=request.institution.pk)
        change_settings(actor=request.officer, institution=stored, changes=form.cleaned_data)
        messages.success(request, _("The settings were saved."))
        return HttpResponseRedirect(reverse("institution_settings"))
    context = {
        "form": form,
        "categories": request.institution.categories.all(),
        "has_recovery": bool(request.institution.recovery_public_key),
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/settings.html", context, status=status)


@for_managers
def category_edit(request: OfficerRequest, category_id: int | None = None) -> HttpResponseBase:
    category = Category(institution=request.institution, order=_next_order(request.institution))
    if category_id:
        category = get_object_or_404(Category, pk=category_id, institution=request.institution)
    form = CategoryForm(request.POST or None, instance=category)
    if request.method == "POST" and form.is_valid():
        save_category(actor=request.officer, category=form.save(commit=False))
        messages.success(request, _("The category was saved."))
        return HttpResponseRedirect(reverse("institution_settings") + "#categories")
    title = category.name if category_id else _("New category")
    return _form_page(request, form, title)


def _next_order(institution: Institution) -> int:
    last = institution.categories.last()
    return last.order + 1 if last else 0


def _form_page(request: OfficerRequest, form: object, title: str) -> HttpResponseBase:
    status = 422 if getattr(form, "errors", None) else 200
    context = {"form": form, "title": title}
    return render(request, "site_staff/settings_form.html", context, status=status)
