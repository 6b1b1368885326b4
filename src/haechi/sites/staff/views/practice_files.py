"""The session's sheet and its code, to print and to show."""

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from haechi.practice.selectors import practice_url
from haechi.practice.sheet import sheet_of
from haechi.publicity import qr
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.views.office_sheets import printed
from haechi.sites.staff.views.practice import session_of


@require_safe
@for_readers
def sheet(request: OfficerRequest, session_id: int, form: str) -> HttpResponseBase:
    """`pdf` to print, `png` to look at."""
    session = session_of(request, session_id)
    return printed(lambda: sheet_of(session), form, f"practice-{request.institution.slug}")


@require_safe
@for_readers
def code(request: OfficerRequest, session_id: int) -> HttpResponseBase:
    picture = qr.as_svg(practice_url(session_of(request, session_id)))
    return HttpResponse(picture, content_type="image/svg+xml")
