"""Attachments: shown inside a page of ours, or saved. What a stranger sent never runs (HL-5).

Each opening is one row in the trail. The page that shows a picture notes in the session that it was
opened, so that the picture's own request, and a player's further ones, are not counted again.
"""

import time
import uuid
from collections.abc import Iterator

from django.http import (
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from haechi.inbox.services import find_attachment, open_attachment
from haechi.reports.attachments import Owner, read_file, view_of
from haechi.reports.models import Attachment
from haechi.reports.types import AttachmentView, OpenReport
from haechi.sites.common.csp import ATTACHMENT_POLICY
from haechi.sites.common.files import file_row
from haechi.sites.staff.forms.access_control import DownloadForm
from haechi.sites.staff.guards import OfficerRequest, for_readers

# What the cleaner makes and a browser shows without running anything.
SHOWN = {
    "image/jpeg": "picture",
    "image/png": "picture",
    "image/webp": "picture",
    "image/gif": "picture",
    "audio/mpeg": "sound",
    "audio/mp4": "sound",
    "audio/wav": "sound",
    "video/mp4": "film",
    "video/quicktime": "film",
}
_OPENED = "opened_file"
_OPENED_SECONDS = 600


@require_safe
@for_readers
def file(request: OfficerRequest, report_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """The page around a picture, sound or film; anything else goes straight to saving."""
    opened, row = find_attachment(request.officer, report_id, file_id)
    view = view_of(row, _owner(opened))
    kind = _kind(view)
    if kind is None:
        return HttpResponseRedirect(reverse("file_download", args=[report_id, file_id]))
    open_attachment(actor=request.officer, report_id=report_id, attachment_id=file_id)
    request.session[_OPENED] = [str(file_id), int(time.time()) + _OPENED_SECONDS]
    context = {"report": opened.report, "view": view, "kind": kind, "file": file_row(view)}
    return render(request, "site_staff/file.html", context)


@require_safe
@for_readers
def file_view(
    request: OfficerRequest, report_id: uuid.UUID, file_id: uuid.UUID
) -> HttpResponseBase:
    """The bytes of a picture, sound or film, for our page."""
    identifier, until = request.session.get(_OPENED, ("", 0))
    if identifier == str(file_id) and time.time() < until:
        opened, row = find_attachment(request.officer, report_id, file_id)
    else:
        opened, row = open_attachment(
            actor=request.officer, report_id=report_id, attachment_id=file_id
        )
    view = view_of(row, _owner(opened))
    if _kind(view) is None:
        raise Http404
    return _bytes(opened, row, view, media_type=view.media_type, as_file=False)


@for_readers
def file_download(
    request: OfficerRequest, report_id: uuid.UUID, file_id: uuid.UUID
) -> HttpResponseBase:
    """A page that asks for the reason, then the file; the reason is in the trail (기준 §8)."""
    form = DownloadForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        opened, row = find_attachment(request.officer, report_id, file_id)
        view = view_of(row, _owner(opened))
        context = {"report": opened.report, "view": view, "form": form, "file": file_row(view)}
        status = 422 if form.errors else 200
        return render(request, "site_staff/file_download.html", context, status=status)
    opened, row = open_attachment(
        actor=request.officer,
        report_id=report_id,
        attachment_id=file_id,
        reason=form.cleaned_data["reason"],
    )
    view = view_of(row, _owner(opened))
    return _bytes(opened, row, view, media_type="application/octet-stream", as_file=True)


def _owner(opened: OpenReport) -> Owner:
    return Owner(key=opened.data_key, report=opened.report)


def _kind(view: AttachmentView) -> str | None:
    return None if "not_cleaned" in view.warnings else SHOWN.get(view.media_type)


def _bytes(
    opened: OpenReport, row: Attachment, view: AttachmentView, *, media_type: str, as_file: bool
) -> HttpResponse:
    response = StreamingHttpResponse(_chunks(opened, row), content_type=media_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_file, view.name) or "attachment"
    )
    response.headers["Content-Length"] = str(view.size)
    response.headers["Content-Security-Policy"] = ATTACHMENT_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response  # type: ignore[return-value]


def _chunks(opened: OpenReport, row: Attachment) -> Iterator[bytes]:
    yield from read_file(row, _owner(opened))
