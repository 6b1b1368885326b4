"""Many packets of one socket with one system call, each with the kernel's time of its arrival.

For calls that are only recorded nothing has to go on at once: recvmmsg(2) fetches most of a second's packets
together (SO_TIMESTAMPNS, socket(7)), to where the records of a container will stand.
"""

import ctypes
import socket
import time

import numpy as np

from haechi.telephony.container.format import RECORD, RecordKind
from haechi.telephony.media.relay.arena import Arena, Places
from haechi.telephony.media.relay.batch import Run, is_rtp
from haechi.telephony.media.relay.leg import LegState

LEGS_MOST = 64  # fetched together: their packets stay in the processor's cache
SLOTS = 64
ROUNDS_MOST = 8
USUAL = 172  # bytes of 20 ms of G.711 or G.722
ROW_BYTES = RECORD.size + USUAL
REST_BYTES = 2048 - USUAL  # where the rest of a longer packet goes
CONTROL_BYTES = 64
SO_TIMESTAMPNS = 35
MSG_DONTWAIT = socket.MSG_DONTWAIT

# struct mmsghdr and what it points to, on 64-bit Linux.
_HEADER = np.dtype(
    {
        "names": ["iov", "iovlen", "control", "controllen", "length"],
        "formats": [np.uint64] * 4 + [np.uint32],
        "offsets": [16, 24, 32, 40, 56],
        "itemsize": 64,
    }
)
_IOVEC = np.dtype([("base", np.uint64), ("length", np.uint64)])
_ROW = np.dtype(
    {
        "names": ["leg", "kind", "length", "since", "first"],
        "formats": ["u1", "u1", ">u2", ">u4", "u1"],
        "offsets": [0, 1, 2, 4, 8],
        "itemsize": ROW_BYTES,
    }
)

_recvmmsg = ctypes.CDLL(None, use_errno=True).recvmmsg
_recvmmsg.argtypes = (
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_uint,
    ctypes.c_int,
    ctypes.c_void_p,
)


class Sweeper:
    """Buffers for one process; `fetch` empties sockets."""

    def __init__(self, arena: Arena) -> None:
        self._arena = arena
        count = LEGS_MOST * SLOTS
        self._rows = np.zeros(count, _ROW)
        self._rows["length"], self._rows["kind"] = USUAL, RecordKind.PACKET
        self._bytes = self._rows.view(np.uint8).data
        self._rests = np.zeros((count, REST_BYTES), np.uint8)
        self._control = np.zeros((count, CONTROL_BYTES // 8), np.int64)
        iovecs = self._iovecs = np.zeros((count, 2), _IOVEC)
        headers = self._headers = np.zeros(count, _HEADER)
        numbers = np.arange(count, dtype=np.uint64)
        iovecs["base"][:, 0] = self._rows.ctypes.data + numbers * ROW_BYTES + RECORD.size
        iovecs["base"][:, 1] = self._rests.ctypes.data + numbers * REST_BYTES
        iovecs["length"] = (USUAL, REST_BYTES)
        headers["iov"] = iovecs.ctypes.data + numbers * 2 * _IOVEC.itemsize
        headers["iovlen"] = 2
        headers["control"] = self._control.ctypes.data + numbers * CONTROL_BYTES
        headers["controllen"] = CONTROL_BYTES
        self._address = headers.ctypes.data
        self.whole: Run | None = None

    def fetch(self, legs: list[LegState], now_ms: int) -> dict[LegState, list[Run]]:
        """Packed records of LEGS_MOST legs at most, which hold until the next call. `now_ms` is monotonic.

        `whole`: all of them leg after leg, where they lie so.
        """
        found: dict[LegState, list[Run]] = {leg: [] for leg in legs}
        for number in range(ROUNDS_MOST):
            full = []
            for leg, (run, packets) in self._round(legs, now_ms).items():
                found[leg].append(run)
                if packets == SLOTS:
                    full.append(leg)
            if not full:
                self.whole = None if number else self.whole
                break
            legs = full  # more may lie there, for which the same memory is used again
            found = {leg: [bytes(run) for run in runs] for leg, runs in found.items()}
        return found

    def _round(self, legs: list[LegState], now_ms: int) -> dict[LegState, tuple[Run, int]]:
        """What one look into each socket brought, and how many packets."""
        edges = self._receive(legs)
        end = edges[-1]
        places = np.array([leg.area.place for leg in legs])
        owners = places.repeat(np.diff(edges))
        rows, lengths = self._rows[:end], self._headers["length"][:end]
        rows["leg"] = self._arena.numbers[owners]
        rows["since"] = self._arrivals(owners, now_ms) - self._arena.zeros[owners]
        usual = (lengths == USUAL) & (rows["first"] & 0xC0 == 0x80)
        even = np.count_nonzero(usual) == end
        self.whole = self._bytes[: end * ROW_BYTES] if even else None
        found: dict[LegState, tuple[Run, int]] = {}
        for leg, begin, stop in zip(legs, edges, edges[1:], strict=False):
            if even or np.count_nonzero(usual[begin:stop]) == stop - begin:
                run: Run = self._bytes[begin * ROW_BYTES : stop * ROW_BYTES]
            else:
                run = self._one_by_one(begin, stop)
            found[leg] = (run, stop - begin)
        return found

    def _receive(self, legs: list[LegState]) -> list[int]:
        """SLOTS packets of each at most, one after the other; where each leg's begin, and the end."""
        edges = [0]
        for leg in legs:
            at, count = edges[-1], 0
            if leg.main is not None:
                address = self._address + at * _HEADER.itemsize
                count = _recvmmsg(leg.main.fileno(), address, SLOTS, MSG_DONTWAIT, None)
            edges.append(at + max(0, count))
        self._headers["controllen"][: edges[-1]] = CONTROL_BYTES  # the kernel has changed it
        return edges

    def _arrivals(self, owners: Places, now_ms: int) -> Places:
        """Of every packet, in ms."""
        # The kernel stamps with the wall clock; whatever somebody does to that, arrivals stay in bounds.
        arena, control = self._arena, self._control[: len(owners)]
        least = np.maximum(arena.looked[owners], arena.last[owners])
        least = np.maximum(least, arena.zeros[owners])
        stamps = control[:, 2] * 1e3 + control[:, 3] * 1e-6 + (now_ms - time.time() * 1000)
        np.maximum(stamps, least, out=stamps)
        return np.minimum(stamps, now_ms, out=stamps).astype(np.int64)

    def _one_by_one(self, begin: int, end: int) -> bytes:
        """Records of any length that a header has; what is no RTP is left out."""
        parts = []
        for slot, length in enumerate(self._headers["length"][begin:end].tolist(), begin):
            row = self._rows[slot].tobytes()
            rest = self._rests[slot, : max(0, length - USUAL)].tobytes()
            packet = row[RECORD.size :][:length] + rest
            if is_rtp(packet):
                number, kind, _, since = RECORD.unpack_from(row)
                parts += [RECORD.pack(number, kind, length, since), packet]
        return b"".join(parts)
