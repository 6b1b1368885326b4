"""Packets of all legs of a worker in one memory: each leg's follow each other there as a container's records.

A packet is received where it will be sealed from. What is done for many legs at once reads and writes these
arrays by the legs' places; what is rare goes through `Area`, one leg's handle.
"""

import errno
import mmap
import os
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from haechi.telephony.container.format import RECORD
from haechi.telephony.media.rtp import Row, new_row
from haechi.telephony.types import Leg

if TYPE_CHECKING:
    from haechi.telephony.media.relay.call import CallState
    from haechi.telephony.media.relay.leg import LegState

PACKET_MOST = 2048
KEPT_MOST = 400  # packets of 20 ms between two looks; a party sends 40 to 80
KEPT_BYTES = KEPT_MOST * (RECORD.size + 172)
LEGS_MOST = 4096
AREA_BYTES = -(-(KEPT_BYTES + RECORD.size + PACKET_MOST) // mmap.PAGESIZE) * mmap.PAGESIZE
MAP_NORESERVE = 0x4000  # of most areas only the first pages are ever written
NOWHERE = -1

Places = npt.NDArray[np.int64]
Lengths = npt.NDArray[np.int64]


class Arena:
    """Arrays by leg. `ends`: where its next record begins; `sources`, `to`: the descriptors from which its
    packets come and to which they go on; `counted`: its counter's row; `zeros`, `last`, `looked`: see `Area`.
    """

    def __init__(self) -> None:
        flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_NORESERVE
        self._map = mmap.mmap(-1, LEGS_MOST * AREA_BYTES, flags=flags)
        self._map.madvise(mmap.MADV_DONTDUMP)  # voices
        self.view = memoryview(self._map)
        bytes_ = np.frombuffer(self._map, np.uint8)
        self.address = bytes_.ctypes.data
        # Both at any byte: what begins at `at` is read or written as one number.
        self.pairs = np.ndarray((len(bytes_) - 1,), ">u2", self._map, strides=(1,))
        self.heads = np.ndarray((len(bytes_) - 7,), ">u8", self._map, strides=(1,))
        self.starts: Places = np.arange(LEGS_MOST, dtype=np.int64) * AREA_BYTES
        self.ends = self.starts.copy()
        self.zeros = np.zeros(LEGS_MOST, np.int64)
        self.last = np.zeros(LEGS_MOST, np.int64)
        self.looked = np.zeros(LEGS_MOST, np.int64)
        self.numbers = np.zeros(LEGS_MOST, np.int64)  # a record's first byte
        self.sources = np.full(LEGS_MOST, NOWHERE, np.int32)
        self.to = np.full(LEGS_MOST, NOWHERE, np.int32)
        self.counted = np.tile(new_row(), (LEGS_MOST, 1))
        self.listened = np.zeros(LEGS_MOST, bool)  # for tones in their sound
        self.special = np.zeros((LEGS_MOST, 256), bool)  # second bytes that need a closer look
        self.known: list[tuple[CallState, LegState] | None] = [None] * LEGS_MOST
        self._free = list(range(LEGS_MOST - 1, -1, -1))

    def take(self, leg: Leg) -> "Area":
        """Raises OSError."""
        if not self._free:
            raise OSError(errno.ENOBUFS, os.strerror(errno.ENOBUFS))
        area = Area(self, self._free.pop())
        self.numbers[area.place] = int(leg)
        return area

    def holds_any(self, places: Places) -> bool:
        return not np.array_equal(self.starts[places], self.ends[places])

    def runs(self, places: Places) -> list[memoryview]:
        """Each leg's records since its last look; they hold until its next packet is received."""
        edges = zip(self.starts[places].tolist(), self.ends[places].tolist(), strict=True)
        return [self.view[begin:end] for begin, end in edges]

    def clear(self, places: Places, now_ms: int) -> None:
        """They were looked at."""
        self.ends[places] = self.starts[places]
        self.looked[places] = now_ms

    def give_back(self, place: int) -> None:
        """The memory reads as zeros from here on, and is the system's again."""
        self._map.madvise(mmap.MADV_DONTNEED, int(self.starts[place]), AREA_BYTES)
        self.ends[place] = self.starts[place]
        self.last[place] = self.looked[place] = 0
        self.sources[place] = self.to[place] = NOWHERE
        self.counted[place], self.listened[place] = new_row(), False
        self.known[place] = None
        self._free.append(place)


class Area:
    """One leg's part. `zero`: from when the times of its records count; `last_ms`: when its last packet came.

    Both in ms of the monotonic clock, as is `looked`, the time of its last look.
    """

    def __init__(self, arena: Arena, place: int) -> None:
        self._arena, self.place, self._closed = arena, place, False

    @property
    def zero(self) -> int:
        return int(self._arena.zeros[self.place])

    @property
    def last_ms(self) -> int:
        return int(self._arena.last[self.place])

    @last_ms.setter
    def last_ms(self, at: int) -> None:
        self._arena.last[self.place] = at

    def begin(self, zero: int) -> None:
        """What lay here must have been looked at."""
        self._arena.zeros[self.place] = zero

    @property
    def counted(self) -> Row:
        row: Row = self._arena.counted[self.place]
        return row

    def know(self, call: "CallState", leg: "LegState") -> None:
        self._arena.known[self.place] = (call, leg)

    def receive_from(self, descriptor: int | None) -> None:
        """Packets come from this socket; none: before it is closed and its descriptor another's."""
        self._arena.sources[self.place] = NOWHERE if descriptor is None else descriptor

    def listen_for_tones(self, wanted: bool) -> None:
        self._arena.listened[self.place] = wanted

    def route(self, descriptor: int | None, special: frozenset[int]) -> None:
        """Packets go on to this socket; `special` ones go through the call."""
        self._arena.to[self.place] = NOWHERE if descriptor is None else descriptor
        row = self._arena.special[self.place]
        row[:] = False
        row[list(special)] = True

    def stop(self) -> None:
        """Nothing goes on: the socket it went to is about to be closed."""
        if not self._closed:
            self._arena.to[self.place] = NOWHERE

    def put(self, packet: bytes, now_ms: int) -> bool:
        """Add one that was received apart; False where the leg has sent too much."""
        arena, at = self._arena, int(self._arena.ends[self.place])
        if at - int(arena.starts[self.place]) >= KEPT_BYTES:
            return False
        number, since = int(arena.numbers[self.place]), max(0, now_ms - self.zero)
        record = RECORD.pack(number, 0, len(packet), since) + packet
        arena.view[at : at + len(record)] = record
        arena.ends[self.place] = at + len(record)
        self.last_ms = now_ms
        return True

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._arena.give_back(self.place)
