"""Payloads of one sender as samples of the file's rate."""

import numpy as np

from haechi.telephony.finalising.track import Samples, Track
from haechi.telephony.media.codecs.sound import RATE, WIDE_RATE, Decode, decoder
from haechi.telephony.types import Codec

TAPS = 31
DELAY = TAPS // 2  # samples of the wide rate


class SoundOf:
    """Decoders of one sender: G.722 has a state, and so has the way from 8 to 16 kHz."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._decoders: dict[Codec, Decode] = {}
        self._before = np.zeros(TAPS - 1)

    def lay(self, track: Track, tick: int, codec: Codec, payloads: list[bytes]) -> None:
        """Write payloads that follow each other at an RTP tick (8 kHz) of the file."""
        narrow = codec is not Codec.G722
        if codec not in self._decoders:
            self._decoders[codec] = decoder(codec, RATE if narrow else self._rate)
        samples = self._decoders[codec](b"".join(payloads))
        at = tick * self._rate // RATE
        if narrow and self._rate == WIDE_RATE:
            samples, at = self._widened(samples), at - DELAY
        track.write(at, samples)

    def _widened(self, samples: Samples) -> Samples:
        spread = np.zeros(2 * len(samples))
        spread[::2] = samples
        spread = np.concatenate((self._before, spread))
        self._before = spread[1 - TAPS :]
        return np.clip(np.convolve(spread, FILTER, "valid"), -32768, 32767).astype(np.int16)


def _half_band() -> np.ndarray:
    """Low pass at a quarter of the wide rate (windowed sinc), with the gain that the zeros took."""
    at = np.arange(TAPS) - DELAY
    return np.sinc(at / 2) * np.blackman(TAPS + 2)[1:-1]


FILTER = _half_band()
