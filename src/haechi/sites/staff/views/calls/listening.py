"""A granted viewing, heard in the room with who asked for it (RC-5, RC-10).

Opening the player is one line and one row. The session notes what was opened and until when, so that the
player's own requests, which are many, are no further ones. Sound is decrypted while it is sent; it has no
address that another session, or another page, could open.
"""

import time

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.crypto.errors import CannotOpen
from haechi.disclosures.access import request_for
from haechi.disclosures.handing import hear, hear_on
from haechi.recordings.opening import OpenedRecording
from haechi.recordings.playing import COLUMNS, Sound, waveform
from haechi.sites.common.csp import ATTACHMENT_POLICY
from haechi.sites.staff.byteranges import Unsatisfiable, read_range
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.request_area import REFUSALS, for_requests, words_of
from haechi.sites.staff.waveform import Waveform

RATES = ("0.5", "0.75", "1", "1.25", "1.5", "2")
_HEARING = "hearing"
_SPARE = 15 * 60  # seconds, besides four times the length: half speed, pauses, a part once more
_PLAYERS = {
    "audio",
    "video",
}  # Sec-Fetch-Dest of a player; saving, or a page of its own, is another


@require_POST
@for_requests
def hearing(request: OfficerRequest, pk: int, item: int) -> HttpResponseBase:
    """Open the recording: the line, the row, and the mark in the session."""
    row = request_for(request.officer, pk)
    try:
        opened = hear(actor=request.officer, request=row, item=item)
    except REFUSALS as error:
        messages.error(request, words_of(error))
        return redirect("call_request", pk)
    until = int(time.time()) + _SPARE + 4 * opened.file.milliseconds // 1000
    request.session[_HEARING] = [item, until]
    return redirect("call_player", pk, item)


@require_safe
@for_requests
def player(request: OfficerRequest, pk: int, item: int) -> HttpResponseBase:
    """The page around the sound. One that is no longer open leads back to its request."""
    if not _is_open(request, item):
        messages.warning(request, _("The recording is closed. Open it again from here."))
        return redirect("call_request", pk)
    opened = _opened(request, pk, item)
    context = {
        "row": request_for(request.officer, pk),
        "item": item,
        "call": opened.file.call,
        "file": opened.file,
        "rates": RATES,
        "seconds": opened.file.milliseconds / 1000,
        "wave": Waveform(waveform(opened), opened.file, COLUMNS),
    }
    return render(request, "site_staff/calls/player.html", context)


@require_safe
@for_requests
def sound(request: OfficerRequest, pk: int, item: int) -> HttpResponseBase:
    """Bytes for the player that this session opened, from where it asks."""
    if (
        not _is_open(request, item)
        or request.headers.get("Sec-Fetch-Dest", "audio") not in _PLAYERS
    ):
        raise Http404
    opened = _opened(request, pk, item)
    try:
        heard = Sound(opened, settings.SPOOL_DIR)
    except CannotOpen:
        raise Http404 from None
    try:
        part = read_range(request.headers.get("Range", ""), heard.size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{heard.size}"})
    start, stop = part or (0, heard.size)
    response = StreamingHttpResponse(
        heard.part(start, stop), content_type=opened.media_type, status=206 if part else 200
    )
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(stop - start)
    if part:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{heard.size}"
    response.headers["Content-Security-Policy"] = ATTACHMENT_POLICY
    response.headers["Content-Disposition"] = "inline"
    return response


def _is_open(request: OfficerRequest, item: int) -> bool:
    opened, until = request.session.get(_HEARING, (0, 0))
    return bool(opened == item and time.time() < until)


def _opened(request: OfficerRequest, pk: int, item: int) -> OpenedRecording:
    """Raises Http404: taken back, closed or over since it was opened."""
    try:
        row = request_for(request.officer, pk)
        return hear_on(actor=request.officer, request=row, item=item)
    except REFUSALS:
        raise Http404 from None
