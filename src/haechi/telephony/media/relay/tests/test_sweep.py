"""Many sockets swept together: every packet comes back, on its own leg, in its order (RC-12)."""

import itertools
import socket
import time

import numpy as np

from haechi.telephony.media.relay.arena import Arena
from haechi.telephony.media.relay.batch import Batch
from haechi.telephony.media.relay.sweep import SLOTS, SO_TIMESTAMPNS, Sweeper
from haechi.telephony.media.relay.tests.test_passage import packet, pair
from haechi.telephony.types import Leg


class Swept:
    """Legs of an arena that are swept, and the parties behind them."""

    def __init__(self, count):
        self.arena = Arena()
        self.sweeper = Sweeper(self.arena)
        self.areas = [self.arena.take(Leg(at % 2)) for at in range(count)]
        self.pairs = [pair() for _ in range(count)]
        for area, (ours, _) in zip(self.areas, self.pairs, strict=True):
            ours.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            area.receive_from(ours.fileno())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in itertools.chain(*self.pairs):
            each.close()

    def send(self, at, packets):
        for each in packets:
            self.pairs[at][1].send(each)

    def fetch(self):
        """Packets of each leg, and the first byte of each of its records."""
        places = np.array([area.place for area in self.areas])
        data, edges = self.sweeper.fetch(places, int(time.monotonic() * 1000))
        runs = [data[begin:end] for begin, end in itertools.pairwise(edges)]
        numbers = [run[0] if run else None for run in runs]
        return [Batch(run, 0).packets for run in runs], numbers


def test_legs_with_nothing_and_with_much_lie_after_each_other():
    sent = [[packet(n) for n in range(count)] for count in (3, 0, SLOTS - 1, 1)]
    with Swept(4) as legs:
        for at, packets in enumerate(sent):
            legs.send(at, packets)
        assert legs.fetch() == (sent, [0, None, 0, 1])
        assert legs.fetch() == ([[], [], [], []], [None] * 4)


def test_packets_of_any_length_come_back_and_what_is_no_rtp_does_not():
    odd = [packet(1), packet(2, 0), packet(3, 1400), packet(4, 159), packet(5)]
    even = [packet(n) for n in range(4)]
    with Swept(3) as legs:
        legs.send(0, even)
        legs.send(1, [*odd[:2], b"\x00" * 172, b"\x80" * 5, *odd[2:]])
        legs.send(2, even)
        assert legs.fetch()[0] == [even, odd, even]


def test_more_than_one_look_takes_is_fetched_on_its_own_leg():
    many = [packet(n % 256) for n in range(2 * SLOTS + 5)]
    odd = [packet(n, 20) for n in range(SLOTS)]
    with Swept(3) as legs:
        for at, packets in enumerate(([packet(7)], many, odd)):
            legs.send(at, packets)
        assert legs.fetch() == ([[packet(7)], many, odd], [0, 1, 0])


def test_a_leg_without_a_socket_is_read_from_nowhere():
    with Swept(2) as legs:
        legs.send(0, [packet(1)])
        legs.send(1, [packet(2)])
        legs.areas[0].receive_from(None)
        assert legs.fetch()[0] == [[], [packet(2)]]


def test_what_came_before_the_recording_began_counts_from_its_beginning():
    """Between two looks: its time must not run over into its length."""
    sent = [packet(1), packet(2)]
    with Swept(1) as legs:
        legs.send(0, sent)
        legs.areas[0].begin(int(time.monotonic() * 1000) + 50)
        assert legs.fetch() == ([sent], [0])
