"""Switching recording on: a department's head applies, the 정책임자 decides (제6조②)."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.recordings import switching
from haechi.recordings.models import RecordingUse
from haechi.recordings.people import heads, is_chief, manages
from haechi.recordings.types import UseState
from haechi.sites.staff.forms.calls import ApplicationForm, DecisionForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.area import REFUSALS, call_tabs, for_calls, words_of

_TONES = {UseState.APPROVED: "success", UseState.REFUSED: "danger", UseState.APPLIED: "information"}


@require_safe
@for_calls
def uses(request: OfficerRequest) -> HttpResponseBase:
    return _show(request)


def _show(request: OfficerRequest, status: int = 200, **failed: BaseForm) -> HttpResponse:
    officer = request.officer.officer
    mine, chief = heads(officer), is_chief(officer)
    rows = RecordingUse.objects.filter(institution=request.institution).select_related(
        "department", "applied_by", "decided_by", "ended_by"
    )
    if not manages(officer):
        rows = rows.filter(department__in=mine)
        if not mine:
            raise Http404
    context: dict[str, Any] = {
        "tabs": call_tabs(request, "call_uses"),
        "rows": [_row(use, mine, chief) for use in rows],
        "application": ApplicationForm(departments=mine) if mine else None,
        **failed,
        "form": next(iter(failed.values()), None),
    }
    return render(request, "site_staff/calls/uses.html", context, status=status)


def _row(use: RecordingUse, mine: list[int], chief: bool) -> dict[str, Any]:
    live = use.state == UseState.APPROVED
    return {
        "use": use,
        "tone": _TONES.get(UseState(use.state), ""),
        "may_decide": chief and use.state == UseState.APPLIED,
        "may_end": live and (chief or use.department_id in mine),
        "decision": DecisionForm(auto_id=f"use-{use.pk}-%s"),
    }


@require_POST
@for_calls
def use_apply(request: OfficerRequest) -> HttpResponseBase:
    form = ApplicationForm(request.POST, departments=heads(request.officer.officer))
    if form.is_valid():
        try:
            switching.apply(actor=request.officer, **form.cleaned_data)
        except REFUSALS as error:
            form.add_error(None, words_of(error))
    if form.errors:
        return _show(request, 422, application=form)
    messages.success(request, _("The application was sent to the chief officer of recording."))
    return redirect("call_uses")


@require_POST
@for_calls
def use_decide(request: OfficerRequest, use_id: int) -> HttpResponseBase:
    """Approve, refuse or end; a refusal and an end need a reason."""
    use = RecordingUse.objects.filter(pk=use_id, institution=request.institution).first()
    step = request.POST.get("step", "")
    if use is None or step not in {"approve", "refuse", "end"}:
        raise Http404
    form = DecisionForm(request.POST, auto_id=f"use-{use.pk}-%s")
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    if step != "approve" and not reason:
        messages.error(request, _("A reason is needed."))
        return redirect("call_uses")
    try:
        if step == "approve":
            switching.approve(actor=request.officer, use=use)
        elif step == "refuse":
            switching.refuse(actor=request.officer, use=use, reason=reason)
        else:
            switching.end(actor=request.officer, use=use, reason=reason)
    except REFUSALS as error:
        messages.error(request, words_of(error))
    else:
        messages.success(request, _("Saved. The recorder follows within seconds."))
    return redirect("call_uses")
