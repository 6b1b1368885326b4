"""The list of reports."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from haechi.casework.access import belongs_to_centre
from haechi.casework.selectors import overdue_count
from haechi.inbox.selectors import InboxFilter, InboxPage, inbox_page
from haechi.reports.models import Report
from haechi.sites.staff.forms.inbox import InboxForm
from haechi.sites.staff.guards import OfficerRequest, for_anyone_at_work
from haechi.sites.staff.labels import Mark, due_mark, state_mark
from haechi.staff.types import OfficerAtWork, Role

_FILTERS = tuple(InboxForm.base_fields)


@dataclass(frozen=True)
class Row:
    """One report of the list with its marks."""

    report: Report
    url: str
    state: Mark
    due: Mark | None
    unread: bool
    news: bool
    marks: tuple[Mark, ...]


@for_anyone_at_work
def inbox(request: OfficerRequest) -> HttpResponseBase:
    if request.officer.role == Role.ADMINISTRATOR:
        return HttpResponseRedirect(reverse("people"))
    form = InboxForm(request.GET or None, institution=request.institution)
    form.is_valid()
    asked = form.asked()
    page = inbox_page(
        request.officer,
        asked,
        before=_whole(request.GET.get("before")),
        after=_whole(request.GET.get("after")),
    )
    return _show(request, form, asked, page)


def _show(
    request: OfficerRequest, form: InboxForm, asked: InboxFilter, page: InboxPage
) -> HttpResponse:
    kept = {name: request.GET[name] for name in _FILTERS if request.GET.get(name)}
    context = {
        "form": form,
        "rows": [_row(report) for report in page.reports],
        "filtered": asked != InboxFilter(),
        "tabs": _tabs(asked),
        "overdue_cases": overdue_cases(request.officer),
        "newer_url": _page_url(kept, "after", page.newer),
        "older_url": _page_url(kept, "before", page.older),
    }
    return render(request, "site_staff/inbox.html", context)


def overdue_cases(actor: OfficerAtWork) -> int:
    """Of the public-interest cases of the centre's members; 0 for everybody else."""
    return overdue_count(actor) if belongs_to_centre(actor) else 0


def _row(report: Report) -> Row:
    unread: bool = report.is_unread  # type: ignore[attr-defined]
    news = report.has_news and not unread
    marks = (
        (news, Mark(_("New message"), "danger")),
        (report.withdrawn_on, Mark(_("Withdrawn"), "warning")),
        (report.merged_into_id, Mark(_("Merged"))),
    )
    return Row(
        report=report,
        url=reverse("report", args=[report.pk]),
        state=state_mark(report),
        due=due_mark(report),
        unread=unread,
        news=news,
        marks=tuple(mark for shown, mark in marks if shown),
    )


def _tabs(asked: InboxFilter) -> list[dict[str, object]]:
    presets: tuple[tuple[str, dict[str, str]], ...] = (
        (_("All"), {}),
        (_("Unread"), {"unread": "on"}),
        (_("Assigned to me"), {"mine": "on"}),
        (_("Overdue"), {"overdue": "on"}),
    )
    return [
        {
            "label": label,
            "url": f"{reverse('inbox')}?{urlencode(query)}" if query else reverse("inbox"),
            "current": asked == InboxFilter(**dict.fromkeys(query, True)),  # type: ignore[arg-type]
        }
        for label, query in presets
    ]


def _page_url(kept: dict[str, str], name: str, number: int | None) -> str:
    return f"?{urlencode({**kept, name: number})}" if number is not None else ""


def _whole(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 16 else None
