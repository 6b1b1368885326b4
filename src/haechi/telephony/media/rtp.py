"""RTP packets and what is counted of a stream (RFC 3550)."""

import struct
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

HEAD = struct.Struct(">BBHII")
VERSION_2 = 0x80
MARKER = 0x80
CLOCK_HZ = 8000  # of all that is relayed; G.722 too (RFC 3551, 4.5.2)
FRAME_SECONDS = 0.020
FRAME_TICKS = 160
SEQUENCES = 1 << 16
WINDOW = 512  # sequence numbers within which a packet is late and not another stream
MAX_DROPOUT = 3000  # RFC 3550, A.1: a greater step is a sender that began anew

Numbers = npt.NDArray[np.int64]


class Packet(NamedTuple):
    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def parse(data: bytes) -> Packet | None:
    """A packet without its extension and padding; None where it is not RTP version 2."""
    if len(data) < HEAD.size:
        return None
    first, second, sequence, timestamp, ssrc = HEAD.unpack_from(data)
    if first >> 6 != 2:
        return None
    start, end = HEAD.size + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if start + 4 > end:
            return None
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    if first & 0x20:
        end -= data[-1] or end  # a padding of 0 is none that exists
    if start > end:
        return None
    return Packet(second & 0x7F, bool(second & MARKER), sequence, timestamp, ssrc, data[start:end])


def build(packet: Packet) -> bytes:
    second = packet.payload_type | (MARKER if packet.marker else 0)
    head = HEAD.pack(
        VERSION_2, second, packet.sequence & 0xFFFF, packet.timestamp & 0xFFFFFFFF, packet.ssrc
    )
    return head + packet.payload


class Fields(NamedTuple):
    """Columns of several packets; `arrivals` in ms."""

    sequences: Numbers
    timestamps: Numbers
    ssrcs: Numbers
    arrivals: npt.NDArray[np.float64]


@dataclass
class StreamCounter:
    """Loss, order and jitter of what one leg sends, over its changes of SSRC.

    Lost is what was expected less what came, late ones counted as come (RFC 3550, A.3); jitter is A.8's.
    """

    received: int = 0
    late: int = 0
    duplicate: int = 0
    source_changes: int = 0
    worst_jitter_ms: float = 0.0
    _lost_before: int = 0  # by former SSRCs
    _ssrc: int | None = None
    _first: int = 0
    _highest: int = -1  # extended
    _unique: int = 0
    _seen: set[int] = field(default_factory=set)  # within WINDOW, while a gap in it may still close
    _last_gap: int = 0
    _timestamp: int = -1
    _transit: float = float("nan")
    _jitter: float = 0.0

    @property
    def lost(self) -> int:
        return self._lost_before + self._lost_now()

    def update(self, fields: Fields) -> None:
        """Count packets in the order in which they came."""
        if not len(fields.sequences):
            return
        self.received += len(fields.sequences)
        if self._in_order(fields):
            self._highest += len(fields.sequences)
            self._unique += len(fields.sequences)
        else:
            self._one_by_one(fields)
        self._measure_jitter(fields)

    def _lost_now(self) -> int:
        return (
            max(0, self._highest - self._first + 1 - self._unique) if self._ssrc is not None else 0
        )

    def _in_order(self, fields: Fields) -> bool:
        """The usual second: one source, each packet one after the former."""
        if self._ssrc is None or self._seen:
            return False
        sequences, begin = fields.sequences, self._highest + 1
        expected = np.arange(begin, begin + len(sequences)) & 0xFFFF
        return bool((sequences == expected).all() and (fields.ssrcs == self._ssrc).all())

    def _one_by_one(self, fields: Fields) -> None:
        for sequence, ssrc in zip(fields.sequences.tolist(), fields.ssrcs.tolist(), strict=True):
            if ssrc != self._ssrc:
                self.source_changes += self._ssrc is not None
                self._begin(sequence, ssrc)
            else:
                self._count(sequence)
        # Gaps behind the window are lost for good; the quick way is open again once none is open.
        floor = self._highest - WINDOW
        self._seen = {each for each in self._seen if each > floor}
        if self._highest - self._last_gap > WINDOW:
            self._seen = set()

    def _begin(self, sequence: int, ssrc: int) -> None:
        self._lost_before += self._lost_now()
        self._ssrc, self._first, self._highest, self._unique = ssrc, sequence, sequence, 1
        self._seen, self._last_gap = {sequence}, sequence - WINDOW - 1
        self._transit = float("nan")

    def _count(self, sequence: int) -> None:
        step = (sequence - self._highest + SEQUENCES // 2) % SEQUENCES - SEQUENCES // 2
        extended = self._highest + step
        if not -WINDOW < step < MAX_DROPOUT:
            self._begin(sequence, self._ssrc or 0)
        elif step > 0:
            if step > 1:
                self._last_gap = extended
                if not self._seen:
                    self._seen = set(range(self._highest - WINDOW, self._highest + 1))
            self._highest = extended
            self._unique += 1
            self._seen.add(extended)
        elif extended in self._seen or not self._seen:
            self.duplicate += 1
        else:
            self._seen.add(extended)
            self.late += 1
            self._unique += extended >= self._first

    def _measure_jitter(self, fields: Fields) -> None:
        # Equal timestamps (one frame in parts, RFC 4733 events) say nothing of the way.
        fresh = np.diff(fields.timestamps, prepend=self._timestamp) != 0
        self._timestamp = int(fields.timestamps[-1])
        transit = (fields.arrivals - fields.timestamps * (1000 / CLOCK_HZ))[fresh]
        if not len(transit):
            return
        steps = np.abs(np.diff(transit, prepend=self._transit))
        self._transit = float(transit[-1])
        steps[~(steps < 1000.0)] = (
            0.0  # a new source, a wrapped timestamp, silence that was not sent
        )
        decay = _decay(len(steps))
        self._jitter = float(self._jitter * decay[0] * (15 / 16) + (decay * steps).sum() / 16)
        self.worst_jitter_ms = max(self.worst_jitter_ms, self._jitter)


_DECAY: npt.NDArray[np.float64] = np.power(15 / 16, np.arange(256)[::-1])


def _decay(count: int) -> npt.NDArray[np.float64]:
    """Weight of each of the last `count` steps in A.8's running estimate."""
    if count <= len(_DECAY):
        return _DECAY[-count:]
    long: npt.NDArray[np.float64] = np.power(15 / 16, np.arange(count)[::-1])
    return long
