"""Counting packets of many legs in one go, where those of each simply follow each other.

The numbers are those of `StreamCounter.update`; a leg of which anything else is true is left to that.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from haechi.telephony.media.rtp import SEQUENCES, STEP_MOST, TICKS_A_MS

COUNTED_MOST = 128  # packets of one leg
JITTER_SHARE = 1 / 16

Sizes = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]

_DECAY: Numbers = (1 - JITTER_SHARE) ** np.arange(COUNTED_MOST + 1.0)
# By column: what each of the steps up to a packet still weighs after it.
_AGES = np.subtract.outer(*[np.arange(COUNTED_MOST)] * 2)
_SHARES: Numbers = JITTER_SHARE * np.triu(_DECAY[np.abs(_AGES)])


@dataclass(frozen=True)
class Heads:
    """Of all packets, leg after leg; `fine`: whether the caller knows nothing against a packet.

    Numbers unsigned and as wide as in a packet: they wrap as those do.
    """

    sequences: npt.NDArray[np.uint16]
    timestamps: npt.NDArray[np.uint32]
    ssrcs: npt.NDArray[np.uint32]
    arrivals: npt.NDArray[np.int64]  # ms
    fine: npt.NDArray[np.bool_]


def count_together(
    rows: Numbers, places: Sizes, sizes: Sizes, heads: Heads
) -> npt.NDArray[np.bool_]:
    """Whether each leg was counted; of one that was not, nothing is changed.

    `rows`: of all counters; `places`: of these legs there; `sizes`: packets of each, 1 to COUNTED_MOST.
    """
    ends = sizes.cumsum()
    starts, last = ends - sizes, ends - 1
    found = rows[places]
    ssrc, highest, stamp, transit, jitter, worst, count, _ = found.T
    transits = heads.arrivals * TICKS_A_MS - heads.timestamps
    moved = np.empty_like(transits)
    np.subtract(transits[1:], transits[:-1], out=moved[1:])
    moved[starts] = transits[starts] - transit
    np.abs(moved, out=moved)
    follows = _follow_each_other(heads)
    first = heads.sequences[starts] == (highest + 1) % SEQUENCES
    first &= heads.ssrcs[starts] == ssrc
    first &= heads.timestamps[starts] != stamp
    follows[starts] = first
    follows &= heads.fine
    follows &= moved < STEP_MOST
    done: npt.NDArray[np.bool_] = np.logical_and.reduceat(follows, starts)

    jitters = _jitters(moved, jitter, sizes)
    highest += sizes
    count += sizes
    stamp[:], transit[:] = heads.timestamps[last], transits[last]
    jitter[:] = jitters[np.arange(len(sizes)), sizes - 1]
    np.maximum(worst, jitters.max(axis=1), out=worst)
    rows[places[done]] = found[done]
    return done


def _follow_each_other(heads: Heads) -> npt.NDArray[np.bool_]:
    """Does each packet follow the one before it? Of a leg's first this says nothing."""
    sequences, stamps, ssrcs = heads.sequences, heads.timestamps, heads.ssrcs
    follows = np.empty(len(sequences), bool)
    follows[1:] = sequences[1:] - sequences[:-1] == 1
    follows[1:] &= ssrcs[1:] == ssrcs[:-1]
    follows[1:] &= stamps[1:] != stamps[:-1]
    return follows


def _jitters(moved: Numbers, first: Numbers, sizes: Sizes) -> Numbers:
    """RFC 3550, A.8 after each packet, a row for each leg: J += (|D| - J) / 16.

    Behind a leg's last packet its row only falls.
    """
    most = int(sizes.max())
    steps = np.zeros((len(sizes), most))
    steps[np.arange(most) < sizes[:, None]] = moved
    found: Numbers = steps @ _SHARES[:most, :most]
    found += first[:, None] * _DECAY[1 : most + 1]
    return found
