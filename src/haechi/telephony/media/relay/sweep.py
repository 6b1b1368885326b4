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
        self._rows = np.zeros((LEGS_MOST, SLOTS), _ROW)
        self._rows["length"], self._rows["kind"] = USUAL, RecordKind.PACKET
        self._bytes = self._rows.view(np.uint8).reshape(-1).data
        self._rests = np.zeros((count, REST_BYTES), np.uint8)
        self._control = np.zeros((LEGS_MOST, SLOTS, CONTROL_BYTES // 8), np.int64)
        iovecs = self._iovecs = np.zeros((count, 2), _IOVEC)
        headers = np.zeros(count, _HEADER)
        numbers = np.arange(count, dtype=np.uint64)
        iovecs["base"][:, 0] = self._rows.ctypes.data + numbers * ROW_BYTES + RECORD.size
        iovecs["base"][:, 1] = self._rests.ctypes.data + numbers * REST_BYTES
        iovecs["length"] = (USUAL, REST_BYTES)
        headers["iov"] = iovecs.ctypes.data + numbers * 2 * _IOVEC.itemsize
        headers["iovlen"] = 2
        headers["control"] = self._control.ctypes.data + numbers * CONTROL_BYTES
        self._headers = headers.reshape(LEGS_MOST, SLOTS)
        self._addresses = [self._headers[at].ctypes.data for at in range(LEGS_MOST)]

    def fetch(self, legs: list[LegState], now_ms: int) -> dict[LegState, list[Run]]:
        """Packed records of LEGS_MOST legs at most, which hold until the next call. `now_ms` is monotonic."""
        found: dict[LegState, list[Run]] = {leg: [] for leg in legs}
        for _ in range(ROUNDS_MOST):
            full = []
            for leg, (run, packets) in self._round(legs, now_ms).items():
                found[leg].append(run)
                if packets == SLOTS:
                    full.append(leg)
            if not full:
                break
            legs = full  # more may lie there, for which the same memory is used again
            found = {leg: [bytes(run) for run in runs] for leg, runs in found.items()}
        return found

    def _round(self, legs: list[LegState], now_ms: int) -> dict[LegState, tuple[Run, int]]:
        """What one look into each socket brought, and how many packets."""
        count = len(legs)
        self._headers["controllen"][:count] = CONTROL_BYTES
        counts = [
            max(0, _recvmmsg(leg.main.fileno(), at, SLOTS, MSG_DONTWAIT, None)) if leg.main else 0
            for leg, at in zip(legs, self._addresses, strict=False)
        ]
        rows, places = self._rows[:count], np.array([leg.area.place for leg in legs])
        rows["leg"] = self._arena.numbers[places, None]
        rows["since"] = self._arrivals(places, now_ms) - self._arena.zeros[places, None]
        usual = (self._headers["length"][:count] == USUAL) & (rows["first"] & 0xC0 == 0x80)
        usual |= np.arange(SLOTS) >= np.array(counts)[:, None]
        found: dict[LegState, tuple[Run, int]] = {}
        even = np.logical_and.reduce(usual, axis=1).tolist()
        for at, (leg, packets) in enumerate(zip(legs, counts, strict=True)):
            begin = at * SLOTS * ROW_BYTES
            run: Run = self._bytes[begin : begin + packets * ROW_BYTES]
            found[leg] = (run if even[at] else self._one_by_one(at, packets), packets)
        return found

    def _arrivals(self, places: Places, now_ms: int) -> Places:
        """Of every slot, in ms. Those of slots without a packet mean nothing."""
        # The kernel stamps with the wall clock; whatever somebody does to that, arrivals stay in bounds.
        arena, control = self._arena, self._control[: len(places)]
        least = np.maximum(
            np.maximum(arena.looked[places], arena.last[places]), arena.zeros[places]
        )
        offset = now_ms - time.time() * 1000
        stamps = control[:, :, 2] * 1e3 + control[:, :, 3] * 1e-6 + offset
        np.maximum(stamps, least[:, None], out=stamps)
        return np.minimum(stamps, now_ms, out=stamps).astype(np.int64)

    def _one_by_one(self, at: int, count: int) -> bytes:
        """Records of any length that a header has; what is no RTP is left out."""
        whole = self._rows[at].view(np.uint8).reshape(SLOTS, ROW_BYTES)
        rests = self._rests.reshape(LEGS_MOST, SLOTS, REST_BYTES)[at]
        parts = []
        for slot, length in enumerate(self._headers["length"][at, :count].tolist()):
            row = whole[slot].tobytes()
            packet = row[RECORD.size :][:length] + rests[slot, : max(0, length - USUAL)].tobytes()
            if is_rtp(packet):
                number, kind, _, since = RECORD.unpack_from(row)
                parts += [RECORD.pack(number, kind, length, since), packet]
        return b"".join(parts)
