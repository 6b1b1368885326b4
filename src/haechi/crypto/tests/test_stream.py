"""A sealed file opens whole and unchanged, or not at all (ALL-1)."""

import io
import os
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haechi.crypto.aead import new_data_key
from haechi.crypto.errors import CannotOpen
from haechi.crypto.stream import (
    CHUNK,
    HEADER,
    SEALED_CHUNK,
    open_stream,
    plain_size,
    seal_stream,
    write_all,
)
from haechi.crypto.types import DataKey

KEY = new_data_key()
WHERE = b"file 1"
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]


def sealed(plain: bytes) -> bytes:
    return b"".join(seal_stream(io.BytesIO(plain), KEY, WHERE))


def opened(data: bytes, key: DataKey = KEY, where: bytes = WHERE) -> bytes:
    return b"".join(open_stream(io.BytesIO(data), key, where))


def chunks_of(data: bytes) -> list[bytes]:
    cuts = [0, *range(HEADER, len(data), SEALED_CHUNK), len(data)]
    return [data[start:end] for start, end in pairwise(cuts)]


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_comes_back_as_it_was(size):
    plain = os.urandom(size)
    assert opened(sealed(plain)) == plain
    assert plain_size(len(sealed(plain))) == size


@pytest.mark.parametrize("size", SIZES)
def test_a_file_cut_at_any_chunk_border_does_not_open(size):
    pieces = chunks_of(sealed(os.urandom(size)))
    for kept in range(len(pieces)):
        with pytest.raises(CannotOpen):
            opened(b"".join(pieces[:kept]))


@settings(max_examples=30, deadline=None)
@given(st.integers(min_value=0, max_value=2 * SEALED_CHUNK))
def test_a_file_cut_anywhere_does_not_open(length):
    data = sealed(bytes(2 * CHUNK))
    with pytest.raises(CannotOpen):
        opened(data[: min(length, len(data) - 1)])


def test_swapped_repeated_and_dropped_chunks_do_not_open():
    head, one, two, three = chunks_of(sealed(os.urandom(3 * CHUNK)))
    for order in (
        [two, one, three],
        [one, one, two, three],
        [one, three],
        [three],
        [three, two, one],
    ):
        with pytest.raises(CannotOpen):
            opened(head + b"".join(order))


@pytest.mark.parametrize("size", [3, CHUNK])
def test_bytes_after_the_end_do_not_open(size):
    data = sealed(bytes(size))
    for extra in (b"\0", data[HEADER:], data):
        with pytest.raises(CannotOpen):
            opened(data + extra)


def test_a_chunk_of_another_file_under_the_same_key_does_not_open():
    mine, other = chunks_of(sealed(bytes(2 * CHUNK))), chunks_of(sealed(bytes(2 * CHUNK)))
    with pytest.raises(CannotOpen):
        opened(mine[0] + other[1] + mine[2])


def test_a_file_does_not_open_in_another_place_or_with_another_key():
    data = sealed(b"evidence")
    for key, where in ((KEY, b"file 2"), (new_data_key(), WHERE)):
        with pytest.raises(CannotOpen):
            opened(data, key, where)


def test_sealing_and_opening_hold_two_chunks_however_long_the_file():
    class Endless(io.RawIOBase):
        def __init__(self) -> None:
            self.asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked += 1
            return bytes(size)

    source = Endless()
    stream = seal_stream(source, KEY, WHERE)
    for _ in range(5):
        next(stream)
    assert source.asked <= 6


def test_every_chunk_is_written_and_counted():
    target = io.BytesIO()
    assert write_all([b"ab", b"", b"c"], target) == 3
    assert target.getvalue() == b"abc"
