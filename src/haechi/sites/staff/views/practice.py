"""Practice days, the trainer's side (HL-10).

For readers (head of audit and duty officers): the names that people give are sealed to their desk. An
administrator of settings holds no key of the desk and need not know who took part, so has no page here.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.inbox.errors import NoSuchReport
from haechi.practice.errors import NoSuchSession
from haechi.practice.models import PracticeSession
from haechi.practice.selectors import attendance_of, practice_topic, practice_url, sessions_of
from haechi.practice.services import (
    end_session,
    export_attendance,
    open_session,
    session_for,
)
from haechi.practice.workbook import as_xlsx
from haechi.sites.staff.events import Parts, Source, stream, watch_of
from haechi.sites.staff.forms.practice import AttendanceExportForm, SessionForm
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.practice_page import bars_html, state_of
from haechi.statistics.exports import as_csv

UNPROCESSABLE = 422
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def session_of(request: OfficerRequest, session_id: int) -> PracticeSession:
    """Raises Http404: what is not of the institution looks like what is missing."""
    try:
        return session_for(request.officer, session_id)
    except NoSuchSession:
        raise Http404 from None


@require_safe
@for_readers
def sessions(request: OfficerRequest) -> HttpResponseBase:
    rows = [(session, state_of(session)) for session in sessions_of(request.institution)]
    return render(request, "site_staff/practice.html", {"rows": rows})


@for_readers
def new_session(request: OfficerRequest) -> HttpResponseBase:
    form = SessionForm(request.POST or None, institution=request.institution)
    if request.method == "POST" and form.is_valid():
        session = open_session(actor=request.officer, plan=form.plan())
        messages.success(request, _("The practice session is ready."))
        return HttpResponseRedirect(reverse("practice_session", args=[session.pk]))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "site_staff/practice_new.html", {"form": form}, status=status)


@require_safe
@for_readers
def session(request: OfficerRequest, session_id: int) -> HttpResponseBase:
    """A session's page: link, sheet, screens, attendance so far, download, end."""
    return _page(request, session_of(request, session_id), AttendanceExportForm())


def _page(
    request: OfficerRequest, session: PracticeSession, export: AttendanceExportForm
) -> HttpResponse:
    context: dict[str, Any] = {
        "session": session,
        "state": state_of(session),
        "url": practice_url(session),
        "bars": bars_html(session),
        "names": session.names.count(),
        "export": export,
    }
    status = UNPROCESSABLE if export.errors else 200
    return render(request, "site_staff/practice_session.html", context, status=status)


@require_safe
@for_readers
def slide(request: OfficerRequest, session_id: int) -> HttpResponseBase:
    """For the projector: the code and the steps."""
    found = session_of(request, session_id)
    context = {"session": found, "url": practice_url(found)}
    return render(request, "site_staff/practice_slide.html", context)


@require_safe
@for_readers
def live(request: OfficerRequest, session_id: int) -> HttpResponseBase:
    """For the projector: who takes part, by department, as it grows."""
    found = session_of(request, session_id)
    context = {"session": found, "bars": bars_html(found)}
    return render(request, "site_staff/practice_live.html", context)


@require_safe
@for_readers
def live_events(request: OfficerRequest, session_id: int) -> HttpResponseBase:
    actor = request.officer

    def current() -> PracticeSession:
        try:
            return session_for(actor, session_id)
        except NoSuchSession:
            raise NoSuchReport from None  # which ends the stream

    def mark() -> object:
        return [(line.name, line.taken) for line in attendance_of(current())]

    def parts() -> Parts:
        return {"bars": bars_html(current())}

    current()
    return stream(watch_of(request), practice_topic(session_id), Source(mark, parts))


@require_POST
@for_readers
def export(request: OfficerRequest, session_id: int) -> HttpResponseBase:
    """Counts and given names, nothing else; the reason goes into the trail."""
    found = session_of(request, session_id)
    form = AttendanceExportForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    lines = export_attendance(
        actor=request.officer, session=found, reason=form.cleaned_data["reason"]
    )
    header: list[str | int] = [
        _("Department"), _("Headcount"), _("Practice reports"), _("Names given"),
    ]  # fmt: skip
    rows = [header, *lines]
    kind = form.cleaned_data["kind"]
    if kind == "csv":
        response = HttpResponse(b"".join(as_csv(rows)), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(as_xlsx(rows), content_type=_XLSX)
    name = f"practice-{found.first_day}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_readers
def end(request: OfficerRequest, session_id: int) -> HttpResponseBase:
    found = session_of(request, session_id)
    if request.method == "POST" and request.POST.get("confirm") == "yes":
        end_session(actor=request.officer, session=found)
        messages.success(request, _("The practice session is closed and will be deleted."))
        return HttpResponseRedirect(reverse("practice"))
    context = {
        "title": _("Delete this practice session now?"),
        "message": found.title,
        "consequences_title": _("At once"),
        "consequences": [
            _("The link takes no more reports, and nobody can come back to a practice report."),
            _("Counts and names are deleted within the hour. Download the attendance before."),
        ],
        "confirm_label": _("Delete now"),
        "cancel_url": reverse("practice_session", args=[found.pk]),
        "danger": True,
    }
    return render(request, "site_common/confirm.html", context)
