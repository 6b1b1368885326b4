"""Draft tokens, receipts that show nothing, and the status line (HL-4, HL-7)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.crypto.sealedbox import new_key_pair
from haechi.reports.states import ALLOWED, ReportState, may_change
from haechi.reports.types import (
    OpenReport,
    Receipt,
    ReporterSession,
    draft_id,
    draft_key,
    new_draft_token,
    read_draft_token,
    write_draft_token,
)

TOKENS = st.binary(min_size=32, max_size=32)


@given(TOKENS)
def test_a_token_survives_the_form_it_travels_in(token):
    written = write_draft_token(token)
    assert read_draft_token(written) == token
    assert len(written) == 43
    assert set(written) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(max_size=60))
def test_what_is_no_token_is_none_and_never_an_error(typed):
    token = read_draft_token(typed)
    assert token is None or len(token) == 32


@given(TOKENS)
def test_identifier_and_key_of_a_draft_differ_and_hide_the_token(token):
    assert len(draft_id(token)) == 32
    assert draft_key(token).hex()[:32] != draft_id(token)
    assert token not in draft_key(token)
    assert token.hex() not in draft_id(token)


def test_two_pages_never_get_the_same_token():
    assert len({new_draft_token() for _ in range(100)}) == 100


def test_receipt_session_and_open_report_show_no_secret_when_printed():
    pair = new_key_pair()
    receipt = Receipt("ABCDEF", "4837")
    session = ReporterSession("id", pair, "ABCDEF")
    opened = OpenReport("report", b"k" * 32)
    for shown in (repr(receipt), repr(session), repr(opened)):
        assert "ABCDEF" not in shown
        assert "4837" not in shown
        assert "kkkk" not in shown


STEPS = {
    ("received", "confirmed"),
    ("received", "investigating"),
    ("received", "done"),
    ("confirmed", "investigating"),
    ("confirmed", "done"),
    ("investigating", "done"),
    ("done", "investigating"),
}


@pytest.mark.parametrize("step", list(itertools.product(ReportState, repeat=2)))
def test_the_status_line_moves_only_as_the_table_says(step):
    before, after = step
    assert may_change(before, after) is ((before.value, after.value) in STEPS)


def test_every_state_has_its_row_and_none_is_a_dead_end():
    assert set(ALLOWED) == set(ReportState)
    assert all(ALLOWED.values())
