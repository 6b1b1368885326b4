"""Lists for spreadsheets run nothing and hold no content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.statistics.exports import as_csv, safe


@given(st.text(max_size=20))
def test_no_cell_starts_a_formula(text: str) -> None:
    assert not str(safe(text)).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "-2", "+3"])
def test_a_formula_is_written_as_text(cell: str) -> None:
    body = b"".join(as_csv([[cell]])).decode("utf-8-sig")
    assert body.strip().strip('"') == f"'{cell}"


def test_korean_excel_knows_the_encoding() -> None:
    assert b"".join(as_csv([["가"]])).startswith(b"\xef\xbb\xbf")
