"""The look at what calls have received: counted, listened to, sealed and written, many calls together."""

import functools
import logging
from collections import defaultdict

import numpy as np
import numpy.typing as npt

from haechi.common.logs import where
from haechi.telephony.container.format import RECORD
from haechi.telephony.media.counting import Heads, count_together
from haechi.telephony.media.relay.arena import Arena, Places
from haechi.telephony.media.relay.batch import Batch
from haechi.telephony.media.relay.call import CallState
from haechi.telephony.media.relay.leg import LegState
from haechi.telephony.media.relay.sweep import LEGS_MOST, Sweeper
from haechi.telephony.types import Leg

logger = logging.getLogger(__name__)

CALLS_MOST = LEGS_MOST // len(Leg)  # of one look
USUAL_BYTES = 1 << 21  # more than so many parties send between two looks


class Looks:
    """Buffers for one worker. What is looked at lies leg after leg, so call after call, in one piece.

    `lost`, `late`: packets of all calls that were, so far.
    """

    def __init__(self, arena: Arena) -> None:
        self._arena, self._sweeper = arena, Sweeper(arena)
        self._usual = bytearray(USUAL_BYTES)
        self.lost = self.late = 0

    def look(self, calls: list[CallState], now_ms: int) -> int:
        """CALLS_MOST at most; how many packets that were. A fault ends the recording of its call alone."""
        legs = [leg for call in calls for leg in call.legs.values()]
        places = np.array([leg.area.place for leg in legs], np.int64)
        data, edges = self._lay(calls, legs, places, now_ms)
        before = sum(leg.counter.received for leg in legs)
        counted = self._count_even(legs, places, data, edges)
        end = 0
        for call in calls:
            begin, end = end, end + len(call.legs)
            try:
                for at in range(begin, end):
                    run = data[edges[at] : edges[at + 1]]
                    if run and (legs[at].tones is not None or not counted[at]):
                        self._look_closer(call, legs[at], run, counted=counted[at])
                call.store(data[edges[begin] : edges[end]], now_ms)
            except Exception as error:
                logger.error("a call: %s in %s", type(error).__name__, where(error))
                call.give_up_recording("worker")
        self._arena.clear(places, now_ms)
        return sum(leg.counter.received for leg in legs) - before

    def _lay(
        self, calls: list[CallState], legs: list[LegState], places: Places, now_ms: int
    ) -> tuple[memoryview, list[int]]:
        """All records, and where each leg's begin; the last of these is the end."""
        swept = [leg for call in calls if call.swept for leg in call.legs.values()]
        found = self._sweeper.fetch(swept, now_ms) if swept else {}
        pieces = [
            (run, *found.get(leg, ()))
            for leg, run in zip(legs, self._arena.runs(places), strict=True)
        ]
        edges = [0]
        for runs in pieces:
            edges.append(edges[-1] + sum(map(len, runs)))
        whole = self._sweeper.whole
        if swept == legs and whole is not None and len(whole) == edges[-1]:
            return memoryview(whole), edges
        # Allocating as much for each look would have the kernel clear pages for each.
        data = memoryview(self._usual if edges[-1] <= USUAL_BYTES else bytearray(edges[-1]))
        at = 0
        for runs in pieces:
            for run in runs:
                data[at : at + len(run)] = run
                at += len(run)
        return data[:at], edges

    def _count_even(
        self, legs: list[LegState], places: Places, data: memoryview, edges: list[int]
    ) -> list[bool]:
        """Whether each leg is counted by now: its packets, all of one length, simply follow each other."""
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for at in range(len(legs)):
            begin, size = edges[at], edges[at + 1] - edges[at]
            row = RECORD.size + int.from_bytes(data[begin + 2 : begin + 4])
            if size and size % row == 0:
                groups[row].append(at)
        counted = np.zeros(len(legs), bool)
        for row, chosen in groups.items():
            records = (
                np.concatenate(
                    [np.frombuffer(data[edges[at] : edges[at + 1]], _row(row)) for at in chosen]
                )
                if len(chosen) < len(legs)
                else np.frombuffer(data, _row(row))
            )
            sizes = np.array([(edges[at + 1] - edges[at]) // row for at in chosen])
            counted[chosen] = self._count(
                [legs[at] for at in chosen], places[chosen], sizes, records
            )
        return counted.tolist()

    def _count(
        self, legs: list[LegState], places: Places, sizes: Places, records: np.ndarray
    ) -> npt.NDArray[np.bool_]:
        arrivals = records["since"] + self._arena.zeros[places].repeat(sizes)
        heads = Heads(
            records["sequence"],
            records["timestamp"],
            records["ssrc"],
            arrivals,
            records["length"] == records.itemsize - RECORD.size,
        )
        self._arena.last[places] = arrivals[sizes.cumsum() - 1]
        return count_together([leg.counter for leg in legs], sizes, heads)

    def _look_closer(
        self, call: CallState, leg: LegState, run: memoryview, *, counted: bool
    ) -> None:
        batch = Batch(run, leg.area.zero)
        if not counted:
            leg.area.last_ms = batch.arrivals[-1]
            lost, late = leg.counter.lost, leg.counter.late
            leg.counter.update(batch.packets, batch.arrivals)
            self.lost += leg.counter.lost - lost
            self.late += leg.counter.late - late
        for digit in leg.tones_in(batch):
            call.pressed(leg, digit)


@functools.cache
def _row(size: int) -> np.dtype[np.void]:
    """A record of this many bytes: its head, and the head of its packet."""
    return np.dtype(
        {
            "names": ["length", "since", "sequence", "timestamp", "ssrc"],
            "formats": [">u2", ">u4", ">u2", ">u4", ">u4"],
            "offsets": [2, 4, 10, 12, 16],
            "itemsize": size,
        }
    )
