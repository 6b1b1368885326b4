"""The session's sheet and its code, to print and to show."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from haechi.practice.selectors import practice_url
from haechi.practice.sheet import sheet_of
from haechi.publicity import qr, typeset
from haechi.publicity.errors import CannotPrint
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.views.practice import session_of

_PREVIEW_DPI = 60


@require_safe
@for_readers
def sheet(request: OfficerRequest, session_id: int, form: str) -> HttpResponseBase:
    """`pdf` to print, `png` to look at."""
    try:
        drawn = sheet_of(session_of(request, session_id))
    except CannotPrint:
        raise Http404 from None  # an address of this installation too long for any code
    if form == "png":
        return HttpResponse(typeset.png(drawn, _PREVIEW_DPI), content_type="image/png")
    if form != "pdf":
        raise Http404
    response = HttpResponse(typeset.pdf(drawn), content_type="application/pdf")
    name = f"practice-{request.institution.slug}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@for_readers
def code(request: OfficerRequest, session_id: int) -> HttpResponseBase:
    picture = qr.as_svg(practice_url(session_of(request, session_id)))
    return HttpResponse(picture, content_type="image/svg+xml")
