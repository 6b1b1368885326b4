"""Files by script: one request a file, its body the file itself; answers in JSON."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpResponseBase, JsonResponse

from haechi.common.errors import HaechiError
from haechi.institutions.models import Institution
from haechi.reports.drafts import add_file
from haechi.reports.errors import FileTooLarge, StorageFull
from haechi.reports.types import DraftToken, read_draft_token
from haechi.sites.common.files import FileRow, problem_words
from haechi.sites.reporter.errors import log_storage
from haechi.sites.reporter.files import sent_name, stored_rows, take_out, whole_body
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.pages import enter
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.writing import lost_draft


@page("POST")
def upload(request: ReporterRequest, slug: str) -> HttpResponseBase:
    return receive(request, enter(request, slug))


@page("POST")
def remove(request: ReporterRequest, slug: str) -> HttpResponseBase:
    enter(request, slug)
    return discard(request)


def receive(request: ReporterRequest, institution: Institution) -> JsonResponse:
    """Store the body into the draft of `X-Draft`; the answer lists the draft's files."""
    token = _token(request)
    if token is None:
        return _problem(lost_draft(), 400)
    try:
        source = whole_body(request)
        view = add_file(
            institution=institution, token=token, source=source, name=sent_name(request)
        )
    except HaechiError as error:
        return _problem(problem_words(error), _status(error))
    except DatabaseError as error:
        log_storage(error)
        return _problem(problem_words(StorageFull()), 507)
    return JsonResponse({"id": view.id, "files": _files(token)})


def discard(request: ReporterRequest) -> JsonResponse:
    """Remove the file whose id is the body."""
    token = _token(request)
    if token is None:
        return _problem(lost_draft(), 400)
    take_out(token, request.spool.read(64).decode("ascii", "replace"))
    return JsonResponse({"files": _files(token)})


def _token(request: ReporterRequest) -> DraftToken | None:
    return read_draft_token(request.headers.get("X-Draft", ""))


def _files(token: DraftToken) -> list[dict[str, Any]]:
    return [_described(row) for row in stored_rows(token)]


def _described(row: FileRow) -> dict[str, Any]:
    return {
        "id": row.remove_value,
        "name": row.name,
        "size": row.size,
        "removed": row.removed,
        "note": row.note,
        "warning": row.warning,
    }


def _problem(text: str, status: int) -> JsonResponse:
    return JsonResponse({"error": text}, status=status)


def _status(error: HaechiError) -> int:
    if isinstance(error, StorageFull):
        return 507
    return 413 if isinstance(error, FileTooLarge) else 422
