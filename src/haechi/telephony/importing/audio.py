"""Audio that an exchange wrote: WAV (PCM, µ-law, A-law) and MP3, mono or stereo, as blocks of stereo."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.error import FFmpegError

from haechi.telephony.finalising.mixing import Stereo
from haechi.telephony.finalising.sealing import Sound
from haechi.telephony.media.codecs.sound import RATE, WIDE_RATE

Source = Path | BinaryIO
FORMATS = frozenset({"wav", "mp3"})
LONGEST_SECONDS = 12 * 3600

logging.getLogger("libav").setLevel(logging.ERROR)


class BadAudio(ValueError):
    """The reason."""


@dataclass(frozen=True)
class Audio:
    """`samples` of each channel at `rate`."""

    source: Source
    rate: int
    samples: int

    @property
    def milliseconds(self) -> int:
        return self.samples * 1000 // self.rate

    def sound(self, *, swapped: bool) -> Sound:
        """`swapped`: its left channel is to be the right one. A mono file is heard on both sides."""
        blocks = _blocks(self.source, self.rate)
        return Sound((b[:, ::-1] for b in blocks) if swapped else blocks, self.rate, self.samples)


def look_at(given: Source) -> Audio:
    """Decodes it all once: what breaks off in the middle is found before anything is kept.

    Raises:
        BadAudio: not WAV or MP3, broken, without sound, or too long.
        OSError
    """
    try:
        with _opened(given) as source:
            if not FORMATS & set(source.format.name.split(",")) or not source.streams.audio:
                raise BadAudio("the audio is neither WAV nor MP3")
            rate = WIDE_RATE if (source.streams.audio[0].rate or 0) >= WIDE_RATE else RATE
        samples = 0
        for block in _blocks(given, rate):
            samples += len(block)
            if samples > LONGEST_SECONDS * rate:
                raise BadAudio("the audio is too long")
    except FFmpegError:
        raise BadAudio("the audio cannot be read") from None
    if samples == 0:
        raise BadAudio("the audio is empty")
    return Audio(given, rate, samples)


def _opened(given: Source) -> InputContainer:
    """Of a file on the disk nothing but itself is read, whatever it names."""
    if isinstance(given, Path):
        return av.open(str(given), mode="r", options={"protocol_whitelist": "file"})
    given.seek(0)
    return av.open(given, mode="r")


def _blocks(given: Source, rate: int) -> Iterator[Stereo]:
    resampler = AudioResampler(format="s16", layout="stereo", rate=rate)
    with _opened(given) as source:
        channels = source.streams.audio[0].channels
        for frame in source.decode(source.streams.audio[0]):
            yield from _turned(resampler.resample(frame), mono=channels == 1)
        yield from _turned(resampler.resample(None), mono=channels == 1)


def _turned(frames: list[AudioFrame], *, mono: bool) -> Iterator[Stereo]:
    for frame in frames:
        block = frame.to_ndarray().reshape(-1, 2).astype(np.int16)
        yield np.repeat(block[:, :1], 2, axis=1) if mono else block
