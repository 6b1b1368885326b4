"""Notices in the sound: what the caller heard while nothing came from the official."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from haechi.telephony.finalising.track import Samples
from haechi.telephony.media.codecs.sound import RATE
from haechi.telephony.records import NoticePlayed
from haechi.telephony.types import Leg

Pcm = Callable[[str], bytes | None]  # of a notice by its hash: 8 kHz, 16 bit, mono
BEFORE_MS = 3_000  # a recording that begins later after its notice has another reason
LEAD_MOST_MS = 180_000


def from_folder(folder: Path) -> Pcm:
    """Notices as the worker wrote them; one that is gone is silence."""

    def pcm(sha256: str) -> bytes | None:
        try:
            return (folder / f"{sha256}.pcm").read_bytes()
        except FileNotFoundError:
            return None

    return pcm


def lead_ms(begun_ms: int, notices: tuple[NoticePlayed, ...]) -> int:
    """How long before its first packet the sound begins, so that it holds the notice before it."""
    leads = [
        begun_ms - each.begun_ms
        for each in notices
        if each.complete
        and each.to_leg is Leg.CALLER
        and 0 <= begun_ms - each.ended_ms <= BEFORE_MS
        and begun_ms - each.begun_ms <= LEAD_MOST_MS
    ]
    return max(leads, default=0)


@dataclass(frozen=True)
class _Spoken:
    at: int  # in samples of the file
    samples: Samples


class Notices:
    """Those that the caller heard, at their times."""

    def __init__(self, played: tuple[NoticePlayed, ...], zero_ms: int, rate: int, pcm: Pcm) -> None:
        """`zero_ms`: when the file begins, after the call began."""
        self._spoken = [
            _Spoken((each.begun_ms - zero_ms) * rate // 1000, samples)
            for each in played
            if each.to_leg is Leg.CALLER
            and (samples := _samples(each, pcm(each.sha256), rate)) is not None
        ]

    def lay_over(self, block: Samples, start: int) -> None:
        """Into the channel of what the caller heard; `start`: the block's place in the file."""
        for each in self._spoken:
            begin = max(start, each.at)
            end = min(start + len(block), each.at + len(each.samples))
            if begin < end:
                block[begin - start : end - start] = each.samples[begin - each.at : end - each.at]


def _samples(played: NoticePlayed, pcm: bytes | None, rate: int) -> Samples | None:
    if pcm is None:
        return None
    samples = np.frombuffer(pcm, np.int16, len(pcm) // 2)
    if not played.complete:
        samples = samples[: max(0, played.ended_ms - played.begun_ms) * RATE // 1000]
    if rate != RATE:
        at = np.arange(len(samples) * rate // RATE) * (RATE / rate)
        samples = np.interp(at, np.arange(len(samples)), samples).astype(np.int16)
    return samples
