"""Error pages in the site's frame."""

from django.http import HttpRequest, HttpResponse

from haechi.sites.common.error_pages import error_page, render_error


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render_error(request, error_page(404, back_url="/"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render_error(request, error_page(403, back_url="/"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render_error(request, error_page(400, back_url="/"))


def broken(request: HttpRequest) -> HttpResponse:
    return render_error(request, error_page(500, back_url="/"))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF failure: nearly always a form that outlived its session."""
    return render_error(request, error_page(403, back_url="/"))
