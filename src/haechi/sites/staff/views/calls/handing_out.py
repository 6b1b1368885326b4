"""The archive: its password on one page, once, then the file that it opens (제8조①, 제9조③)."""

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from haechi.disclosures.access import request_for
from haechi.disclosures.handing import fetch_archive, new_archive
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.request_area import REFUSALS, for_requests, words_of
from haechi.sites.staff.views.calls.requests import show


@require_POST
@for_requests
def request_password(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """The password of the next archive, on this page alone: it is told separately."""
    row = request_for(request.officer, pk)
    try:
        return show(request, pk, new_archive(actor=request.officer, request=row))
    except REFUSALS as error:
        messages.error(request, words_of(error))
        return redirect("call_request", pk)


@require_POST
@for_requests
def request_archive(request: OfficerRequest, pk: int) -> HttpResponseBase:
    row = request_for(request.officer, pk)
    try:
        name, chunks = fetch_archive(actor=request.officer, request=row)
    except REFUSALS as error:
        messages.error(request, words_of(error))
        return redirect("call_request", pk)
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
