"""RTP: parsing whatever comes, and RFC 3550's counters (RC-12)."""

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haechi.telephony.media.counting import Heads, count_together
from haechi.telephony.media.rtp import NOTHING_YET, Packet, StreamCounter, build, parse

KINDS = (np.uint16, np.uint32, np.uint32, np.int64, bool)  # of Heads


def batch(sequences, *, ssrc=7, jitter=0):
    """Packets 20 ms apart, every second one `jitter` ms late."""
    packets, arrivals = [], []
    for number, sequence in enumerate(sequences):
        packets.append(build(Packet(0, False, sequence, number * 160, ssrc, b"")))
        arrivals.append(number * 20 + (jitter if number % 2 else 0))
    return packets, arrivals


def counted(*batches):
    counter = StreamCounter()
    for each in batches:
        counter.update(*(each if isinstance(each, tuple) else batch(each)))
    return counter.received, counter.lost, counter.late, counter.duplicate, counter.source_changes


@given(st.integers(0, 127), st.booleans(), st.integers(0, 65535), st.binary(max_size=300))
def test_what_was_built_is_parsed(payload_type, marker, sequence, payload):
    packet = Packet(payload_type, marker, sequence, 2**32 - 1, 99, payload)
    assert parse(build(packet)) == packet


@given(st.binary(max_size=100))
def test_any_bytes_parse_or_do_not(data):
    packet = parse(data)
    assert packet is None or len(packet.payload) <= len(data) - 12


def test_contributors_extension_and_padding_are_no_sound():
    head = bytes([0x80 | 0x20 | 0x10 | 2, 0]) + bytes(10)
    data = head + bytes(8) + b"\xbe\xde\x00\x01" + b"ext!" + b"sound" + b"\0\0\x03"
    assert parse(data).payload == b"sound"
    assert parse(head) is None  # no room for what it says it has
    assert parse(data[:-1] + b"\x00") is None  # padding of nothing
    assert parse(b"\x40" + data[1:]) is None  # version 1


@pytest.mark.parametrize(
    ("sequences", "expected"),
    [
        (range(100), (100, 0, 0, 0, 0)),
        (range(65500, 65600), (100, 0, 0, 0, 0)),  # round the end
        ([*range(50), *range(53, 100)], (97, 3, 0, 0, 0)),
        ([*range(50), 51, 50, *range(52, 100)], (100, 0, 1, 0, 0)),
        ([*range(50), 49, *range(50, 100)], (101, 0, 0, 1, 0)),
        ([0, 2, 2, 1, 1, 3], (6, 0, 1, 2, 0)),
        ([65534, 0, 65535, 1], (4, 0, 1, 0, 0)),
        ([*range(10), *range(30000, 30010)], (20, 0, 0, 0, 0)),  # began anew
    ],
)
def test_loss_order_and_doubles(sequences, expected):
    assert counted(list(sequences)) == expected


@given(
    st.lists(st.integers(0, 9), min_size=60, max_size=200),
    st.integers(0, 65535),
    st.integers(1, 70),
)
@settings(max_examples=100, deadline=None)
def test_counts_do_not_depend_on_how_packets_are_batched(fates, start, size):
    """Some packets lost (0), doubled (1) or late by one (2); the truth is counted apart."""
    sent, lost, doubled = [], 0, 0
    for number, fate in enumerate(fates):
        if fate == 0 and 0 < number < len(fates) - 1:
            lost += 1
        else:
            sent += [start + number] * (2 if fate == 1 else 1)
            doubled += fate == 1
    whole = counted(sent)
    parts = counted(*(sent[at : at + size] for at in range(0, len(sent), size)))
    assert whole == parts == (len(sent), lost, 0, doubled, 0)


def test_a_late_packet_of_an_earlier_batch_closes_the_gap():
    assert counted([1, 2, 4, 5], [3, 6], list(range(7, 50))) == (49, 0, 1, 0, 0)
    assert counted([1, 2, 4, 5], list(range(6, 700)), list(range(700, 800)))[1] == 1


