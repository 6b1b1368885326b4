"""Lists for spreadsheets: what the inbox shows and never content; streamed, whatever the length."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.statistics.workbook import ROWS_A_PIECE, Cell

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
            report.category.name if report.category else "",
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
    """UTF-8 with the mark by which Korean Excel knows it; some rows a piece."""
    lines = io.StringIO("\ufeff")
    lines.seek(0, io.SEEK_END)
    writer = csv.writer(lines)
    for number, row in enumerate(rows, start=1):
        writer.writerow([safe(cell) for cell in row])
        if number % ROWS_A_PIECE == 0:
            yield _taken(lines)
    yield _taken(lines)


def _taken(lines: io.StringIO) -> bytes:
    text = lines.getvalue()
    lines.seek(0)
    lines.truncate()
    return text.encode()
