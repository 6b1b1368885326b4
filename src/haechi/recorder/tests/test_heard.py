"""What telephones say and press, through to the stored file, compared by cross-correlation (RC-1, RC-3)."""

import time

import numpy as np
import pytest

from haechi.recorder.tests import world as w
from haechi.recorder.tests.hearing import heard, likeness, place_of
from haechi.recorder.tests.phone import Phone
from haechi.recorder.tests.world import World, running, until
from haechi.telephony.media.codecs.sound import encoder
from haechi.telephony.records import CallRecord
from haechi.telephony.types import Codec, Leg, Outcome

pytestmark = pytest.mark.process
CITIZEN, OFFICIAL = w.hum(12, 250), w.hum(12, 500)
SHORT = w.hum(w.NOTICE_SECONDS / 2, w.SHORT_PITCH)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("heard")) as found:
        yield found


def part(sound: np.ndarray, begin: float, seconds: float) -> np.ndarray:
    start = round(begin * w.RATE)
    return sound[start : start + round(seconds * w.RATE)]


def stored(world: World, record: CallRecord) -> tuple[np.ndarray, np.ndarray]:
    (file,) = record.files
    found = heard(world, file, record.call)
    return found[Leg.CALLER], found[Leg.OFFICIAL]


def test_star_one_of_a_telephone_announces_then_stores_and_star_two_ends_it(world: World):
    """Keys as a telephone sends them (RFC 4733). Before the notice's end nothing is stored."""
    with (
        Phone(world, w.SELECTIVE, OFFICIAL, world.officials) as official,
        Phone(world, "01012345678", CITIZEN, w.free_port(), dials=w.SELECTIVE, seconds=5) as caller,
    ):
        until(lambda: "established" in official.log(), 15, world.log)
        time.sleep(1)
        assert not list(world.data.glob("live/*"))
        official.do("sndcode", "*1")
        until(lambda: bool(list(world.data.glob("live/*"))), 3, world.log)
        time.sleep(1.5)
        official.do("sndcode", "*2")
        caller.gone(12)
        record = world.newest(0)
        listened = caller.heard
    assert record.outcome is Outcome.TALKED
    left, right = stored(world, record)
    (notice,), (file,) = record.notices, record.files
    assert (notice.complete, notice.to_leg) == (True, Leg.CALLER)
    assert file.begun_ms >= notice.ended_ms
    pieces = [part(SHORT, 0.025 * n, 0.05) for n in range(7)]
    heard_of_it = [piece for piece in pieces if likeness(listened, piece) >= 0.99]
    assert len(heard_of_it) >= 3, "a telephone's own buffer cuts where the stream changes"
    assert likeness(part(right, 0, w.NOTICE_SECONDS), SHORT) >= 0.99
    spoken = place_of(listened, heard_of_it[0])
    before = part(listened, spoken - 0.6, 0.25)
    assert likeness(OFFICIAL, before) >= 0.99
    first = part(right, 0.3, 0.25)
    assert likeness(OFFICIAL, first) >= 0.99
    # The telephone says nothing while it sends the digits `*2`, however long it takes for them.
    ends = (part(right, len(right) / w.RATE - back, 0.25) for back in (0.5, 0.75, 1.0))
    last = next(end for end in ends if likeness(OFFICIAL, end) >= 0.99)
    assert likeness(CITIZEN, part(left, 0.3, 1)) >= 0.99
    begun = place_of(OFFICIAL, first) - 0.3 + w.NOTICE_SECONDS / 2
    assert begun >= place_of(OFFICIAL, before) + 0.25
    ended = place_of(OFFICIAL, last) + 0.25
    after = part(OFFICIAL, ended + 0.5, 0.25)
    assert likeness(listened, after) >= 0.99, "the call went on"
    for never in (part(OFFICIAL, begun - 0.5, 0.25), after):
        assert likeness(right, never) < 0.5


