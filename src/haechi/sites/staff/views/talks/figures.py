"""Figures of Talk for the head of audit (ALL-4)."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from haechi.sites.staff.guards import OfficerRequest, for_head
from haechi.statistics.disclosure import Bounds
from haechi.statistics.talks import talk_figures as figures_of
from haechi.talks.types import Subject


@require_safe
@for_head
def talk_figures(request: OfficerRequest) -> HttpResponseBase:
    told = figures_of(request.institution)
    context = {
        "told": told,
        "total": _words(told.total) if told.total else "",
        "subjects": [[str(Subject(k).label), _words(v)] for k, v in told.by_subject.items()],
        "months": [[month, _words(cell)] for month, cell in told.by_month.items()],
        "subject_columns": [
            {"label": _("Subject of the chat")},
            {"label": _("Chats"), "numeric": True},
        ],
        "month_columns": [{"label": _("Month")}, {"label": _("Chats"), "numeric": True}],
    }
    return render(request, "site_staff/talks/figures.html", context)


def _words(cell: Bounds) -> str:
    return f"{cell.low}–{cell.high}"
