"""The demo's spoken notice, as the recorder will play it (RC-3)."""

import numpy as np

from haechi.demo.calls import VOICE
from haechi.recordings.notices import RATE, convert


def test_it_speaks_two_sentences_and_nothing_is_cut():
    assert VOICE.stat().st_size <= 150_000
    sound = convert(VOICE.read_bytes())
    assert 6_000 < sound.milliseconds < 9_000
    loud = np.abs(np.frombuffer(sound.pcm, "<i2").astype(int)) > 1000
    spoken = np.flatnonzero(loud)
    pauses = np.diff(spoken)
    assert (pauses > RATE // 4).sum() == 1, "one pause, between the sentences"
    assert len(loud) - spoken[-1] > RATE // 8
