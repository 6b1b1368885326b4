"""RTP packets and what is counted of a stream (RFC 3550)."""

import struct
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

HEAD = struct.Struct(">BBHII")
NUMBERS = struct.Struct(">2xHII")  # sequence, timestamp, SSRC
VERSION_2 = 0x80
MARKER = 0x80
TICKS_A_MS = 8.0
CLOCK_HZ = 8000  # of all that is relayed; G.722 too (RFC 3551, 4.5.2)
FRAME_SECONDS = 0.020
FRAME_TICKS = 160
SEQUENCES = 1 << 16
WINDOW = 512  # sequence numbers within which a packet is late and not another stream
MAX_DROPOUT = 3000  # RFC 3550, A.1: a greater step is a sender that began anew
STEP_MOST = CLOCK_HZ  # a new source, a wrapped timestamp, silence that was not sent


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


Row = npt.NDArray[np.float64]
NOTHING_YET = (-1.0, -1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def new_row() -> Row:
    return np.array(NOTHING_YET)


@dataclass
class StreamCounter:
    """Loss, order and jitter of what one leg sends, over its changes of SSRC.

    Lost is what was expected less what came, late ones counted as come (RFC 3550, A.3); jitter is A.8's.

    `row` is where packets that simply follow are counted for many legs at once (`media.counting`): SSRC (-1
    where only `update` will do), highest sequence number, timestamp, transit, jitter and worst jitter up to the
    last packet, and how many have followed since `_settle`; one cache line.
    """

    row: Row = field(default_factory=new_row)
    late: int = 0
    duplicate: int = 0
    source_changes: int = 0
    _received: int = 0
    _worst: float = 0.0  # jitter, in timestamp units
    _lost_before: int = 0  # by former SSRCs
    _ssrc: int = -1
    _first: int = 0
    _highest: int = -1  # extended sequence number
    _unique: int = 0
    _seen: set[int] = field(default_factory=set)  # within WINDOW, while a gap in it may still close
    _last_gap: int = 0
    _timestamp: int = -1
    _transit: float = 0.0
    _jitter: float = 0.0

    @property
    def received(self) -> int:
        self._settle()
        return self._received

    @property
    def lost(self) -> int:
        self._settle()
        return self._lost_before + self._lost_now()

    @property
    def worst_jitter_ms(self) -> float:
        self._settle()
        return self._worst * 1000 / CLOCK_HZ

    def part(self) -> None:
        """The row becomes another leg's."""
        self.row = self.row.copy()

    def update(self, packets: list[bytes], arrivals: list[int]) -> None:
        """Count RTP packets in the order in which they came; `arrivals` in ms."""
        self._settle()
        unpack, jitter, worst = NUMBERS.unpack_from, self._jitter, self._worst
        highest, ssrc, quick = self._highest, self._ssrc, not self._seen
        last, former = self._timestamp, self._transit
        for packet, arrival in zip(packets, arrivals, strict=True):
            sequence, timestamp, source = unpack(packet)
            if quick and source == ssrc and sequence == (highest + 1) & 0xFFFF:
                highest += 1
            else:
                self._advance(highest)
                self._one(sequence, source)
                highest, ssrc, quick = self._highest, self._ssrc, not self._seen
            if timestamp != last:  # equal ones (RFC 4733 events) say nothing of the way
                transit = arrival * TICKS_A_MS - timestamp
                step, last, former = abs(transit - former), timestamp, transit
                if step < STEP_MOST:
                    jitter += (step - jitter) / 16
                    if jitter > worst:  # noqa: PLR1730 (a call for each packet)
                        worst = jitter
        self._advance(highest)
        self._received += len(packets)
        self._jitter, self._worst, self._timestamp, self._transit = jitter, worst, last, former
        self.row[:] = (
            -1 if self._seen else self._ssrc,
            self._highest,
            last,
            former,
            jitter,
            worst,
            0,
            0,
        )

    def _settle(self) -> None:
        """Take in what has been counted in the row."""
        _, highest, timestamp, transit, jitter, worst, count, _ = self.row.tolist()
        if count:
            self._advance(int(highest))
            self._received += int(count)
            self._timestamp, self._transit = int(timestamp), transit
            self._jitter, self._worst = jitter, worst
            self.row[-2] = 0

    def _advance(self, highest: int) -> None:
        """Packets up to `highest` followed each other."""
        self._unique += highest - self._highest
        self._highest = highest

    def _one(self, sequence: int, ssrc: int) -> None:
        following = self._highest + 1
        if ssrc == self._ssrc and sequence == following & 0xFFFF:
            self._advance(following)
            self._remember(following)
        else:
            self._out_of_order(sequence, ssrc)

    def _lost_now(self) -> int:
        return max(0, self._highest - self._first + 1 - self._unique) if self._ssrc >= 0 else 0

    def _out_of_order(self, sequence: int, ssrc: int) -> None:
        step = (sequence - self._highest + SEQUENCES // 2) % SEQUENCES - SEQUENCES // 2
        if ssrc != self._ssrc:
            self.source_changes += self._ssrc >= 0
            self._begin(sequence, ssrc)
        elif not -WINDOW < step < MAX_DROPOUT:
            self._begin(sequence, ssrc)
        elif step > 0:
            if not self._seen:
                self._seen = set(range(self._highest - WINDOW, self._highest + 1))
            self._highest = self._last_gap = self._highest + step
            self._unique += 1
            self._seen.add(self._highest)
        else:
            self._came_late(self._highest + step)

    def _came_late(self, extended: int) -> None:
        if extended < self._first:
            self.late += 1
        elif extended in self._seen or not self._seen:
            self.duplicate += 1
        else:
            self._seen.add(extended)
            self.late += 1
            self._unique += 1

    def _begin(self, sequence: int, ssrc: int) -> None:
        self._lost_before += self._lost_now()
        self._ssrc, self._first, self._highest, self._unique = ssrc, sequence, sequence, 1
        self._seen, self._last_gap = set(), sequence

    def _remember(self, extended: int) -> None:
        """A gap behind the window is lost for good; then the quick way is open again."""
        self._seen.add(extended)
        if extended - self._last_gap > WINDOW:
            self._seen = set()
