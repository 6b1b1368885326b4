"""Asking for the recording of a call: form 1 with its proofs, and the receipt. No cookie."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from haechi.applicants.errors import NoOffice
from haechi.applicants.keys import REQUEST_KEYS
from haechi.applicants.office import check_office, periods_of
from haechi.applicants.types import ApplicationReceipt
from haechi.custody.errors import DeskEmpty
from haechi.institutions.models import Institution
from haechi.sites.common.periods import period, years_kept
from haechi.sites.reporter.addresses import absolute, address, other_languages
from haechi.sites.reporter.errors import log_storage, show_error
from haechi.sites.reporter.files import REMOVE, take_out
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.pages import enter, show
from haechi.sites.reporter.recordings.forms import LENGTHS, ApplicationForm
from haechi.sites.reporter.recordings.place import CallsPlace
from haechi.sites.reporter.recordings.writing import (
    CallsWriting,
    begin_application,
    resume_application,
)
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.views import receipt as receipts
from haechi.sites.reporter.views import uploads

UNPROCESSABLE = 422
NONE_TITLE = _("This institution records no calls")
NONE = _("There is no recording to be heard here. Ask the department you talked to.")

P = ParamSpec("P")
OfficeView = Callable[Concatenate[ReporterRequest, Institution, P], HttpResponseBase]
View = Callable[Concatenate[ReporterRequest, str, P], HttpResponseBase]


def at_office(view: OfficeView[P]) -> View[P]:
    """Find the institution, and that calls were recorded there at all."""

    @wraps(view)
    def entered(
        request: ReporterRequest, /, slug: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        institution = enter(request, slug)
        request.calls = CallsPlace(slug)
        request.home_url = request.calls.form_url
        try:
            check_office(institution)
        except NoOffice:
            back = (address("start"), "")
            return show_error(request, 404, title=NONE_TITLE, message=NONE, back=back)
        return view(request, institution, *args, **kwargs)

    return entered  # type: ignore[return-value]  # wraps() keeps the names of the arguments


@page("GET", "POST")
@at_office
def application(request: ReporterRequest, institution: Institution) -> HttpResponseBase:
    if request.method != "POST":
        return _show(begin_application(request, institution))
    writing = resume_application(request, institution)
    if REMOVE in request.POST:
        take_out(writing.token, request.POST.get(REMOVE, ""))
        return _show(replace(writing))
    step = request.POST.get("to", "")
    if step not in {"send", "anyway"}:
        return _show(writing)
    return _send(writing, anyway=step == "anyway")


def _send(writing: CallsWriting, *, anyway: bool) -> HttpResponse:
    form = writing.application()
    if not form.is_valid() or writing.refused or writing.notices:
        return _show(writing, form)
    if not writing.files and not anyway:
        return _show(writing, form, unproven=True)
    try:
        receipt = writing.file(form)
    except (DatabaseError, DeskEmpty) as error:
        log_storage(error)
        return _show(writing, form, failed=True)
    return _show_receipt(writing.request, receipt)


def _show(
    writing: CallsWriting,
    form: ApplicationForm | None = None,
    *,
    unproven: bool = False,
    failed: bool = False,
) -> HttpResponse:
    """The form; `unproven`: it would be sent without a proof; `failed`: it could not be stored."""
    form = form or writing.unchecked_application()
    wrong = bool(form.errors or writing.refused or writing.notices or unproven)
    kept = periods_of(writing.institution)
    path = writing.request.path
    context = {
        "form": form,
        "writing": writing,
        "institution": writing.institution,
        "unproven": unproven,
        "failed": failed,
        "papers_kept": period(kept.papers_days),
        "register_kept": years_kept(kept.register_years),
        "action": path,
        "others": other_languages(path),
        "languages": [] if writing.data is not None else other_languages(path),
        "limits": {
            "reason": LENGTHS["reason"],
            "files": settings.MAX_FILES,
            "bytes": settings.MAX_FILE_BYTES,
        },
        "upload_url": writing.upload_url,
        "remove_url": writing.remove_url,
    }
    status = 503 if failed else UNPROCESSABLE if wrong else 200
    return show(writing.request, "recordings/form.html", context, status=status)


def _show_receipt(request: ReporterRequest, receipt: ApplicationReceipt) -> HttpResponse:
    context = {"receipt": receipt, "check_url": absolute(request, request.calls.check_url)}
    return show(request, "recordings/receipt.html", context)


@page("GET", "POST")
@at_office
def receipt(request: ReporterRequest, institution: Institution) -> HttpResponseBase:
    """The receipt as a small text file."""
    return receipts.saved(request, REQUEST_KEYS.read)


@page("POST")
@at_office
def upload(request: ReporterRequest, institution: Institution) -> HttpResponseBase:
    return uploads.receive(request, institution)


@page("POST")
@at_office
def remove(request: ReporterRequest, institution: Institution) -> HttpResponseBase:
    return uploads.discard(request)
