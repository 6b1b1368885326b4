"""A call between two baresip telephones: the sound itself (RC-1, RC-3)."""

import numpy as np
import pytest

from haechi.recorder.tests import world as w
from haechi.recorder.tests.hearing import heard, likeness, place_of
from haechi.recorder.tests.phone import Phone
from haechi.recorder.tests.world import running
from haechi.telephony.types import Leg, Outcome

pytestmark = pytest.mark.process


def test_both_voices_are_stored_and_the_caller_hears_the_notice_first(tmp_path):
    citizen, official = w.hum(8, 250), w.hum(8, 500)
    with (
        running(tmp_path) as world,
        Phone(world, w.FULL, official, world.officials) as answering,
        Phone(world, "01012345678", citizen, w.free_port(), dials=w.FULL, seconds=5) as calling,
    ):
        calling.gone(12)
        record = world.newest(0)
        listened, overheard = calling.heard, answering.heard
    assert record.outcome is Outcome.TALKED
    (file,) = record.files
    assert file.kind == "flac"
    stored = heard(world, file, record.call)
    left, right = stored[Leg.CALLER], stored[Leg.OFFICIAL]
    notice = w.hum(w.NOTICE_SECONDS, 400)
    assert likeness(right, notice) >= 0.99
    assert place_of(right, notice) < 0.1
    assert likeness(citizen, part(left, 2, 2)) >= 0.99
    assert likeness(official, part(right, 2, 2)) >= 0.99
    later = part(right, 2, 0.25)
    assert likeness(listened, part(notice, 0, 0.25)) >= 0.99
    assert likeness(listened, later) >= 0.99
    begun = place_of(listened, part(notice, 0, 0.25))
    assert begun + w.NOTICE_SECONDS <= place_of(listened, later)
    assert likeness(overheard, part(left, 2, 0.25)) >= 0.99


def part(sound: np.ndarray, begin: float, seconds: float) -> np.ndarray:
    start = round(begin * w.RATE)
    return sound[start : start + round(seconds * w.RATE)]
