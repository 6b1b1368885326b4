"""Recordings of an exchange that can only export: uploaded with its table of calls (RC-12)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from haechi.recordings import uploads
from haechi.recordings.errors import NotNow
from haechi.recordings.models import ImportBatch
from haechi.recordings.uploads import LARGEST_TABLE, Upload
from haechi.reports.attachments import storage_error
from haechi.reports.errors import StorageFull
from haechi.sites.common.uploads import SpooledUpload
from haechi.sites.staff.forms.imports import MappingForm, UploadForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.import_page import batch_row, preview_rows, results_of, why
from haechi.sites.staff.views.calls.area import call_tabs, for_running
from haechi.telephony.importing.mapping import BadRow


@require_http_methods(["GET", "HEAD", "POST"])
@for_running
def imports(request: OfficerRequest) -> HttpResponseBase:
    """What was uploaded, and the form for more."""
    if request.method != "POST":
        return _show(request, UploadForm(), _mapping_form(request))
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        table: SpooledUpload = form.cleaned_data["table"]
        audio: list[SpooledUpload] = form.cleaned_data["audio"]
        try:
            batch = _received(request, form, table, audio)
        finally:
            for each in (table, *audio):
                each.spool.close()
        if batch is not None:
            messages.success(request, _("Received. The worker takes it in within seconds."))
            return redirect("call_import", batch.pk)
    return _show(request, form, _mapping_form(request), status=422)


def _received(
    request: OfficerRequest, form: UploadForm, table: SpooledUpload, audio: list[SpooledUpload]
) -> ImportBatch | None:
    if any(each.full for each in (table, *audio)):
        form.add_error("audio", _("There is no room for these files now."))
        return None
    if (table.size or 0) > LARGEST_TABLE or len(audio) > uploads.MOST_FILES:
        form.add_error("audio", _("Too much at once: upload it in parts."))
        return None
    try:
        return uploads.receive(
            actor=request.officer, table=_upload(table), audio=[_upload(each) for each in audio]
        )
    except OSError as error:
        if not isinstance(storage_error(error), StorageFull):
            raise
        form.add_error("audio", _("There is no room for these files now."))
        return None
    except NotNow:
        form.add_error(None, _("The worker has made no key for today: try again in ten minutes."))
        return None


def _upload(given: SpooledUpload) -> Upload:
    return Upload(given.name or "", given.size or 0, given.spool)


@require_POST
@for_running
def import_mapping(request: OfficerRequest) -> HttpResponseBase:
    """Try the headings on a table, or keep them."""
    form = _mapping_form(request)
    sample: SpooledUpload | None = request.FILES.get("sample")  # type: ignore[assignment]
    try:
        if not form.is_valid():
            return _show(request, UploadForm(), form, status=422)
        if request.POST.get("step") == "save":
            uploads.save_mapping(actor=request.officer, mapping=form.mapping())
            messages.success(request, _("Saved."))
            return redirect("call_imports")
        return _previewed(request, form, sample)
    finally:
        if sample is not None:
            sample.spool.close()


def _previewed(
    request: OfficerRequest, form: MappingForm, sample: SpooledUpload | None
) -> HttpResponse:
    if sample is None or sample.full or (sample.size or 0) > LARGEST_TABLE:
        form.add_error("sample", _("Choose a table of at most 4 MiB."))
        return _show(request, UploadForm(), form, status=422)
    try:
        found = uploads.preview(sample.spool.read(LARGEST_TABLE + 1), form.mapping())
    except BadRow as bad:
        form.add_error("sample", why(str(bad)))
        return _show(request, UploadForm(), form, status=422)
    return _show(request, UploadForm(), form, preview=list(preview_rows(found)))


@require_safe
@for_running
def import_results(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """What became of each file of one upload."""
    batch = ImportBatch.objects.filter(pk=pk, institution=request.institution).first()
    if batch is None:
        raise Http404
    context = {**batch_row(batch), "results": results_of(batch)}
    return render(request, "site_staff/calls/import.html", context)


def _mapping_form(request: OfficerRequest) -> MappingForm:
    known = uploads.mapping_of(request.institution)
    mine = request.method == "POST" and "step" in request.POST
    return MappingForm(*((request.POST, request.FILES) if mine else ()), mapping=known)


def _show(
    request: OfficerRequest,
    form: UploadForm,
    mapping: MappingForm,
    status: int = 200,
    **more: Any,  # noqa: ANN401
) -> HttpResponse:
    context = {
        "tabs": call_tabs(request, "call_imports"),
        "form": form,
        "mapping": mapping,
        "rows": [batch_row(each) for each in uploads.batches_of(request.institution)],
        **more,
    }
    return render(request, "site_staff/calls/imports.html", context, status=status)
