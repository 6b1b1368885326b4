"""A list as an XLSX workbook (ECMA-376), made piece by piece: no file, no more memory for more rows.

Titles of cases come from under a seal: they must not lie in a temporary file on their way out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Cell = str | int
ROWS_A_PIECE: Final = 200
MOST_IN_CELL: Final = 32_767  # characters; a workbook with more does not open
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not XML 1.0
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # ECMA-376 22.9.2.19
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="맑은 고딕"/></font>'
        "</fonts>"
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}  # fmt: skip


class _Pipe:
    """Where the archive is written: what was not taken yet."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def write(self, data: bytes) -> int:
        self._kept += data
        return len(data)

    def flush(self) -> None:
        """Nothing lies anywhere else."""

    def take(self) -> bytes:
        taken = bytes(self._kept)
        self._kept.clear()
        return taken


def as_xlsx(rows: Iterable[Sequence[Cell]], *, widths: Sequence[int] = ()) -> Iterator[bytes]:
    """The workbook: one sheet, its first row standing still. `widths` of columns, in characters.

    Every text stays text, whatever it begins with: nothing in it can run as a formula. Neither author nor
    time stands in the file. What is longer than a cell holds ends with an ellipsis.
    """
    pipe = _Pipe()
    with ZipFile(pipe, "w") as book:  # type: ignore[call-overload]  # write and flush are enough
        for name, text in _PARTS.items():
            book.writestr(_entry(name), _XML + text)
        with book.open(_entry("xl/worksheets/sheet1.xml"), "w") as sheet:
            sheet.write((_XML + _head(widths)).encode())
            for number, row in enumerate(rows, start=1):
                sheet.write(_row(number, row).encode())
                if number % ROWS_A_PIECE == 0:
                    yield pipe.take()
            sheet.write(b"</sheetData></worksheet>")
    yield pipe.take()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)  # dated 1980, as if it had no time
    entry.compress_type = ZIP_DEFLATED
    return entry


def _head(widths: Sequence[int]) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, start=1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
    )


def _row(number: int, cells: Sequence[Cell]) -> str:
    written = "".join(
        _cell(f"{_column(place)}{number}", cell) for place, cell in enumerate(cells) if cell != ""
    )
    return f'<row r="{number}">{written}</row>'


def _cell(place: str, cell: Cell) -> str:
    if isinstance(cell, int):
        return f'<c r="{place}"><v>{cell}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'


def _text(cell: str) -> str:
    if len(cell) > MOST_IN_CELL:
        cell = cell[: MOST_IN_CELL - 1] + "…"
    return _LOOKS_ESCAPED.sub("_x005F_", _UNFIT.sub("", cell)).translate(_MARKUP)


def _column(place: int) -> str:
    """A, B, … Z, AA, …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
