"""A fault on the way of sound is told by its place; what was said in the call is in no log (RC-5)."""

import logging

import pytest

from haechi.telephony.media.port import DigitPressed, MediaLost
from haechi.telephony.media.relay.engine import EngineSettings, RelayEngine
from haechi.telephony.types import CallId, Leg

SPOKEN = "0102030405-spoken"


def test_a_fault_of_one_event_says_where_and_nothing_of_the_call(caplog: pytest.LogCaptureFixture):
    engine = RelayEngine(EngineSettings("127.0.0.1", range(0), room=1, workers=1))
    taken = []

    def deliver(event: object) -> None:
        if isinstance(event, DigitPressed):
            raise ValueError(SPOKEN)
        taken.append(event)

    for event in (DigitPressed(CallId("1"), Leg.CALLER, "1"), MediaLost(CallId("2")), None):
        engine._events.put(event)
    with caplog.at_level(logging.DEBUG):
        engine._deliver(deliver)
    assert taken == [MediaLost(CallId("2"))], "one call's trouble ends no other"
    assert "ValueError in test_faults.py:" in caplog.text
    assert SPOKEN not in caplog.text
