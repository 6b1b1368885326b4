"""An institution's settings, categories and links."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from haechi.common.clock import today
from haechi.institutions.models import Category, EntryPoint, Institution, IntakeCount
from haechi.institutions.selectors import entry_point_url
from haechi.sites.staff.forms.settings import CategoryForm, EntryPointForm, InstitutionForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.staff.administration import change_settings, save_category, save_entry_point

_DAYS = 30


@dataclass(frozen=True)
class Link:
    """An entry point with its address and its count of the last days."""

    entry_point: EntryPoint
    url: str
    recent: int
    total: int


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
        "links": _links(request.institution),
        "days": _DAYS,
        "has_recovery": bool(request.institution.recovery_public_key),
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/settings.html", context, status=status)


def _links(institution: Institution) -> list[Link]:
    since = today() - timedelta(days=_DAYS)
    return [
        Link(
            entry_point=point,
            url=entry_point_url(institution, point),
            recent=_sum(point, since=since),
            total=_sum(point),
        )
        for point in institution.entry_points.order_by("pk")
    ]


def _sum(point: EntryPoint, **narrowed: object) -> int:
    rows = IntakeCount.objects.filter(entry_point=point)
    if "since" in narrowed:
        rows = rows.filter(day__gt=narrowed["since"])
    return int(rows.aggregate(sum=Sum("count"))["sum"] or 0)


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


@for_managers
def entry_point_edit(request: OfficerRequest, point_id: int | None = None) -> HttpResponseBase:
    point = EntryPoint(institution=request.institution)
    if point_id:
        point = get_object_or_404(EntryPoint, pk=point_id, institution=request.institution)
    form = EntryPointForm(request.POST or None, instance=point)
    if point_id:
        form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        save_entry_point(actor=request.officer, entry_point=form.save(commit=False))
        messages.success(request, _("The link was saved."))
        return HttpResponseRedirect(reverse("institution_settings") + "#links")
    return _form_page(request, form, point.name if point_id else _("New link"))


@for_managers
def entry_point_counts(request: OfficerRequest, point_id: int) -> HttpResponseBase:
    """How many reports came through a link, by day."""
    point = get_object_or_404(EntryPoint, pk=point_id, institution=request.institution)
    context = {
        "point": point,
        "url": entry_point_url(request.institution, point),
        "columns": [{"label": _("Day")}, {"label": _("Reports"), "numeric": True}],
        "rows": [[row.day.isoformat(), row.count] for row in point.counts.order_by("-day")[:366]],
    }
    return render(request, "site_staff/counts.html", context)


def _form_page(request: OfficerRequest, form: object, title: str) -> HttpResponseBase:
    status = 422 if getattr(form, "errors", None) else 200
    context = {"form": form, "title": title}
    return render(request, "site_staff/settings_form.html", context, status=status)
