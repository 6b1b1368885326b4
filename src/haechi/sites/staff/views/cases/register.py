"""The register (form 2, 공익신고접수관리대장): its list, its filter, its download."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.cases.states import ENDED
from haechi.casework.forms import register_line
from haechi.casework.register import (
    RegisterFilter,
    RegisterRow,
    count_rows,
    record_export,
    register_page,
    register_rows,
)
from haechi.common.clock import today
from haechi.documents.filling import fill
from haechi.documents.forms import FORMS
from haechi.sites.staff.forms.cases.register import RegisterExportForm, RegisterForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.labels import Mark
from haechi.sites.staff.spreadsheets import list_answer
from haechi.sites.staff.views.cases.documents import WRITERS, saved
from haechi.sites.staff.views.cases.guards import for_centre
from haechi.sites.staff.views.cases.page import state_mark
from haechi.sites.staff.views.cases.tabs import area_tabs
from haechi.sites.staff.views.cases.timeline import due_words
from haechi.statistics.workbook import Cell

_MOST_ON_PAPER = 1000
_HEADS = ("연번", "접수번호", "접수일자", "접수방법", "신고제목", "담당", "처리상태", "처리일자", "처리기한",
          "종결사유")  # fmt: skip
_WIDTHS = (8, 18, 12, 14, 48, 20, 16, 12, 12, 20)
_FILTERS = tuple(RegisterForm.base_fields)


@require_safe
@for_centre
def register(request: OfficerRequest) -> HttpResponseBase:
    return _show(request, RegisterExportForm(initial={"kind": "xlsx"}))


def _show(request: OfficerRequest, export: RegisterExportForm, status: int = 200) -> HttpResponse:
    form = RegisterForm(request.GET or None)
    form.is_valid()
    asked = form.asked()
    page = register_page(
        request.officer,
        asked,
        before=_key(request.GET.get("before")),
        after=_key(request.GET.get("after")),
    )
    kept = {name: request.GET[name] for name in _FILTERS if request.GET.get(name)}
    context = {
        "form": form,
        "export": export,
        "export_query": urlencode(kept),
        "rows": [_row(row) for row in page.rows],
        "filtered": asked != RegisterFilter(),
        "tabs": area_tabs(request, "cases"),
        "presets": _presets(asked),
        "newer_url": _page_url(kept, "after", page.newer),
        "older_url": _page_url(kept, "before", page.older),
    }
    return render(request, "site_staff/cases/register.html", context, status=status)


def _row(row: RegisterRow) -> dict[str, Any]:
    case = row.case
    due = case.due_on if case.state not in ENDED else None
    return {
        "case": case,
        "title": row.title,
        "handlers": row.handlers,
        "url": reverse("case", args=[case.pk]) if row.title else "",
        "state": state_mark(case),
        "due": due,
        "due_mark": due_words(due, today()) if due else Mark(""),
    }


def _presets(asked: RegisterFilter) -> list[dict[str, object]]:
    presets: tuple[tuple[str, dict[str, str], RegisterFilter], ...] = (
        (_("All"), {}, RegisterFilter()),
        (_("Handled by me"), {"mine": "on"}, RegisterFilter(mine=True)),
        (_("Due within 7 days"), {"clock": "week"}, RegisterFilter(clock="week")),
        (_("Overdue"), {"clock": "overdue"}, RegisterFilter(clock="overdue")),
    )
    return [
        {
            "label": label,
            "url": f"{reverse('cases')}?{urlencode(query)}" if query else reverse("cases"),
            "current": asked == meant,
        }
        for label, query, meant in presets
    ]


def _page_url(kept: dict[str, str], name: str, key: tuple[int, int] | None) -> str:
    return f"?{urlencode({**kept, name: f'{key[0]}-{key[1]}'})}" if key else ""


def _key(typed: str | None) -> tuple[int, int] | None:
    """`2026-12`; what cannot be read is the newest page."""
    year, _dash, number = (typed or "").partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 8 for part in (year, number)):
        return None
    return int(year), int(number)


@require_POST
@for_centre
def export(request: OfficerRequest) -> HttpResponseBase:
    """Every line of the filter as a list; the reason goes into the trail before a byte leaves."""
    form = RegisterExportForm(request.POST)
    if not form.is_valid():
        return _show(request, form, 422)
    asking = RegisterForm(request.GET or None)
    asking.is_valid()
    asked, kind = asking.asked(), form.cleaned_data["kind"]
    count = count_rows(request.officer, asked)
    if kind in WRITERS and count > _MOST_ON_PAPER:
        words = _("Form 2 takes at most %(most)s lines: narrow the filter, or take XLSX.")
        form.add_error("kind", words % {"most": f"{_MOST_ON_PAPER:,}"})
        return _show(request, form, 422)
    record_export(actor=request.officer, count=count, form=kind, reason=form.cleaned_data["reason"])
    rows = register_rows(request.officer, asked)
    if kind in WRITERS:
        return _on_paper(request, rows, kind, asked.period)
    return list_answer(_lines(rows), kind, f"register-{today()}", widths=_WIDTHS)


def _on_paper(
    request: OfficerRequest, rows: Iterator[RegisterRow], kind: str, period: str
) -> HttpResponseBase:
    """The register on its official form (별지 제2호)."""
    lines = [register_line(row.case, row.title, ", ".join(row.handlers)) for row in rows]
    data = {"기관명": request.institution.name_ko, "기간": period, "관리대장": lines}
    sheet = fill(FORMS[2], data)
    return saved(WRITERS[kind]([sheet], sheet.title), f"{sheet.title} {today()}.{kind}")


def _lines(rows: Iterator[RegisterRow]) -> Iterator[list[Cell]]:
    yield list(_HEADS)
    for row in rows:
        line = register_line(row.case, row.title, ", ".join(row.handlers))
        yield ["" if line[head] is None else str(line[head]) for head in _HEADS]
