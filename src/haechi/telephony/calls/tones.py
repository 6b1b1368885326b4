"""What a caller hears of the network when the recorder answered before the official: ringing, busy.

Made at start in every codec, as notices are (Korean tones: TTA, 440 + 480 Hz and 480 + 620 Hz).
"""

from enum import Enum
from hashlib import sha256
from pathlib import Path

import numpy as np

from haechi.telephony.media.codecs.sound import encoder
from haechi.telephony.plan import Notice
from haechi.telephony.types import Codec

RATE = 8000
LOUDNESS = 3500  # of 32767, for each of the two frequencies
TONE_ID = 0  # no notice of the plan has it


class Tone(Enum):
    """Frequencies in Hz, then seconds of sound and of silence, and how often."""

    RINGING = (440, 480, 1.0, 2.0, 1)
    BUSY = (480, 620, 0.5, 0.5, 6)
    REFUSED = (480, 620, 0.2, 0.1, 3)

    def samples(self) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
        low, high, sound, pause, times = self.value
        at = np.arange(round(sound * RATE)) / RATE
        wave = LOUDNESS * (np.sin(2 * np.pi * low * at) + np.sin(2 * np.pi * high * at))
        period = np.concatenate([wave, np.zeros(round(pause * RATE))])
        return np.tile(period, times).astype(np.int16)

    def notice(self) -> Notice:
        pcm = self.samples()
        return Notice(TONE_ID, sha256(pcm.tobytes()).hexdigest(), len(pcm) * 1000 // RATE)


def make_tones(folder: Path) -> dict[Tone, Notice]:
    """Write the files that the engine plays; those that are there stay."""
    return {tone: _lay_out(folder, tone) for tone in Tone}


def _lay_out(folder: Path, tone: Tone) -> Notice:
    pcm, notice = tone.samples(), tone.notice()
    for codec in Codec:
        path = folder / f"{notice.sha256}.{codec}"
        if not path.exists():
            path.write_bytes(encoder(codec)(pcm))
    (folder / f"{notice.sha256}.pcm").write_bytes(pcm.tobytes())
    return notice
