"""Lists for spreadsheets: what the inbox shows and never content; streamed, whatever the length."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _

from haechi.reports.models import Report
from haechi.reports.states import ReportState

Cell = str | int
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def header() -> list[str]:
    return [
        _("Number"), _("Category"), _("Status"), _("Received on"), _("Due on"), _("Days to first answer"),
        _("Days to result"), _("Withdrawn on"),
    ]  # fmt: skip


def lines(reports: Iterable[Report]) -> Iterator[list[Cell]]:
    """One line a report; pass reports with their category."""
    for report in reports:
        yield [
            report.display_number,
            report.category.name,
            str(ReportState(report.state).label),
            report.received_on.isoformat(),
            report.due_on.isoformat(),
            "" if report.first_answer_days is None else report.first_answer_days,
            "" if report.result_days is None else report.result_days,
            report.withdrawn_on.isoformat() if report.withdrawn_on else "",
        ]


def safe(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula gets an apostrophe (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_csv(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 with the mark by which Korean Excel knows it."""
    yield "\ufeff".encode()
    line = io.StringIO()
    writer = csv.writer(line)
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def write_xlsx(path: Path, rows: Iterable[Sequence[Cell]], scratch: Path) -> int:
    """Write a workbook row by row in constant memory; return the number of rows.

    What the library keeps in `scratch` while it writes is what the workbook will hold: no content.
    """
    options = {"constant_memory": True, "tmpdir": str(scratch), "strings_to_formulas": False}
    count = 0
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"author": "", "comments": ""})
        sheet = book.add_worksheet()
        sheet.set_column(0, 7, 16)
        for count, row in enumerate(rows, start=1):
            sheet.write_row(count - 1, 0, row)
    return count
