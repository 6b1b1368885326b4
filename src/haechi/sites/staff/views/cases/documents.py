"""Official forms and the whole binder as files."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.casework.access import holds_identity, open_case
from haechi.casework.filed import sheet_of
from haechi.casework.form_texts import own_texts
from haechi.casework.papers import read_paper, whole_binder
from haechi.casework.printing import form_fields
from haechi.common.clock import today
from haechi.documents import sheet_hwpx, sheet_pdf
from haechi.documents.engine import without_tool
from haechi.documents.filling import fill
from haechi.documents.forms import FORMS
from haechi.documents.sheet import Sheet
from haechi.sites.staff.forms.cases.documents import BinderForm, PrintForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.cases.binder import PROGRESS, record_of, told
from haechi.sites.staff.views.cases.guards import for_centre
from haechi.sites.staff.views.cases.page import state_mark
from haechi.sites.staff.views.cases.problems import REFUSALS, words_of

_REGISTER = 2  # the register's own form: of all cases, not of one


def offered_forms() -> list[tuple[int, str]]:
    return [
        (number, _("Form %(n)s: %(title)s") % {"n": number, "title": form.title})
        for number, form in sorted(FORMS.items())
        if number != _REGISTER
    ]


@for_centre
def forms(request: OfficerRequest, case_id: uuid.UUID) -> HttpResponseBase:
    """Choose forms and print them at once; names only with a reason."""
    opened = open_case(request.officer, case_id)
    data = request.POST if request.method == "POST" else None
    asked = [int(each) for each in request.GET.getlist("forms") if each.isdigit()]
    form = PrintForm(data, offered=offered_forms(), initial={"forms": asked, "kind": "pdf"})
    if data is not None and form.is_valid():
        try:
            return _printed(request, case_id, opened.case.display_number, form.cleaned_data)
        except REFUSALS as error:
            form.add_error(None, words_of(error))
    context = {
        "case": opened.case,
        "state_mark": state_mark(opened.case),
        "form": form,
        "may_open": holds_identity(request.officer, opened.case),
        "offered": offered_forms(),
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/cases/forms.html", context, status=status)


@require_safe
@for_centre
def form(request: OfficerRequest, case_id: uuid.UUID, number: int, kind: str) -> HttpResponseBase:
    """One form without any reporter's name."""
    if kind not in WRITERS or number not in FORMS or number == _REGISTER:
        raise Http404
    opened = open_case(request.officer, case_id)
    asked = {"forms": [number], "kind": kind}
    return _printed(request, case_id, opened.case.display_number, asked)


@require_safe
@for_centre
def paper_form(
    request: OfficerRequest, case_id: uuid.UUID, paper_id: uuid.UUID, kind: str
) -> HttpResponseBase:
    """The form of a paper as it was filed: one row in the trail."""
    if kind not in WRITERS:
        raise Http404
    row, words = read_paper(actor=request.officer, case_id=case_id, paper_id=paper_id)
    opened = open_case(request.officer, case_id)
    sheet = sheet_of(opened, row, words, request.officer.officer.name)
    if sheet is None:
        raise Http404
    name = f"{opened.case.display_number} {sheet.title}.{kind}"
    return saved(WRITERS[kind]([sheet], sheet.title), name)


def _printed(
    request: OfficerRequest, case_id: uuid.UUID, number: str, asked: dict[str, Any]
) -> HttpResponse:
    fields = form_fields(
        actor=request.officer,
        case_id=case_id,
        forms=asked["forms"],
        with_names=bool(asked.get("with_names")),
        reason=asked.get("reason", ""),
        keep=bool(asked.get("keep")),
    )
    sheets = [
        fill(FORMS[n], each, texts=own_texts(request.institution, n))
        for n, each in zip(asked["forms"], fields, strict=True)
    ]
    title = sheets[0].title if len(sheets) == 1 else _("Forms")
    return saved(WRITERS[asked["kind"]](sheets, title), f"{number} {title}.{asked['kind']}")


def _as_pdf(sheets: Sequence[Sheet], title: str) -> bytes:
    if len(sheets) == 1:
        return sheet_pdf.write(sheets[0])
    return without_tool(sheet_pdf.drawn(sheets, title, sheets[0].language))


def _as_hwpx(sheets: Sequence[Sheet], title: str) -> bytes:
    return sheet_hwpx.drawn(sheets, title, sheets[0].language)


WRITERS = {"pdf": _as_pdf, "hwpx": _as_hwpx}
_TYPES = {"pdf": "application/pdf", "hwpx": "application/hwp+zip"}


def saved(made: bytes, name: str) -> HttpResponse:
    """A file to keep; its name has a number and never a person's."""
    response = HttpResponse(made, content_type=_TYPES[name.rsplit(".", 1)[-1]])
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@for_centre
def binder(request: OfficerRequest, case_id: uuid.UUID) -> HttpResponseBase:
    """What the binder's PDF will hold, and the button that makes it."""
    return _binder_page(request, case_id, BinderForm())


def _binder_page(
    request: OfficerRequest, case_id: uuid.UUID, form: BinderForm, status: int = 200
) -> HttpResponse:
    opened = open_case(request.officer, case_id)
    context = {
        "case": opened.case,
        "state_mark": state_mark(opened.case),
        "papers": opened.case.papers.exclude(status="draft").count(),
        "form": form,
    }
    return render(request, "site_staff/cases/binder.html", context, status=status)


@require_POST
@for_centre
def binder_pdf(request: OfficerRequest, case_id: uuid.UUID) -> HttpResponseBase:
    """The whole record in order of date, with contents and page numbers: one row in the trail."""
    form = BinderForm(request.POST)
    if not form.is_valid():
        return _binder_page(request, case_id, form, 422)
    reason = form.cleaned_data["reason"]
    opened, papers = whole_binder(actor=request.officer, case_id=case_id, reason=reason)
    record = record_of(opened, papers, request.officer.officer.name)
    name = f"{opened.case.display_number} 기록 {today()}.pdf"
    if PROGRESS in request.headers.get("Accept", ""):
        answer = StreamingHttpResponse(told(record), content_type=PROGRESS)
        answer.headers["Content-Disposition"] = (
            content_disposition_header(True, name) or "attachment"
        )
        return answer
    return saved(record.pdf(), name)
