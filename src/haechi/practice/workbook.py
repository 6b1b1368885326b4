"""The attendance list as a workbook, made in memory: it may hold names, and nothing plain is on a disk."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter


def as_xlsx(rows: Iterable[Sequence[str | int]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"author": "", "comments": ""})
        sheet = book.add_worksheet()
        sheet.set_column(0, 3, 20)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()