def test_keys_as_tones_in_the_sound_of_a_telephone_without_events(world: World):
    """Where nothing else comes, `*1` is heard in the sound itself."""
    said = np.concatenate([part(OFFICIAL, 0, 1), keys("*1"), part(OFFICIAL, 1, 5)])
    before = len(world.records())
    with (
        world.sipp(
            "official_tones", port=world.officials, says=encoder(Codec.PCMA)(said.astype(np.int16))
        ) as official,
        Phone(world, "0102", CITIZEN, w.free_port(), dials=w.SELECTIVE, seconds=4),
    ):
        official.done()
        record = world.newest(before)
    (notice,), (file,) = record.notices, record.files
    assert (notice.complete, file.begun_ms >= notice.ended_ms) == (True, True)
    left, right = stored(world, record)
    assert likeness(part(right, 0, w.NOTICE_SECONDS), SHORT) >= 0.99
    assert likeness(part(OFFICIAL, 1, 5), part(right, 0.4, 0.5)) >= 0.99
    assert likeness(CITIZEN, part(left, 0.4, 0.5)) >= 0.99
    assert likeness(right, part(OFFICIAL, 0.5, 0.4)) < 0.5, "before the key"


KEYS = {"*": (941, 1209), "1": (697, 1209)}  # Hz (ITU-T Q.23)


def keys(pressed: str) -> np.ndarray:
    at = np.arange(800) / w.RATE
    tones = [
        np.concatenate([sum(6000 * np.sin(2 * np.pi * f * at) for f in KEYS[key]), np.zeros(800)])
        for key in pressed
    ]
    return np.concatenate(tones)


def test_a_wide_call_is_stored_as_wide_as_it_was_spoken(world: World):
    """G.722, above what G.711 carries."""
    wide = 2 * w.RATE
    citizen, official = w.hum(7, 4200, wide), w.hum(7, 3800, wide)
    before = len(world.records())
    with (
        Phone(world, w.SECOND, official, world.officials, codec="g722"),
        Phone(
            world, "0103", citizen, w.free_port(), dials=w.SECOND, seconds=4, codec="g722"
        ) as caller,
    ):
        caller.gone(12)
        record = world.newest(before)
    left, right = stored(world, record)
    for channel, said in ((left, citizen), (right, official)):
        assert likeness(said, channel[wide:][:wide]) >= 0.99


def test_hold_and_handing_over_are_heard_in_the_file_when_they_were(world: World):
    """The successor's telephone speaks the same from its beginning: heard twice on the right channel."""
    before = len(world.records())
    with (
        Phone(world, w.FULL, OFFICIAL, world.officials, also=w.SECOND) as official,
        Phone(world, "0101", CITIZEN, w.free_port(), dials=w.FULL, seconds=6) as caller,
    ):
        until(lambda: "established" in official.log(), 15, world.log)
        time.sleep(0.8)
        official.do("hold")
        time.sleep(0.8)
        official.do("resume")
        time.sleep(0.8)
        official.do("transfer", f"sip:{w.SECOND}@127.0.0.1:{world.sip}")
        until(lambda: official.log().count("established") > 1, 5, world.log)
        caller.gone(12)
        record = world.newest(before)
    assert (record.outcome, record.called) == (Outcome.TRANSFERRED, w.FULL)
    left, right = stored(world, record)
    held, late = quiet(right), len(right) / w.RATE - 0.5
    assert 0.5 < held[1] - held[0] < 1.5
    for channel, said in ((left, CITIZEN), (right, OFFICIAL)):
        for at in (held[0] - 0.3, held[1] + 0.1, late):
            assert likeness(said, part(channel, at, 0.25)) >= 0.99, (at, held)
    first, second, third = (
        place_of(OFFICIAL, part(right, at, 0.25)) for at in (held[0] - 0.3, held[1] + 0.1, late)
    )
    assert second - first == pytest.approx(held[1] - held[0] + 0.4, abs=0.15), (
        "the time of the hold"
    )
    assert third < late - w.NOTICE_SECONDS - 1, "another telephone"


def quiet(sound: np.ndarray) -> tuple[float, float]:
    """The longest silence, in seconds from and to."""
    loud = np.flatnonzero(np.abs(sound) > 200)
    widest = int(np.argmax(np.diff(loud)))
    return loud[widest] / w.RATE, loud[widest + 1] / w.RATE
