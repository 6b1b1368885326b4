"""What an officer does with a report. Each answers with the report's page; nothing typed is lost."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from haechi.inbox.access import report_for
from haechi.inbox.errors import CannotMerge, NoSuchReport, StateConflict
from haechi.inbox.holds import hold, release
from haechi.inbox.selectors import by_number
from haechi.inbox.services import add_note, assign, change_state, merge, set_result
from haechi.reports.selectors import state_of
from haechi.reports.states import ReportState
from haechi.reports.types import OpenReport
from haechi.sites.staff.forms.report import (
    AssignForm,
    HoldForm,
    MergeForm,
    NoteForm,
    ResultForm,
    StateForm,
)
from haechi.sites.staff.guards import OfficerRequest, for_head, for_readers
from haechi.sites.staff.views.report import Failed, show_report

Action = Callable[[OfficerRequest, OpenReport], Failed | str]


def _post(
    action: Action, guard: Callable[..., Callable[..., HttpResponseBase]] = for_readers
) -> Callable[..., HttpResponseBase]:
    """A view that does `action`: it returns where on the page to go, or the form that failed."""

    @require_POST
    @guard
    def view(request: OfficerRequest, report_id: uuid.UUID) -> HttpResponse:
        outcome = action(request, report_for(request.officer, report_id))
        if isinstance(outcome, Failed):
            return show_report(request, report_id, outcome)
        return to_report(report_id, outcome)

    return view


def to_report(report_id: uuid.UUID, part: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('report', args=[report_id])}#{part}")


def _note(request: OfficerRequest, opened: OpenReport) -> Failed | str:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return Failed("note", form)
    uid, text = form.cleaned_data["uid"], form.cleaned_data["text"]
    add_note(actor=request.officer, opened=opened, text=text, uid=uid)
    messages.success(request, _("The note was added."))
    return "notes"


def _state(request: OfficerRequest, opened: OpenReport) -> Failed | str:
    form = StateForm(request.POST, state=state_of(opened))
    if not form.is_valid():
        return Failed("state", form)
    seen, new = (ReportState(form.cleaned_data[name]) for name in ("seen", "new"))
    try:
        change_state(actor=request.officer, opened=opened, seen=seen, new=new)
    except StateConflict:
        return Failed("state", _fresh_state(opened), 409)
    messages.success(request, _("The status is now: %(state)s.") % {"state": new.label})
    return "status"


def _fresh_state(opened: OpenReport) -> Form:
    """The form again, from the status as it is now, saying what happened."""
    opened.report.refresh_from_db(fields=["state"])
    form = StateForm({"seen": opened.report.state, "new": ""}, state=state_of(opened))
    form.errors.clear()
    form.add_error(
        None,
        _(
            "Another officer changed the status first. The page now shows it as it is; "
            "nothing of yours is lost. Choose again if it is still needed."
        ),
    )
    return form


def _result(request: OfficerRequest, opened: OpenReport) -> Failed | str:
    form = ResultForm(request.POST)
    if not form.is_valid():
        return Failed("result", form)
    set_result(actor=request.officer, opened=opened, text=form.cleaned_data["text"])
    messages.success(request, _("The result was saved. The reporter can read it."))
    return "status"


def _assign(request: OfficerRequest, opened: OpenReport) -> Failed | str:
    form = AssignForm(request.POST, opened=opened)
    if not form.is_valid():
        return Failed("assign", form)
    officer = form.cleaned_data["officer"]
    assign(actor=request.officer, opened=opened, officer=officer)
    messages.success(request, _("The officer in charge was changed."))
    return "status"


def _hold(request: OfficerRequest, opened: OpenReport) -> Failed | str:
    form = HoldForm(request.POST)
    if not form.is_valid():
        return Failed("hold", form)
    hold(actor=request.officer, opened=opened, reason=form.cleaned_data["text"])
    messages.success(request, _("The report is kept until the hold ends."))
    return "hold"


def _release(request: OfficerRequest, opened: OpenReport) -> Failed | str:
    release(actor=request.officer, opened=opened)
    messages.success(request, _("The hold has ended."))
    return "hold"


note = _post(_note)
holding = _post(_hold, guard=for_head)
releasing = _post(_release, guard=for_head)
state = _post(_state)
result = _post(_result)
assignment = _post(_assign)


@require_POST
@for_readers
def merging(request: OfficerRequest, report_id: uuid.UUID) -> HttpResponseBase:
    """Ask once, then merge: it cannot be undone."""
    opened = report_for(request.officer, report_id)
    form = MergeForm(request.POST)
    if not form.is_valid():
        return show_report(request, report_id, Failed("merge", form))
    target = by_number(request.officer, form.cleaned_data["number"])
    try:
        if target is None:
            raise NoSuchReport
        into = report_for(request.officer, target.pk)
        if request.POST.get("confirm") != "yes":
            return _ask(request, opened, into)
        merge(actor=request.officer, duplicate=opened, into=into)
    except (NoSuchReport, CannotMerge) as error:
        form.add_error("number", _why_not(error))
        return show_report(request, report_id, Failed("merge", form))
    messages.success(request, _("The report was merged."))
    return to_report(report_id, "status")


def _why_not(error: Exception) -> str:
    if isinstance(error, NoSuchReport):
        return _("There is no report of this number that you may open.")
    return _("These two cannot be merged: one of them is merged already, or they are the same.")


def _ask(request: HttpRequest, opened: OpenReport, into: OpenReport) -> HttpResponse:
    numbers = {"this": opened.report.display_number, "other": into.report.display_number}
    context = {
        "title": _("Merge %(this)s into %(other)s?") % numbers,
        "consequences_title": _("After merging"),
        "consequences": [
            _("%(this)s follows the status and the result of %(other)s.") % numbers,
            _("Both reporters keep their own key and their own messages."),
            _("It cannot be undone."),
        ],
        "hidden": {"number": into.report.display_number},
        "confirm_label": _("Merge"),
        "cancel_url": reverse("report", args=[opened.report.pk]),
    }
    return render(request, "site_common/confirm.html", context)
