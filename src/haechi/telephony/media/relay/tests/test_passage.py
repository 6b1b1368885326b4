"""The way of packets in one memory: with one system call for many sockets, and without."""

import platform
import socket

import numpy as np
import pytest

from haechi.telephony.media.port import Address, Remote
from haechi.telephony.media.relay.arena import AREA_BYTES, KEPT_BYTES, NOWHERE, Arena
from haechi.telephony.media.relay.batch import Batch
from haechi.telephony.media.relay.leg import LegState
from haechi.telephony.media.relay.passage import Passage
from haechi.telephony.media.relay.ports import bind_pair
from haechi.telephony.media.relay.submission import OneByOne, Submission, best_way
from haechi.telephony.media.rtp import Packet, build
from haechi.telephony.types import Codec, Leg

WAYS = pytest.mark.parametrize("way", [Submission, OneByOne])


def pair():
    """A leg's socket and its party's, each connected to the other."""
    ours, party = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
    for each in (ours, party):
        each.bind(("127.0.0.1", 0))
        each.setblocking(False)
    ours.connect(party.getsockname())
    party.connect(ours.getsockname())
    return ours, party


class Legs:
    """Some legs that send their packets round: from each to the next."""

    def __init__(self, way, count):
        self.arena = Arena()
        self.passage = Passage(self.arena)
        self.passage._few = self.passage._many = way(self.arena)
        self.pairs = [pair() for _ in range(count)]
        self.areas = [self.arena.take(Leg(at % 2)) for at in range(count)]
        for at, area in enumerate(self.areas):
            area.begin(1000)
            area.receive_from(self.pairs[at][0].fileno())
            area.route(self.pairs[(at + 1) % count][0].fileno(), frozenset())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in (one for pair in self.pairs for one in pair):
            each.close()

    def turn(self, now_ms):
        self.passage.take(np.array([area.place for area in self.areas]), now_ms)

    def stored(self, at):
        (run,) = self.arena.runs(np.array([self.areas[at].place]))
        batch = Batch(run, self.areas[at].zero)
        return list(zip(batch.arrivals, batch.packets, strict=True))


def heard(party):
    try:
        return party.recv(2048)
    except BlockingIOError:
        return None


def packet(number, size=160):
    return build(Packet(8, False, number, 160 * number, 7, bytes([number]) * size))


@WAYS
def test_packets_of_any_length_go_on_and_lie_as_records_one_after_the_other(way):
    first = [packet(at, size) for at, size in enumerate((160, 0, 33, 1400, 160, 80, 160))]
    with Legs(way, len(first)) as legs:
        legs.areas[4].stop()  # goes nowhere, and is stored
        for (_, party), data in zip(legs.pairs, first, strict=True):
            party.send(data)
        legs.turn(1020)
        legs.pairs[2][1].send(packet(9))
        legs.turn(1040)
        hears = [heard(party) for _, party in legs.pairs]
        assert hears == [first[-1], *first[:4], None, first[5]]
        assert heard(legs.pairs[3][1]) == packet(9)
        assert legs.stored(2) == [(1020, first[2]), (1040, packet(9))]
        assert [legs.stored(at) for at in (3, 4, 5)] == [[(1020, first[at])] for at in (3, 4, 5)]


@WAYS
def test_a_party_whose_port_is_closed_harms_no_other(way):
    with Legs(way, 8) as legs:
        legs.pairs[3][1].close()
        legs.areas[4].route(99_999, frozenset())  # no socket at all
        for turn in range(3):  # the first tells the kernel, the next ones meet its refusal
            for at in (0, 2, 4, 5):
                legs.pairs[at][1].send(packet(turn))
            legs.turn(1000 + turn)
        for at in (0, 2, 4, 5):
            assert [data for _, data in legs.stored(at)] == [packet(turn) for turn in range(3)]
        assert [heard(legs.pairs[6][1]) for _ in range(3)] == [packet(turn) for turn in range(3)]


@WAYS
def test_what_is_no_rtp_goes_on_and_is_not_stored(way):
    with Legs(way, 2) as legs:
        legs.pairs[0][1].send(b"\x00" * 40)
        legs.pairs[1][1].send(packet(1))
        legs.turn(1000)
        assert heard(legs.pairs[1][1]) == b"\x00" * 40
        assert (legs.stored(0), legs.stored(1)) == ([], [(1000, packet(1))])


def test_a_closed_leg_leaves_no_sound_in_memory_and_no_descriptor():
    arena = Arena()
    area = arena.take(Leg.CALLER)
    area.route(5, frozenset())
    area.receive_from(6)
    for number in range(3):
        assert area.put(packet(number + 1), 20)
    begin = int(arena.starts[area.place])
    assert any(arena.view[begin : begin + AREA_BYTES])
    area.close()
    area.close()  # a second time is no matter
    assert not any(arena.view[begin : begin + AREA_BYTES])
    assert (arena.to[area.place], arena.sources[area.place]) == (NOWHERE, NOWHERE)
    assert arena.take(Leg.OFFICIAL).place == area.place
    assert arena.take(Leg.OFFICIAL).place != area.place


def test_a_socket_that_closes_is_sent_to_no_more():
    """Its descriptor may be another call's a moment later."""
    arena = Arena()
    one, other = (
        LegState(leg, *bind_pair("127.0.0.1", range(0)), (), arena.take(leg)) for leg in Leg
    )
    one.peer, other.peer = other, one
    other.point(Remote(Address("127.0.0.1", 9), ((0, Codec.PCMU),)))
    main = other.lock_on(("127.0.0.1", 9))
    one.route(relayed=True)
    assert arena.to[one.area.place] == main.fileno()
    other.unlock()
    assert arena.to[one.area.place] == NOWHERE
    for each in (one, other):
        each.close()


def test_an_area_is_never_written_over_its_end():
    arena = Arena()
    area, neighbour = arena.take(Leg.CALLER), arena.take(Leg.OFFICIAL)
    assert neighbour.put(packet(1), 0)
    while area.put(packet(2, 2000), 0):
        pass
    (run,), (beside,) = (arena.runs(np.array([each.place])) for each in (area, neighbour))
    assert KEPT_BYTES <= len(run) <= AREA_BYTES
    assert Batch(beside, 0).packets == [packet(1)]


def test_a_machine_without_the_system_call_goes_one_by_one(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert isinstance(best_way(Arena()), OneByOne)
