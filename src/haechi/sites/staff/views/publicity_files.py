"""Previews and downloads of what is printed and published for a link (HL-9)."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from haechi.publicity import qr, typeset
from haechi.publicity.banners import banner_html
from haechi.publicity.drawing import Sheet
from haechi.publicity.errors import CannotPrint
from haechi.publicity.pieces import sheet_of
from haechi.publicity.types import BANNERS, Job, Piece
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.publicity_requests import job_of, point_of

# A banner is looked at as other sites show it: its own styles and its picture, and nothing else.
FRAGMENT_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_PREVIEW_DPI = {Piece.POSTER: 60, Piece.STICKER: 75, Piece.CARD: 200}
_SCREEN_DPI = 192  # pictures for screens with two pixels a CSS pixel


@require_safe
@for_managers
def preview(request: OfficerRequest, point_id: int, piece: Piece) -> HttpResponseBase:
    """The piece as it will look, trimmed."""
    sheet = _sheet(job_of(request, point_id), piece)
    picture = typeset.png(sheet, _PREVIEW_DPI.get(piece, _SCREEN_DPI))
    return HttpResponse(picture, content_type="image/png")


@require_safe
@for_managers
def fragment(request: OfficerRequest, point_id: int, piece: Piece) -> HttpResponseBase:
    """A banner's HTML in a page of its own, for a frame."""
    if piece not in BANNERS:
        raise Http404
    job = job_of(request, point_id)
    head = (
        '<!doctype html><meta charset="utf-8"><title>-</title>'
        '<body inert style="margin:0;font-family:sans-serif">'
    )
    response = HttpResponse(head + banner_html(job, piece))
    response.headers["Content-Security-Policy"] = FRAGMENT_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_safe
@for_managers
def download(request: OfficerRequest, point_id: int, piece: Piece, form: str) -> HttpResponseBase:
    """A piece as PDF for the print shop (banners: PNG for the web)."""
    if form != ("png" if piece in BANNERS else "pdf"):
        raise Http404
    job = job_of(request, point_id)
    sheet = _sheet(job, piece)
    made = typeset.png(sheet, _SCREEN_DPI) if piece in BANNERS else typeset.pdf(sheet)
    return _file(request, point_id, made, piece.value, form, job)


@require_safe
@for_managers
def code_file(request: OfficerRequest, point_id: int, form: str) -> HttpResponseBase:
    """The bare QR code, for the institution's own designs."""
    makers = {"svg": qr.as_svg, "png": qr.as_png}
    if form not in makers:
        raise Http404
    job = job_of(request, point_id)
    return _file(request, point_id, makers[form](job.url), "qr", form, job)


def _sheet(job: Job, piece: Piece) -> Sheet:
    try:
        return sheet_of(piece, job)
    except CannotPrint:
        raise Http404 from None  # the link's page says what is wrong and offers no such address


def _file(
    request: OfficerRequest, point_id: int, made: bytes, name: str, form: str, job: Job
) -> HttpResponse:
    kinds = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
    point = point_of(request, point_id)
    file_name = f"{request.institution.slug}-{point.code}-{name}-{job.language}.{form}"
    response = HttpResponse(made, content_type=kinds[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
