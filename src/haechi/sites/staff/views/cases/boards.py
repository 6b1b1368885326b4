"""What is open across cases: deadlines, protection, and the head's year (제19조⑧, 제20조, 제27조)."""

import uuid
from datetime import date
from typing import Any

from django.db.models import Choices, Count
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from haechi.cases.models import CaseClock
from haechi.cases.states import CaseState
from haechi.cases.types import Channel, ClosingGround
from haechi.casework.access import register_of
from haechi.casework.register import titles_of
from haechi.casework.selectors import (
    board_of_protection,
    clocks_due,
    overdue_count,
    unhandled,
    yearly_counts,
)
from haechi.common.clock import today
from haechi.sites.staff.guards import OfficerRequest, for_head
from haechi.sites.staff.views.cases.guards import for_centre
from haechi.sites.staff.views.cases.tabs import area_tabs
from haechi.sites.staff.views.cases.timeline import OURS, due_words

_SHOWN = 200
_WIDE = 1000  # a bar's box


@require_safe
@for_centre
def deadlines(request: OfficerRequest) -> HttpResponseBase:
    """Clocks that end within a week, overdue ones first, and cases that nobody handles."""
    clocks = list(clocks_due(request.officer).filter(kind__in=OURS)[:_SHOWN])
    titles = titles_of(request.officer, [row.case_id for row in clocks])
    context = {
        "tabs": area_tabs(request, "case_deadlines"),
        "clocks": [_clock(row, titles) for row in clocks],
        "overdue": overdue_count(request.officer),
        "unhandled": list(unhandled(request.officer).order_by("year", "sequence")[:_SHOWN]),
    }
    return render(request, "site_staff/cases/deadlines.html", context)


def _clock(row: CaseClock, titles: dict[uuid.UUID, str]) -> dict[str, Any]:
    return {
        "row": row,
        "title": titles.get(row.case_id, ""),
        "mark": due_words(row.due_on, today()),
    }


@require_safe
@for_centre
def protection(request: OfficerRequest) -> HttpResponseBase:
    board = board_of_protection(request.officer)
    cases = [row.case_id for row in board.measures] + [row.case_id for row in board.retaliations]
    titles = titles_of(request.officer, cases)
    context = {
        "tabs": area_tabs(request, "case_protection"),
        "measures": [(row, titles.get(row.case_id, "")) for row in board.measures],
        "retaliations": [(row, titles.get(row.case_id, "")) for row in board.retaliations],
    }
    return render(request, "site_staff/cases/protection.html", context)


@require_safe
@for_centre
@for_head
def year(request: OfficerRequest) -> HttpResponseBase:
    """The head's year as charts, each with its table."""
    years = sorted(
        register_of(request.officer).order_by().values_list("year", flat=True).distinct(),
        reverse=True,
    ) or [today().year]
    typed = request.GET.get("year", "")
    chosen = next((each for each in years if str(each) == typed), years[0])
    counts = yearly_counts(request.officer, chosen)
    cases, board = (
        register_of(request.officer).filter(year=chosen),
        board_of_protection(request.officer),
    )
    context = {
        "tabs": area_tabs(request, "case_year"),
        "years": years,
        "year": chosen,
        "total": sum(counts["state"].values()),
        "overdue": overdue_count(request.officer),
        "insiders": _insiders(cases),
        "measures": len(board.measures),
        "retaliations": len(board.retaliations),
        "pictures": [
            _picture("months", _("By month of receipt"), _months(cases)),
            _picture("states", _("By status"), _by(counts["state"], CaseState)),
            _picture("channels", _("By way of receipt"), _by(counts["channel"], Channel)),
            _picture("grounds", _("Closed by ground (article 20(1))"), _grounds(counts["ground"])),
        ],
    }
    return render(request, "site_staff/cases/year.html", context)


def _insiders(cases: Any) -> int:  # noqa: ANN401  a queryset of cases
    return int(cases.filter(insider=True).count())


def _months(cases: Any) -> dict[str, int]:  # noqa: ANN401  a queryset of cases
    found = cases.order_by().values_list("received_on__month").annotate(number=Count("pk"))
    counts = dict(found)
    return {date_format(date(2000, n, 1), "M"): counts.get(n, 0) for n in range(1, 13)}


def _by(counts: dict[str, int], kind: type[Choices]) -> dict[str, int]:
    return {str(each.label): counts.get(each.value, 0) for each in kind}


def _grounds(counts: dict[str, int]) -> dict[str, int]:
    return {f"{each.value}. {each.label}": counts.get(each.value, 0) for each in ClosingGround}


def _picture(key: str, title: str, values: dict[str, int]) -> dict[str, Any]:
    """Bars with their words beside them: a ground of article 20 is long, and is never cut."""
    most = max(values.values(), default=0) or 1
    return {
        "key": key,
        "title": title,
        "bars": [(label, n, round(_WIDE * n / most)) for label, n in values.items()],
        "columns": [{"label": title}, {"label": _("Cases"), "numeric": True}],
        "rows": [[label, n] for label, n in values.items()],
    }
