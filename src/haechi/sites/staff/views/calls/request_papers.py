"""Papers of a request: the forms and the register as files, and the proofs that came with form 1."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.disclosures.access import request_for
from haechi.disclosures.models import Request
from haechi.disclosures.papers import REGISTER, register, sheet_of
from haechi.disclosures.proofs import attach, open_proof
from haechi.documents.filling import fill
from haechi.documents.forms import CALL_FORMS
from haechi.sites.common.uploads import SpooledUpload, why_not_taken
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.request_area import REFUSALS, for_requests, words_of
from haechi.sites.staff.views.cases import documents, papers
from haechi.sites.staff.views.cases.documents import WRITERS


@require_safe
@for_requests
def request_form(request: OfficerRequest, pk: int, number: int, kind: str) -> HttpResponseBase:
    if number not in {1, 2, 3} or kind not in WRITERS:
        raise Http404
    row = request_for(request.officer, pk)
    sheet = sheet_of(actor=request.officer, request=row, form=number)
    return documents.saved(
        WRITERS[kind]([sheet], sheet.title), f"{row.display_number} {sheet.title}.{kind}"
    )


@require_safe
@for_requests
def request_register(request: OfficerRequest, year: int, kind: str) -> HttpResponseBase:
    if kind not in WRITERS:
        raise Http404
    sheet = fill(CALL_FORMS[REGISTER], register(actor=request.officer, year=year))
    return documents.saved(WRITERS[kind]([sheet], sheet.title), f"{sheet.title} {year}.{kind}")


@require_POST
@for_requests
def proof_add(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """Papers that who applies laid before the counter, each cleaned and sealed; what is not taken is told."""
    row = request_for(request.officer, pk)
    uploads: list[SpooledUpload] = request.FILES.getlist("attached")  # type: ignore[assignment]
    if not uploads:
        messages.error(request, _("Choose a file."))
    for upload in uploads:
        problem = _stored(request, row, upload)
        if problem:
            messages.error(request, f"{upload.name}: {problem}")
        else:
            messages.success(request, _("The paper is attached."))
    return redirect("call_request", pk)


def _stored(request: OfficerRequest, row: Request, upload: SpooledUpload) -> str:
    """Why it was not taken; "" where it was."""
    try:
        return why_not_taken(
            upload,
            lambda source, name: attach(
                actor=request.officer, request=row, source=source, name=name
            ),
        )
    except REFUSALS as error:
        return words_of(error)


@require_safe
@for_requests
def proof(request: OfficerRequest, pk: int, proof_id: str) -> HttpResponseBase:
    """One paper, saved and never shown in place: one row in the trail."""
    row = request_for(request.officer, pk)
    view, chunks = open_proof(actor=request.officer, request=row, proof=proof_id)
    return papers.saved(chunks, view.name, view.size)
