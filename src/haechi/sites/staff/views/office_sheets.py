"""A sheet for the office's printer, as an answer."""

from collections.abc import Callable

from django.http import Http404, HttpResponse

from haechi.publicity import typeset
from haechi.publicity.drawing import Sheet
from haechi.publicity.errors import CannotPrint

_PREVIEW_DPI = 60


def printed(draw: Callable[[], Sheet], form: str, name: str) -> HttpResponse:
    """`form`: `pdf` to print, under `name`, or `png` to look at.

    Raises:
        Http404: another form, or an address of this installation too long for any code.
    """
    if form not in {"pdf", "png"}:
        raise Http404
    try:
        sheet = draw()
    except CannotPrint:
        raise Http404 from None
    if form == "png":
        return HttpResponse(typeset.png(sheet, _PREVIEW_DPI), content_type="image/png")
    response = HttpResponse(typeset.pdf(sheet), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
