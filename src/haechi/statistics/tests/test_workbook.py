"""Workbooks open elsewhere, run nothing, tell nothing of who made them, and need no room."""

import io
import itertools
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.statistics.workbook import MOST_IN_CELL, ROWS_A_PIECE, Cell, as_xlsx

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells_of(made: bytes) -> dict[str, str]:
    """What a reader finds in each cell: escapes of ECMA-376 22.9.2.19 undone."""
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        assert book.testzip() is None
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  our own
    found = {}
    for cell in sheet.iter(f"{_MAIN}c"):
        text = "".join(
            part.text or "" for part in cell.iter() if part.tag in {f"{_MAIN}t", f"{_MAIN}v"}
        )
        found[cell.attrib["r"]] = re.sub(
            "_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text
        )
        assert cell.attrib.get("t") in {None, "inlineStr"}, "neither formula nor error"
    return found


def made(rows: list[list[Cell]]) -> bytes:
    return b"".join(as_xlsx(rows, widths=(8, 40)))


def test_every_cell_is_read_back() -> None:
    found = cells_of(made([["번호", "제목"], [1, "폐수 <무단> & 방류"], ["", "  둘째 줄\n끝 "]]))
    assert found == {
        "A1": "번호", "B1": "제목", "A2": "1", "B2": "폐수 <무단> & 방류", "B3": "  둘째 줄\n끝 ",
    }  # fmt: skip


@given(st.text(min_size=1, max_size=40))
def test_any_text_gives_a_workbook_that_reads(text: str) -> None:
    fit = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
    assert cells_of(made([[text]])).get("A1", "") == fit


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "_x0041_", "http://x.example"])
def test_text_stays_text(text: str) -> None:
    assert cells_of(made([[text]])) == {"A1": text}


def test_a_text_too_long_for_a_cell_shows_that_it_goes_on() -> None:
    found = cells_of(made([["가" * (MOST_IN_CELL + 1)]]))["A1"]
    assert len(found) == MOST_IN_CELL
    assert found.endswith("가…")


def test_columns_past_z_have_two_letters() -> None:
    assert list(cells_of(made([list(range(28))])))[-2:] == ["AA1", "AB1"]


def test_neither_author_nor_time_stands_in_the_file() -> None:
    with zipfile.ZipFile(io.BytesIO(made([["가"]]))) as book:
        assert not [name for name in book.namelist() if name.startswith("docProps")]
        assert {each.date_time[0] for each in book.infolist()} == {1980}


def test_pieces_come_while_rows_are_still_being_read() -> None:
    asked = itertools.count()
    pieces = as_xlsx([next(asked), "가"] for _ in range(10 * ROWS_A_PIECE))
    next(pieces)
    assert next(asked) == ROWS_A_PIECE
