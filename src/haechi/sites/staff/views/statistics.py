"""The head of audit's figures: pictures with their tables, and lists to download (ALL-4)."""

from collections.abc import Iterator
from itertools import chain

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.common.batches import batches
from haechi.inbox.access import visible_reports
from haechi.inbox.holds import count_held
from haechi.institutions.models import Institution
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.sites.staff.forms.statistics import ExportForm, SpanForm
from haechi.sites.staff.guards import OfficerRequest, for_head
from haechi.sites.staff.spreadsheets import list_answer
from haechi.statistics import charts, exports
from haechi.statistics.affiliates import QUARTERS, published_by_affiliate
from haechi.statistics.figures import Figures, figures
from haechi.statistics.workbook import Cell


@for_head
def dashboard(request: OfficerRequest) -> HttpResponseBase:
    form = SpanForm(request.GET or None)
    start, end = form.span()
    institution = request.institution
    found = figures([institution], start, end)
    context = {
        "form": form,
        "figures": found,
        "held": count_held(institution),
        "start": start,
        "end": end,
        "pictures": _pictures(institution, found),
        "affiliates": _affiliates(institution, end.year),
        "export": ExportForm(initial={"start": start, "end": end, "kind": "xlsx"}),
    }
    return render(request, "site_staff/statistics.html", context)


def _pictures(institution: Institution, found: Figures) -> list[dict[str, object]]:
    categories = {category.pk: category.name for category in institution.categories.all()}
    points = {point.pk: point.name for point in institution.entry_points.all()}
    states = {state.value: str(state.label) for state in ReportState}
    by_category = {name: found.by_category.get(key, 0) for key, name in categories.items()}
    by_point = {name: found.by_entry_point.get(key, 0) for key, name in points.items()}
    by_state = {name: found.by_state.get(key, 0) for key, name in states.items()}
    ages = {_("%(days)s days") % {"days": days}: count for days, count in found.backlog.items()}
    # "25.11": twelve of them must fit a phone.
    months = {key[2:].replace("-", "."): count for key, count in found.by_month.items()}
    return [
        _picture("months", _("Received by month"), charts.columns(months)),
        _picture("backlog", _("Open reports by age"), charts.columns(ages)),
        _picture("categories", _("Received by category"), charts.rows(by_category)),
        _picture("states", _("By status"), charts.rows(by_state)),
        _picture("links", _("Received by link"), charts.rows(by_point)),
    ]


def _affiliates(institution: Institution, year: int) -> dict[str, object] | None:
    """What affiliates published, for a parent; None without affiliates."""
    found = published_by_affiliate(institution, year)
    heads = [_("Q%(n)s %(year)s") % {"n": n, "year": year} for n in QUARTERS]
    columns = [{"label": _("Institution")}, *({"label": each, "numeric": True} for each in heads)]
    rows = [[each.institution.name, *(told or "–" for told in each.quarters)] for each in found]
    return {"columns": columns, "rows": rows} if rows else None


def _picture(key: str, title: str, chart: charts.Chart) -> dict[str, object]:
    return {
        "key": key,
        "title": title,
        "chart": chart,
        "upright": key in {"months", "backlog"},
        "columns": [{"label": title}, {"label": _("Reports"), "numeric": True}],
        "rows": [[bar.label, bar.value] for bar in chart.bars],
    }


@for_head
@require_POST
def export(request: OfficerRequest) -> HttpResponseBase:
    """A list of what this officer may see, without content; the reason goes into the trail."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        start, end = SpanForm(None).span()
        found = figures([request.institution], start, end)
        context = {
            "form": SpanForm(None), "figures": found, "held": count_held(request.institution),
            "start": start, "end": end, "export": form,
            "pictures": _pictures(request.institution, found),
            "affiliates": _affiliates(request.institution, end.year),
        }  # fmt: skip
        return render(request, "site_staff/statistics.html", context, status=422)
    start, end = form.span()
    reports = (
        visible_reports(request.officer).filter(received_on__range=(start, end)).order_by("number")
    )
    record(
        actor=request.officer.trail,
        action=Action.LIST_EXPORTED,
        subject=f"institution:{request.institution.pk}",
        detail={"reason": form.cleaned_data["reason"], "count": reports.count()},
    )
    name = f"reports-{start}-{end}"
    return list_answer(_rows(reports), form.cleaned_data["kind"], name, widths=_WIDTHS)


_COLUMNS = (
    "number", "category__name_ko", "category__name_en", "state", "received_on", "due_on",
    "first_answer_days", "result_days", "withdrawn_on",
)  # fmt: skip


_WIDTHS = (16,) * 8


def _rows(reports: QuerySet[Report]) -> Iterator[list[Cell]]:
    whole = Report.objects.select_related("category").only(*_COLUMNS)
    yield list(exports.header())
    yield from exports.lines(chain.from_iterable(batches(reports, whole, 1000)))
