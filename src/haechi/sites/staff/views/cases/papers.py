"""The binder: reading a paper, drafts of notices, sending them, scans, and the whole of it as PDF (제17조)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.cases.files import view_of as scan_view
from haechi.cases.models import Paper
from haechi.cases.papers import PaperText
from haechi.cases.types import OpenCase, PaperStatus, Purpose, Way
from haechi.casework import notices, thread
from haechi.casework.access import holds_identity, open_case
from haechi.casework.enclosures import enclosed_with
from haechi.casework.identity import open_identity
from haechi.casework.papers import attach_scan, open_scan, read_paper
from haechi.casework.parties import addressee
from haechi.reports.attachments import Owner, read_file, view_of
from haechi.reports.errors import StorageFull
from haechi.sites.common.csp import ATTACHMENT_POLICY
from haechi.sites.common.files import problem_words
from haechi.sites.common.uploads import SpooledUpload, why_not_taken
from haechi.sites.staff.forms.cases.letters import DraftForm, ScanForm, SendForm
from haechi.sites.staff.forms.cases.people import party_words
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.cases.case import to_case
from haechi.sites.staff.views.cases.guards import for_centre
from haechi.sites.staff.views.cases.page import state_mark
from haechi.sites.staff.views.cases.problems import REFUSALS, words_of

_BY_ADDRESS = frozenset({Way.EMAIL, Way.SMS})


@require_safe
@for_centre
def paper(request: OfficerRequest, case_id: uuid.UUID, paper_id: uuid.UUID) -> HttpResponseBase:
    """A paper as it stands; a draft with its form. Opening it is one row in the trail."""
    return _show(request, case_id, paper_id)


def _show(
    request: OfficerRequest,
    case_id: uuid.UUID,
    paper_id: uuid.UUID,
    status: int = 200,
    **failed: Any,  # noqa: ANN401  the forms that failed, by name
) -> HttpResponse:
    row, words = read_paper(actor=request.officer, case_id=case_id, paper_id=paper_id)
    opened = open_case(request.officer, case_id)
    forms: dict[str, Any] = {"opened": opened, "actor": request.officer}
    who = addressee(opened.case)
    context = {
        "case": opened.case,
        "state_mark": state_mark(opened.case),
        "paper": row,
        "words": words,
        "fields": _printed(words),
        "scans": _scans(opened, row),
        "apart": [each.pk for each in row.files.all() if each.is_identity],
        "may_open": holds_identity(request.officer, opened.case),
        "missing": notices.unfilled(words.text) if row.status == PaperStatus.DRAFT else [],
        "addressee": who,
        "addressee_words": party_words(who) if who else "",
        "enclosed": enclosed_with(row),
        "draft": DraftForm(initial={"title": words.title, "text": words.text}, **forms),
        "send": SendForm(**forms),
        "scan": ScanForm(),
        "form": next(iter(failed.values()), None),
        **failed,
    }
    return render(request, "site_staff/cases/paper.html", context, status=status)


def _printed(words: PaperText) -> list[tuple[str, str]]:
    """What stands on an official form besides title and text."""
    hidden = {"title", "content", "purpose", "evidence", "read_back"}
    return [(k, str(v)) for k, v in words.fields.items() if k not in hidden and str(v).strip()]


def _scans(opened: OpenCase, row: Paper) -> list[dict[str, Any]]:
    return [
        {
            "view": scan_view(each, opened.data_key),
            "url": reverse("case_scan", args=[opened.case.pk, each.pk]),
        }
        for each in row.files.all()
        if not each.is_identity
    ]


@require_POST
@for_centre
def draft_save(
    request: OfficerRequest, case_id: uuid.UUID, paper_id: uuid.UUID
) -> HttpResponseBase:
    opened = open_case(request.officer, case_id)
    form = DraftForm(request.POST, opened=opened, actor=request.officer)
    if form.is_valid():
        try:
            notices.edit_draft(
                actor=request.officer, case_id=case_id, paper_id=paper_id, **form.values()
            )
        except REFUSALS as error:
            form.add_error(None, words_of(error))
    if form.errors:
        return _show(request, case_id, paper_id, 422, draft=form)
    messages.success(request, _("The draft was saved."))
    return redirect("case_paper", case_id, paper_id)


@require_POST
@for_centre
def draft_send(
    request: OfficerRequest, case_id: uuid.UUID, paper_id: uuid.UUID
) -> HttpResponseBase:
    opened = open_case(request.officer, case_id)
    form = SendForm(request.POST, opened=opened, actor=request.officer)
    if form.is_valid():
        try:
            _send(request, opened, paper_id, form)
        except REFUSALS as error:
            form.add_error(None, words_of(error))
        except StorageFull as error:
            form.add_error(None, problem_words(error))
    if form.errors:
        return _show(request, case_id, paper_id, 422, send=form)
    messages.success(request, _("The notice is kept as it was sent."))
    return to_case(case_id, "papers")


def _send(request: OfficerRequest, opened: OpenCase, paper_id: uuid.UUID, form: SendForm) -> None:
    """By e-mail or text message the address is opened for it: with a reason, and a row of its own."""
    way, who, identity = form.cleaned_data["way"], addressee(opened.case), None
    if way in _BY_ADDRESS and who is not None:
        identity = open_identity(
            actor=request.officer,
            case_id=opened.case.pk,
            party_id=who.pk,
            purpose=Purpose.NOTICE,
            reason=str(_("So that a notice can be sent")),
        )
    notices.send_notice(
        actor=request.officer, case_id=opened.case.pk, paper_id=paper_id, way=way, identity=identity
    )


@require_POST
@for_centre
def draft_discard(
    request: OfficerRequest, case_id: uuid.UUID, paper_id: uuid.UUID
) -> HttpResponseBase:
    try:
        notices.discard_draft(actor=request.officer, case_id=case_id, paper_id=paper_id)
    except REFUSALS as error:
        messages.error(request, words_of(error))
    else:
        messages.success(request, _("The draft was discarded. What is owed stays owed."))
    return to_case(case_id, "papers")


@require_POST
@for_centre
def scan_add(request: OfficerRequest, case_id: uuid.UUID, paper_id: uuid.UUID) -> HttpResponseBase:
    """Scans of a paper, each cleaned and sealed; what is not taken is told."""
    open_case(request.officer, case_id)
    form, stored = ScanForm(request.POST), 0
    form.is_valid()
    uploads: list[SpooledUpload] = request.FILES.getlist("attached")  # type: ignore[assignment]
    for upload in uploads:
        problem = _store(request, case_id, paper_id, upload, form.cleaned_data["is_identity"])
        stored += not problem
        if problem:
            form.add_error("attached", f"{upload.name}: {problem}")
    if not uploads:
        form.add_error("attached", _("Choose a file."))
    if form.errors:
        return _show(request, case_id, paper_id, 422, scan=form)
    messages.success(request, _("%(count)s scans were filed.") % {"count": stored})
    return redirect("case_paper", case_id, paper_id)


def _store(
    request: OfficerRequest,
    case_id: uuid.UUID,
    paper_id: uuid.UUID,
    upload: SpooledUpload,
    is_identity: bool,
) -> str:
    """Why it was not taken; "" where it was."""
    try:
        return why_not_taken(
            upload,
            lambda source, name: attach_scan(
                actor=request.officer,
                case_id=case_id,
                paper_id=paper_id,
                source=source,
                name=name,
                is_identity=is_identity,
            ),
        )
    except REFUSALS as error:
        return words_of(error)


@require_safe
@for_centre
def scan(request: OfficerRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """A scan, saved and never shown in place: one row in the trail."""
    view, chunks = open_scan(actor=request.officer, case_id=case_id, file_id=file_id)
    return saved(chunks, view.name, view.size)


@require_safe
@for_centre
def sent_file(request: OfficerRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """A file that came with the report by the site."""
    report, row = thread.open_attachment(
        actor=request.officer, case_id=case_id, attachment_id=file_id
    )
    owner = Owner(key=report.data_key, report=report.report)
    view = view_of(row, owner)
    return saved(read_file(row, owner), view.name, view.size)


def saved(chunks: Any, name: str, size: int) -> HttpResponseBase:  # noqa: ANN401  any iterator of bytes
    """A file to keep, never shown in place."""
    response = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Security-Policy"] = ATTACHMENT_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
