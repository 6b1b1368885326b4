"""Office numbers that the recorder serves."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from haechi.recordings.lines import LineEntry, add_line, change_line, remove_line
from haechi.recordings.models import Line
from haechi.recordings.switching import recording_departments
from haechi.recordings.types import LineMode
from haechi.sites.staff.forms.calls import LineForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.settings_rows import ask_removal, confirmed
from haechi.sites.staff.views.calls.area import REFUSALS, call_tabs, for_managing, words_of


@require_safe
@for_managing
def lines(request: OfficerRequest) -> HttpResponseBase:
    approved = recording_departments(request.institution.pk)
    rows = Line.objects.filter(institution=request.institution, removed_on__isnull=True)
    context = {
        "tabs": call_tabs(request, "call_lines"),
        "rows": [
            (row, row.mode != LineMode.NONE and row.department_id in approved)
            for row in rows.select_related("department", "official")
        ],
    }
    return render(request, "site_staff/calls/lines.html", context)


@for_managing
def line_edit(request: OfficerRequest, line_id: int | None = None) -> HttpResponseBase:
    """A new line, or one that is there."""
    line = _line(request, line_id) if line_id else None
    form = LineForm(request.POST or None, institution=request.institution, line=line)
    if request.method == "POST" and form.is_valid():
        entry = LineEntry(**form.cleaned_data)
        try:
            if line is None:
                add_line(actor=request.officer, entry=entry)
            else:
                change_line(actor=request.officer, line=line, entry=entry)
        except REFUSALS as error:
            form.add_error("number", words_of(error))
        else:
            messages.success(request, _("Saved. The recorder follows within seconds."))
            return redirect("call_lines")
    context = {
        "form": form,
        "title": _("Change a number") if line else _("Add a number"),
        "back": reverse("call_lines"),
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/settings_form.html", context, status=status)


@for_managing
def line_remove(request: OfficerRequest, line_id: int) -> HttpResponseBase:
    line = _line(request, line_id)
    if confirmed(request):
        remove_line(actor=request.officer, line=line)
        messages.success(request, _("The number was removed."))
        return redirect("call_lines")
    return ask_removal(
        request,
        title=_("Remove the number %(number)s?") % {"number": line},
        consequences=[
            _("Its calls are connected and no longer recorded."),
            _("Recordings that are there stay until their day."),
        ],
        back=reverse("call_lines"),
    )


def _line(request: OfficerRequest, line_id: int) -> Line:
    found = Line.objects.filter(
        pk=line_id, institution=request.institution, removed_on__isnull=True
    ).first()
    if found is None:
        raise Http404
    return found
