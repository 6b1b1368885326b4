"""One report: opening it is one row in the trail, however its page came to be shown."""

import uuid
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haechi.inbox.services import open_report
from haechi.reports.selectors import result_of, state_of
from haechi.reports.types import OpenReport
from haechi.sites.staff.forms.report import (
    AssignForm,
    HoldForm,
    MergeForm,
    MessageForm,
    NoteForm,
    ResultForm,
    StateForm,
)
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.report_page import page_context


@dataclass(frozen=True)
class Failed:
    """The form that could not be carried out, shown again with what was typed."""

    name: str
    form: Form
    status: int = 422


@require_safe
@for_readers
def report(request: OfficerRequest, report_id: uuid.UUID) -> HttpResponseBase:
    return show_report(request, report_id)


def show_report(
    request: OfficerRequest, report_id: uuid.UUID, failed: Failed | None = None
) -> HttpResponse:
    """Open the report, write the trail's row and answer with its page.

    Raises:
        NoSuchReport: not there, or not this officer's.
    """
    opened = open_report(actor=request.officer, report_id=report_id)
    context = page_context(request.officer, opened) | {"forms": _forms(opened)}
    if failed:
        context["forms"] = {**_forms(opened), failed.name: failed.form}
        context |= {"form": failed.form, "failed": failed.name}
    status = failed.status if failed else 200
    return render(request, "site_staff/report.html", context, status=status)


def _forms(opened: OpenReport) -> dict[str, Form]:
    return {
        "message": MessageForm(),
        "note": NoteForm(),
        "state": StateForm(state=state_of(opened)),
        "result": ResultForm(initial={"text": result_of(opened)}),
        "assign": AssignForm(opened=opened),
        "merge": MergeForm(),
        "hold": HoldForm(),
    }
