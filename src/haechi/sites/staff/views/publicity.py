"""Links and what came through them; a link's page with everything that is printed for it (HL-2, HL-9)."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from haechi.institutions.models import EntryPoint
from haechi.publicity.selectors import job_for
from haechi.publicity.types import BANNERS, Language
from haechi.sites.staff.forms.settings import EntryPointForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.publicity_page import (
    Intake,
    intake_of,
    links_of,
    pieces_of,
    smallest_code,
)
from haechi.sites.staff.publicity_requests import language_names, language_of, point_of
from haechi.staff.administration import save_entry_point

UNPROCESSABLE = 422


@require_safe
@for_managers
def publicity(request: OfficerRequest) -> HttpResponseBase:
    links, intake = links_of(request.institution)
    return render(
        request, "site_staff/publicity.html", {"links": links, **_table(intake, _("Link"))}
    )


@for_managers
def entry_point_edit(request: OfficerRequest, point_id: int | None = None) -> HttpResponseBase:
    """Create a link; rename it or take it out of use. Its code stays: it is printed on walls."""
    point = point_of(request, point_id) if point_id else EntryPoint(institution=request.institution)
    form = EntryPointForm(request.POST or None, instance=point)
    if point_id:
        form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        saved = form.save(commit=False)
        save_entry_point(actor=request.officer, entry_point=saved)
        messages.success(request, _("The link was saved."))
        return HttpResponseRedirect(reverse("entry_point", args=[saved.pk]))
    context = {
        "form": form,
        "title": point.name if point_id else _("New link"),
        "back": reverse("entry_point", args=[point_id]) if point_id else reverse("publicity"),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "site_staff/settings_form.html", context, status=status)


@require_safe
@for_managers
def entry_point(request: OfficerRequest, point_id: int) -> HttpResponseBase:
    """A link's page: its counts, its code, its pieces with previews and downloads."""
    point = point_of(request, point_id)
    language = language_of(request)
    job = job_for(request.institution, point, language)
    context = {
        "point": point,
        "job": job,
        "language": language,
        "tabs": _tabs(point, language),
        "code": smallest_code(job.url),
        "pieces": pieces_of(job),
        "banners": BANNERS,
        **_table(intake_of(point), _("Days")),
    }
    return render(request, "site_staff/entry_point.html", context)


def _tabs(point: EntryPoint, language: Language) -> list[dict[str, object]]:
    url = reverse("entry_point", args=[point.pk])
    return [
        {"label": label, "url": f"{url}?in={each.value}", "current": each is language}
        for each, label in language_names()
    ]


def _table(intake: Intake, first: str) -> dict[str, object]:
    return {
        "intake": intake,
        "columns": [{"label": first}, {"label": _("Reports"), "numeric": True}],
    }
