"""A call between two baresip telephones: the sound itself (RC-1, RC-3)."""

import pytest

from haechi.recorder.tests import world as w
from haechi.recorder.tests.hearing import heard, likeness, place_of
from haechi.recorder.tests.phone import Phone
from haechi.recorder.tests.world import running
from haechi.telephony.types import Leg, Outcome

pytestmark = pytest.mark.process
SECOND = w.RATE


def test_both_voices_are_stored_and_the_caller_hears_the_notice_first(tmp_path):
    citizen, official = w.hum(8, 250), w.hum(8, 500)
    with (
        running(tmp_path) as world,
        Phone(world, w.FULL, official, world.officials, seconds=9) as answering,
        Phone(world, "01012345678", citizen, w.free_port(), dials=w.FULL, seconds=5) as calling,
    ):
        calling.gone(12)
        record = world.newest(0)
        listened, overheard = calling.heard, answering.heard
    assert record.outcome is Outcome.TALKED
    (file,) = record.files
    stored = heard(world, file, record.call)
    said = stored[Leg.CALLER][: 2 * SECOND]
    assert likeness(citizen, said) >= 0.99
    assert likeness(official, stored[Leg.OFFICIAL][: 2 * SECOND]) >= 0.99
    notice = w.hum(w.NOTICE_SECONDS, 400)
    assert likeness(listened, notice[: SECOND // 4]) >= 0.99
    later = stored[Leg.OFFICIAL][SECOND : SECOND + SECOND // 4]
    assert likeness(listened, later) >= 0.99
    assert place_of(listened, notice[: SECOND // 4]) + w.NOTICE_SECONDS <= place_of(listened, later)
    assert likeness(overheard, said[SECOND : SECOND + SECOND // 4]) >= 0.99
