"""Showing a page in the site's frame."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haechi.institutions.models import Institution
from haechi.institutions.selectors import open_institution
from haechi.sites.reporter.addresses import address, other_languages
from haechi.sites.reporter.requests import ReporterRequest


def show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render `site_reporter/<template>`; the header's name leads home unless a view said where."""
    if not hasattr(request, "home_url"):
        request.home_url = address("start")  # type: ignore[attr-defined]
    return render(
        request, f"site_reporter/{template}", frame(request) | (context or {}), status=status
    )


def frame(request: HttpRequest) -> dict[str, Any]:
    """What base.html of this site needs on every page."""
    return {
        "languages": other_languages(request.path),
        "base_template": "site_reporter/base.html",
    }


def enter(request: ReporterRequest, slug: str) -> Institution:
    """The institution of the page, told to the page frame.

    Raises:
        NoSuchInstitution: unknown.
        Suspended: takes no reports at the moment.
    """
    institution = open_institution(slug)
    dress(request, institution)
    return institution


def dress(request: ReporterRequest, institution: Institution) -> None:
    """Put the institution's name over the page."""
    request.institution = institution
    request.home_url = address("start")
    if institution.is_active:
        request.home_url = address("form", institution.slug)
