"""Counting packets of many legs in one go, where those of each simply follow each other.

The numbers are those of `StreamCounter.update`; a leg of which anything else is true is left to that.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from haechi.telephony.media.rtp import STEP_MOST, TICKS_A_MS, StreamCounter

COUNTED_MOST = 128  # packets of one leg; the weights below would lose digits
JITTER_SHARE = 1 / 16

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]

_WEIGHTS: Numbers = (1 - JITTER_SHARE) ** -np.arange(COUNTED_MOST + 1.0)


@dataclass(frozen=True)
class Heads:
    """Of all packets, leg after leg; `fine`: whether the caller knows nothing against a packet."""

    sequences: Integers
    timestamps: Integers
    ssrcs: Integers
    arrivals: Integers  # ms
    fine: npt.NDArray[np.bool_]


def count_together(
    counters: list[StreamCounter], sizes: Integers, heads: Heads
) -> npt.NDArray[np.bool_]:
    """Whether each leg was counted; of one that was not, nothing is changed. `sizes` are 1 or more."""
    ends = sizes.cumsum()
    starts = ends - sizes
    known = np.array([counter.followed() for counter in counters], np.float64)
    ssrc, highest, stamp, transit, jitter, worst = known.T

    def step(values: Numbers, first: Numbers) -> Numbers:
        """From the packet before; from what is known to each leg's first."""
        steps = np.empty_like(values)
        np.subtract(values[1:], values[:-1], out=steps[1:])
        steps[starts] = values[starts] - first
        return steps

    transits = np.subtract(heads.arrivals * TICKS_A_MS, heads.timestamps, dtype=np.float64)
    moved = np.abs(step(transits, transit))
    fine = heads.fine & (moved < STEP_MOST)
    fine &= step(heads.sequences.astype(np.float64), highest) % 65536 == 1
    fine &= step(heads.ssrcs.astype(np.float64), ssrc) == 0
    fine &= step(heads.timestamps.astype(np.float64), stamp) != 0
    done: npt.NDArray[np.bool_] = np.logical_and.reduceat(fine, starts) & (sizes <= COUNTED_MOST)
    jitters = _jitters(moved, jitter, starts, sizes)
    worst = np.maximum(worst, np.maximum.reduceat(jitters, starts))
    last = ends - 1
    rows = zip(
        counters,
        done.tolist(),
        sizes.tolist(),
        heads.timestamps[last].tolist(),
        transits[last].tolist(),
        jitters[last].tolist(),
        worst.tolist(),
        strict=True,
    )
    for counter, counted, *found in rows:
        if counted:
            counter.follow(*found)
    return done


def _jitters(
    moved: Numbers,
    first: Numbers,
    starts: Integers,
    sizes: Integers,
) -> Numbers:
    """RFC 3550, A.8 after each packet: J += (|D| - J) / 16, written as a sum with growing weights."""
    number = np.arange(1, len(moved) + 1) - starts.repeat(sizes)
    weights = _WEIGHTS[np.minimum(number, COUNTED_MOST)]
    weighted = np.minimum(moved, STEP_MOST) * weights
    sums = weighted.cumsum()
    before = sums[starts] - weighted[starts]
    found: Numbers = (first - before * JITTER_SHARE).repeat(sizes) + sums * JITTER_SHARE
    found /= weights
    return found