def test_a_double_of_the_former_batch_is_one():
    assert counted([1, 2, 3], [3, 4, 5])[:4] == (6, 0, 0, 1)


def test_a_new_source_is_counted_from_its_own_first_packet():
    first = batch([10, 11, 13], ssrc=1)
    second = batch([60000, 60001], ssrc=2)
    assert counted(first, second) == (5, 1, 0, 0, 1)


def test_jitter_of_even_packets_is_none_and_of_uneven_ones_settles_at_their_step():
    """RFC 3550, A.8: an alternating step of 4 ms settles at 4 ms."""
    even, uneven = StreamCounter(), StreamCounter()
    for at in range(0, 500, 50):
        even.update(*batch(list(range(at, at + 50))))
        uneven.update(*batch(list(range(at, at + 50)), jitter=4))
    assert even.worst_jitter_ms == 0
    assert uneven.worst_jitter_ms == pytest.approx(4.0, abs=0.3)


@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(0, 30), min_size=1, max_size=64),
            st.integers(0, 65535),
            st.sampled_from(["", "", "gap", "ssrc", "stamp", "told"]),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=100, deadline=None)
def test_counting_together_is_counting_one_by_one(legs):
    """Either the same numbers, or none: what is not simply in order is left to the exact way."""
    exact, together, heads, expected = [], [], [], []
    rows = np.zeros((len(legs), len(NOTHING_YET)))
    for row, (delays, start, fault) in zip(rows, legs, strict=True):
        size, at = len(delays), len(delays) - 1
        sequences = [(start + 1 + n + (fault == "gap" and n == at)) % 65536 for n in range(size)]
        timestamps = [160 * (n + 1 - (fault == "stamp" and n == at)) for n in range(size)]
        ssrcs = [7 + (fault == "ssrc" and n == at) for n in range(size)]
        arrivals = list(accumulate((20 * n + each for n, each in enumerate(delays)), max))
        exact.append(StreamCounter())
        together.append(StreamCounter(row))
        for counter in (exact[-1], together[-1]):
            counter.update([build(Packet(0, False, start, 0, 7, b""))], [0])
        packets = [
            build(Packet(0, False, *numbers, b""))
            for numbers in zip(sequences, timestamps, ssrcs, strict=True)
        ]
        exact[-1].update(packets, arrivals)
        fine = [fault != "told"] * size
        heads.append((sequences, timestamps, ssrcs, arrivals, fine))
        expected.append(fault == "")
    sizes = np.array([len(delays) for delays, _, _ in legs])
    columns = [
        np.concatenate(each).astype(kind)
        for each, kind in zip(zip(*heads, strict=True), KINDS, strict=True)
    ]
    done = count_together(rows, np.arange(len(legs)), sizes, Heads(*columns))
    assert done.tolist() == expected
    for ours, theirs, counted in zip(together, exact, expected, strict=True):
        if not counted:
            assert ours.received == 1
            continue
        assert ours.worst_jitter_ms == pytest.approx(theirs.worst_jitter_ms)
        assert ours._jitter == pytest.approx(theirs._jitter)
        for name in ("received", "lost", "_highest", "_unique", "_timestamp", "_transit"):
            assert getattr(ours, name) == getattr(theirs, name)


def test_what_was_counted_in_a_row_stays_when_the_row_becomes_another_legs():
    rows = np.zeros((1, len(NOTHING_YET)))
    counter = StreamCounter(rows[0])
    counter.update(*batch([1]))
    heads = ([2, 3], [160, 320], [7, 7], [25, 40], [True, True])
    columns = [np.array(each, kind) for each, kind in zip(heads, KINDS, strict=True)]
    assert count_together(rows, np.array([0]), np.array([2]), Heads(*columns)).all()
    counter.part()
    rows[:] = 5
    assert (counter.received, counter.lost) == (3, 0)
    assert counter.worst_jitter_ms > 0
