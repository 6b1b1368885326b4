"""The look at what calls have received: counted, listened to, sealed and written, many calls together."""

import functools
import logging

import numpy as np
import numpy.typing as npt

from haechi.common.logs import where
from haechi.telephony.container.format import RECORD
from haechi.telephony.media.counting import COUNTED_MOST, Heads, count_together
from haechi.telephony.media.relay.arena import Arena, Places
from haechi.telephony.media.relay.batch import Batch
from haechi.telephony.media.relay.call import CallState
from haechi.telephony.media.relay.leg import LegState
from haechi.telephony.media.relay.sweep import LEGS_MOST, Sweeper
from haechi.telephony.types import Leg

logger = logging.getLogger(__name__)

CALLS_MOST = LEGS_MOST // len(Leg)  # of one look
UNCOUNTED = -1
LENGTH_AT = 2  # in a record
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
        arena = self._arena
        places = np.array([place for call in calls for place in call.places], np.int64)
        data, edges = self._lay(calls, places, now_ms)
        numbers = self._count_even(places, data, edges)
        closer = ((numbers == UNCOUNTED) | arena.listened[places]).tolist()
        packets, bounds, end = int(numbers[numbers > 0].sum()), edges.tolist(), 0
        for call in calls:
            begin, end = end, end + len(call.places)
            try:
                if True in closer[begin:end]:
                    runs = [
                        data[each] for each in map(slice, bounds[begin:end], bounds[begin + 1 :])
                    ]
                    packets += self._look_closer(call, runs, numbers[begin:end].tolist())
                call.store(data[bounds[begin] : bounds[end]], now_ms)
            except Exception as error:
                logger.error("a call: %s in %s", type(error).__name__, where(error))
                call.give_up_recording("worker")
        arena.clear(places, now_ms)
        return packets

    def _lay(
        self, calls: list[CallState], places: Places, now_ms: int
    ) -> tuple[memoryview, Places]:
        """All records, and where each leg's begin, and the end."""
        swept = [call.swept for call in calls for _ in call.places]
        if not any(swept):
            return self._gather([(run,) for run in self._arena.runs(places)])
        data, edges = self._sweeper.fetch(places[swept], now_ms)
        if all(swept) and not self._arena.holds_any(places):
            return data, edges
        runs = map(slice, edges[:-1].tolist(), edges[1:].tolist())
        return self._gather(
            [
                (run, data[next(runs)]) if fetched else (run,)
                for run, fetched in zip(self._arena.runs(places), swept, strict=True)
            ]
        )

    def _gather(self, pieces: list[tuple[memoryview, ...]]) -> tuple[memoryview, Places]:
        edges = [0]
        for runs in pieces:
            edges.append(edges[-1] + sum(map(len, runs)))
        # Allocating as much for each look would have the kernel clear pages for each.
        data = memoryview(self._usual if edges[-1] <= USUAL_BYTES else bytearray(edges[-1]))
        at = 0
        for runs in pieces:
            for run in runs:
                data[at : at + len(run)] = run
                at += len(run)
        return data[:at], np.array(edges)

    def _count_even(self, places: Places, data: memoryview, edges: Places) -> Places:
        """How many packets of each leg are counted by now: all, where they are of one length and simply follow.

        Else UNCOUNTED.
        """
        sizes = np.diff(edges)
        some = sizes > 0
        rows = np.ones(len(places), np.int64)
        if data:
            lengths = np.ndarray((len(data) - 1,), ">u2", data, strides=(1,))  # at any byte
            rows[some] = lengths[edges[:-1][some] + LENGTH_AT] + np.int64(RECORD.size)
        even = some & (sizes % rows == 0) & (sizes <= rows * COUNTED_MOST)
        numbers = np.where(some, UNCOUNTED, 0)
        for row in set(rows[even].tolist()):
            chosen = (even & (rows == row)).nonzero()[0]
            packets = sizes[chosen] // row
            if packets.sum() * row == len(data):
                records = np.frombuffer(data, _row(row))
            else:
                runs = [data[edges[at] : edges[at + 1]] for at in chosen]
                records = np.frombuffer(b"".join(runs), _row(row))
            done = self._count(places[chosen], packets, records)
            numbers[chosen[done]] = packets[done]
        return numbers

    def _count(self, places: Places, sizes: Places, records: np.ndarray) -> npt.NDArray[np.bool_]:
        arrivals = records["since"] + self._arena.zeros[places].repeat(sizes)
        heads = Heads(
            records["sequence"].astype(np.uint16),
            records["timestamp"].astype(np.uint32),
            records["ssrc"].astype(np.uint32),
            arrivals,
            records["length"] == records.itemsize - RECORD.size,
        )
        self._arena.last[places] = arrivals[sizes.cumsum() - 1]
        return count_together(self._arena.counted, places, sizes, heads)

    def _look_closer(self, call: CallState, runs: list[memoryview], numbers: list[int]) -> int:
        """Legs that are not counted yet, or are listened to; how many packets have been counted here."""
        packets = 0
        for leg, run, number in zip(call.legs.values(), runs, numbers, strict=True):
            if number != UNCOUNTED and (leg.tones is None or not run):
                continue
            batch = Batch(run, leg.area.zero)
            if number == UNCOUNTED:
                self._count_closely(leg, batch)
                packets += len(batch.packets)
            for digit in leg.tones_in(batch):
                call.pressed(leg, digit)
        return packets

    def _count_closely(self, leg: LegState, batch: Batch) -> None:
        leg.area.last_ms = batch.arrivals[-1]
        lost, late = leg.counter.lost, leg.counter.late
        leg.counter.update(batch.packets, batch.arrivals)
        self.lost += leg.counter.lost - lost
        self.late += leg.counter.late - late


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
