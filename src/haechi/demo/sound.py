"""A talk between two who hum: each in turn, in syllables, so that a waveform looks like a call's."""

import io
import random

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame

from haechi.telephony.finalising.mixing import Stereo
from haechi.telephony.finalising.peaks import Peaks

_Wave = npt.NDArray[np.float64]
RATE = 8000
_PITCHES = (130.0, 205.0)  # Hz: the caller's voice, the official's
_LOUD = 7000


def talk(seconds: int) -> Stereo:
    """Stereo, 16 bit: the caller left, the official right, the same for the same length."""
    at = np.arange(seconds * RATE) / RATE
    sides = [_voice(at, pitch) * _turns(seconds, side) for side, pitch in enumerate(_PITCHES)]
    made: Stereo = np.stack(sides, axis=1).astype(np.int16)
    return made


def _voice(at: _Wave, pitch: float) -> _Wave:
    bend = pitch * (at + 0.004 * np.sin(2 * np.pi * 0.7 * at))
    hum = np.sum([np.sin(2 * np.pi * n * bend) / n for n in (1, 2, 3, 5)], axis=0)
    syllables = np.clip(np.sin(2 * np.pi * 2.3 * at) + 0.4 * np.sin(2 * np.pi * 0.31 * at), 0, 1)
    spoken: _Wave = _LOUD * hum * syllables
    return spoken


def _turns(seconds: int, side: int) -> _Wave:
    """One where this side speaks, a little where the other does: two to five seconds each."""
    drawn, loud = random.Random(seconds), np.full(seconds * RATE, 0.02)  # noqa: S311  no secret
    begin, speaking = 0, 0
    while begin < seconds:
        end = min(seconds, begin + drawn.randint(2, 5))
        level = drawn.uniform(0.5, 1.0)
        if speaking == side:
            loud[begin * RATE : end * RATE] = level
        begin, speaking = end, 1 - speaking
    return loud


def waveform(sound: Stereo) -> bytes:
    peaks = Peaks(RATE)
    peaks.add(sound)
    return peaks.json()


def flac(sound: Stereo) -> bytes:
    frame = AudioFrame(format="s16", layout="stereo", samples=len(sound))
    frame.sample_rate = RATE
    frame.planes[0].update(sound.tobytes())
    target = io.BytesIO()
    with av.open(target, "w", format="flac") as file:
        stream = file.add_stream("flac", rate=RATE, layout="stereo")
        for each in (frame, None):
            for packet in stream.encode(each):
                file.mux(packet)
    return target.getvalue()
