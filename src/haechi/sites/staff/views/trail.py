"""The access trail for the head of audit: who did what, when, from where; and its proof."""

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.selectors import trail_of, verify_trail
from haechi.inbox.access import visible_reports
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.sites.staff.forms.trail import TrailForm
from haechi.sites.staff.guards import OfficerRequest, for_head
from haechi.staff.types import Role

PAGE = 50
_KEPT = ("action", "officer")


@dataclass(frozen=True)
class Line:
    """One row: the report it is about where the reader may see it, otherwise words; its details."""

    entry: AuditEntry
    action: str
    report: Report | None
    about: str
    detail: str


@for_head
def trail(request: OfficerRequest) -> HttpResponseBase:
    form = TrailForm(request.GET or None, institution=request.institution)
    form.is_valid()
    rows, newer, older = _page(request, form.narrowed(trail_of(request.institution.pk)))
    kept = {name: request.GET[name] for name in _KEPT if request.GET.get(name)}
    context = {
        "form": form,
        "lines": _lines(request, rows),
        "newer_url": f"?{urlencode({**kept, 'after': rows[0].sequence})}" if newer else "",
        "older_url": f"?{urlencode({**kept, 'before': rows[-1].sequence})}" if older else "",
        "verdict": verify_trail() if request.method == "POST" else None,
    }
    return render(request, "site_staff/trail.html", context)


def _page(
    request: OfficerRequest, rows: QuerySet[AuditEntry]
) -> tuple[list[AuditEntry], bool, bool]:
    before, after = (request.GET.get(name, "") for name in ("before", "after"))
    if after.isdecimal():
        found = list(rows.filter(sequence__gt=int(after)).order_by("sequence")[: PAGE + 1])
        return list(reversed(found[:PAGE])), len(found) > PAGE, bool(found)
    if before.isdecimal():
        rows = rows.filter(sequence__lt=int(before))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], before.isdecimal() and bool(found), len(found) > PAGE


def _lines(request: OfficerRequest, rows: list[AuditEntry]) -> list[Line]:
    keys = {key for entry in rows if (key := _report_key(entry.subject))}
    seen = {report.pk: report for report in visible_reports(request.officer).filter(pk__in=keys)}
    names = {officer.pk: str(officer) for officer in request.institution.officers.all()}
    return [
        Line(
            entry,
            str(Action(entry.action).label),
            seen.get(_report_key(entry.subject)),  # type: ignore[arg-type]
            _about(entry.subject, names),
            _detail(entry, names),
        )
        for entry in rows
    ]


def _report_key(subject: str) -> uuid.UUID | None:
    kind, _sep, key = subject.partition(":")
    return uuid.UUID(key) if kind == "report" else None


def _about(subject: str, names: dict[int, str]) -> str:
    kind, _sep, key = subject.partition(":")
    if kind == "officer":
        return names.get(int(key), "")
    words = {
        "report": _("a report you cannot open"),
        "account": _("own account"),
        "institution": _("the institution"),
    }
    return words.get(kind, kind)


def _detail(entry: AuditEntry, names: dict[int, str]) -> str:
    detail = entry.detail
    if entry.action == Action.REPORT_STATE:
        return " → ".join(str(ReportState(detail[name]).label) for name in ("from", "to"))
    if entry.action == Action.REPORT_SEARCHED:
        return str(_("looked at %(looked)s, showed %(hits)s") % detail)
    if entry.action == Action.REPORT_ASSIGNED:
        return names.get(detail.get("officer", 0), str(_("Nobody yet")))
    if detail.get("reason"):
        return str(detail["reason"])
    if entry.action == Action.OFFICER_CREATED and detail.get("role") in Role.values:
        return str(Role(detail["role"]).label)
    return ""
