"""Sealed values open in their own place only, and hide their length (ALL-1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.crypto.aead import (
    PADDING_FLOOR,
    new_data_key,
    open_sealed,
    open_text,
    pad,
    padded_length,
    place,
    seal,
    seal_text,
    unpad,
)
from haechi.crypto.errors import CannotOpen

KEY = new_data_key()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again_in_its_place(text):
    where = place("report", "1", "content")
    assert open_text(KEY, seal_text(KEY, text, where), where) == text


@given(st.binary(max_size=2000))
def test_padding_is_undone_exactly(plain):
    assert unpad(pad(plain)) == plain


@pytest.mark.parametrize(
    "moved_to",
    [
        place("report", "2", "content"),
        place("report", "1", "result"),
        place("report", "1"),
        place("report", "1", "content", ""),
        b"",
    ],
)
def test_a_value_moved_to_another_report_or_field_does_not_open(moved_to):
    sealed = seal_text(KEY, "인사 담당자가 돈을 받았습니다", place("report", "1", "content"))
    with pytest.raises(CannotOpen):
        open_text(KEY, sealed, moved_to)


@given(st.lists(st.text(max_size=6), max_size=4), st.lists(st.text(max_size=6), max_size=4))
def test_two_places_never_share_their_associated_data(some, others):
    assert (place(*some) == place(*others)) == (some == others)


@given(st.integers(min_value=0, max_value=10_000))
def test_one_changed_bit_anywhere_closes_a_value(position):
    sealed = bytearray(seal(KEY, b"x" * 32, b"here"))
    index = position % (len(sealed) * 8)
    sealed[index // 8] ^= 1 << (index % 8)
    with pytest.raises(CannotOpen):
        open_sealed(KEY, bytes(sealed), b"here")


@pytest.mark.parametrize("length", [0, 1, 23, 24, 39])
def test_a_value_cut_short_is_refused_in_the_same_way(length):
    with pytest.raises(CannotOpen):
        open_sealed(KEY, seal(KEY, b"x" * 32, b"here")[:length], b"here")


def test_another_key_and_a_key_of_wrong_length_open_nothing():
    sealed = seal(KEY, b"secret", b"here")
    for key in (new_data_key(), KEY[:31], b""):
        with pytest.raises(CannotOpen):
            open_sealed(key, sealed, b"here")


def test_a_failed_opening_carries_neither_ciphertext_nor_key_in_its_exception():
    sealed = seal(KEY, b"secret", b"here")
    with pytest.raises(CannotOpen) as caught:
        open_sealed(KEY, sealed, b"there")
    assert caught.value.args == ()
    assert caught.value.__suppress_context__


def test_the_same_text_sealed_twice_never_looks_the_same():
    assert seal_text(KEY, "같은 글", b"") != seal_text(KEY, "같은 글", b"")


@given(st.integers(min_value=0, max_value=10_000_000))
def test_padme_never_shortens_and_adds_at_most_12_percent(length):
    padded = padded_length(length)
    assert padded >= max(length, PADDING_FLOOR)
    assert length <= PADDING_FLOOR or padded <= length * 1.12


@given(st.integers(min_value=0, max_value=1 << 40))
def test_padme_is_monotone_and_a_fixed_point(length):
    assert padded_length(length + 1) >= padded_length(length)
    assert padded_length(padded_length(length)) == padded_length(length)


def test_texts_up_to_the_floor_have_one_length():
    lengths = {len(seal_text(KEY, "가" * count, b"")) for count in range(84)}
    assert len(lengths) == 1


def test_padme_leaves_few_distinct_lengths_below_a_mebibyte():
    """O(log n) lengths for each doubling: thousands would tell a text, 300 do not."""
    lengths = {padded_length(length) for length in range(0, 1 << 20, 7)}
    assert len(lengths) < 300
