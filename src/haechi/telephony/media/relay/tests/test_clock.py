"""The wall clock is set while people talk: arrivals stay within the call (RC-12)."""

import socket
import time

import numpy as np
import pytest

from haechi.telephony.media.port import Address
from haechi.telephony.media.relay.arena import Arena
from haechi.telephony.media.relay.batch import Batch
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
    arena = Arena()
    area = arena.take(Leg.CALLER)
    area.begin(BEGUN)
    arena.clear(np.array([area.place]), LOOKED)
    leg = LegState(Leg.CALLER, *socket_pair("127.0.0.1"), (), area)
    leg.lock_on(party.rtp.getsockname()).setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    party.there = Address(*leg.guard.getsockname())
    party.talk(frames(20, 1), pause=0)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600 * hours)
    run, _ = Sweeper(arena).fetch(np.array([area.place]), NOW)
    arrivals = Batch(run, BEGUN).arrivals
    assert len(arrivals) == 20
    assert arrivals == sorted(arrivals)
    assert LOOKED <= arrivals[0] <= arrivals[-1] <= NOW
    leg.close()
    party.close()
