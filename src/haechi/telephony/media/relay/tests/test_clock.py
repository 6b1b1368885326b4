"""The wall clock is set while people talk: arrivals stay within the call (RC-12)."""

import socket
import time

import pytest

from haechi.telephony.container.format import RECORD
from haechi.telephony.media.port import Address
from haechi.telephony.media.relay.leg import LegState
from haechi.telephony.media.relay.sweep import SO_TIMESTAMPNS, Sweeper
from haechi.telephony.media.relay.tests.party import Party, socket_pair
from haechi.telephony.media.relay.tests.test_relay import frames
from haechi.telephony.types import Leg

BEGUN, LOOKED, NOW = 1000, 1500, 2000  # ms of the monotonic clock


@pytest.mark.parametrize("hours", [-9, 9])
def test_a_wall_clock_that_jumps_leaves_arrivals_between_two_looks(monkeypatch, hours):
    """The kernel stamps packets with the wall clock; between stamp and look somebody sets it."""
    party = Party(1)
    leg = LegState(Leg.CALLER, *socket_pair("127.0.0.1"), ())
    leg.lock_on(party.rtp.getsockname()).setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    party.there = Address(*leg.guard.getsockname())
    party.talk(frames(20, 1), pause=0)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600 * hours)
    packed, packets = Sweeper().take(leg, BEGUN, LOOKED, NOW)
    assert packets == 20
    arrivals = []
    while packed:
        _, _, length, since = RECORD.unpack_from(packed)
        arrivals.append(since)
        packed = packed[RECORD.size + length :]
    assert arrivals == sorted(arrivals)
    assert LOOKED - BEGUN <= arrivals[0] <= arrivals[-1] <= NOW - BEGUN
    leg.close()
    party.close()
