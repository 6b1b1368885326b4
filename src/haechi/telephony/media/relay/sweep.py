"""Many packets of one socket with one system call, each with the kernel's time of its arrival.

For calls that are only recorded nothing has to go on at once: recvmmsg(2) fetches most of a second's packets
together (SO_TIMESTAMPNS, socket(7)), to where the records of a container will stand.
"""

import ctypes
import socket
import time

import numpy as np
import numpy.typing as npt

from haechi.telephony.container.format import RECORD, RecordKind
from haechi.telephony.media.relay.leg import LegState
from haechi.telephony.media.rtp import HEAD

SLOTS = 64
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
        "names": ["leg", "kind", "length", "since", "first", "sequence", "timestamp", "ssrc"],
        "formats": ["u1", "u1", ">u2", ">u4", "u1", ">u2", ">u4", ">u4"],
        "offsets": [0, 1, 2, 4, 8, 10, 12, 16],
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
_USUAL_LENGTHS = np.full(SLOTS, USUAL, np.uint32).tobytes()
_PLAIN_FIRST = b"\x80" * SLOTS  # version 2, no padding, extension or contributors
Times = npt.NDArray[np.int64]


class Sweeper:
    """Buffers for one process; `take` empties one leg's socket."""

    def __init__(self) -> None:
        self._rows = np.zeros(SLOTS, _ROW)
        self._rows["length"], self._rows["kind"] = USUAL, RecordKind.PACKET
        self._rests = np.zeros((SLOTS, REST_BYTES), np.uint8)
        self._control = np.zeros((SLOTS, CONTROL_BYTES // 8), np.int64)
        self._iovecs = np.zeros((SLOTS, 2), _IOVEC)
        self._headers = np.zeros(SLOTS, _HEADER)
        numbers = np.arange(SLOTS, dtype=np.uint64)
        self._iovecs["base"][:, 0] = self._rows.ctypes.data + numbers * ROW_BYTES + RECORD.size
        self._iovecs["base"][:, 1] = self._rests.ctypes.data + numbers * REST_BYTES
        self._iovecs["length"] = (USUAL, REST_BYTES)
        self._headers["iov"] = self._iovecs.ctypes.data + numbers * 2 * _IOVEC.itemsize
        self._headers["iovlen"] = 2
        self._headers["control"] = self._control.ctypes.data + numbers * CONTROL_BYTES
        self._control_lengths = self._headers["controllen"]
        self._lengths = self._headers["length"]
        self._address = self._headers.ctypes.data

    def take(self, leg: LegState, begun_ms: int, since_ms: int, now_ms: int) -> tuple[bytes, int]:
        """Count what came and pack it as records; the records, and how many packets.

        Times in ms of the monotonic clock; `since_ms`: the last time.
        """
        parts: list[bytes] = []
        packets = 0
        if leg.got:
            late = leg.take_batch()
            parts, packets = [late.records(leg.leg, begun_ms)], len(late)
        # The kernel stamps with the wall clock; whatever somebody does to that, arrivals stay in bounds.
        offset = now_ms - time.time() * 1000
        count = SLOTS
        while leg.main is not None and count == SLOTS:
            self._control_lengths[:] = CONTROL_BYTES
            count = _recvmmsg(leg.main.fileno(), self._address, SLOTS, MSG_DONTWAIT, None)
            if count <= 0:
                break
            stamps = self._control[:count, 2] * 1e3 + self._control[:count, 3] * 1e-6 + offset
            np.maximum(stamps, max(since_ms, leg.last_ms, begun_ms), out=stamps)
            arrivals = np.minimum(stamps, now_ms, out=stamps).astype(np.int64)
            packed = self._pack_even(leg, begun_ms, arrivals)
            if packed is None:
                leg.got, leg.times = self._one_by_one(count, arrivals)
                batch = leg.take_batch()
                packed = batch.records(leg.leg, begun_ms)
            parts.append(packed)
            packets += count
        return parts[0] if len(parts) == 1 else b"".join(parts), packets

    def _pack_even(self, leg: LegState, begun_ms: int, arrivals: Times) -> bytes | None:
        """The usual second, of packets of the usual length in order; None for any other."""
        # Comparing bytes costs a fraction of comparing small arrays.
        count = len(arrivals)
        rows = self._rows[:count]
        if (
            self._lengths[:count].tobytes() != _USUAL_LENGTHS[: 4 * count]
            or rows["first"].tobytes() != _PLAIN_FIRST[:count]
            or not leg.counter.update_in_order(
                rows["sequence"].tobytes(), rows["ssrc"].tobytes(), rows["timestamp"], arrivals
            )
        ):
            return None
        leg.last_ms = int(arrivals[-1])
        rows["leg"] = leg.leg
        rows["since"] = arrivals - begun_ms
        return rows.tobytes()

    def _one_by_one(self, count: int, arrivals: Times) -> tuple[list[bytes], list[int]]:
        """Of any length that a header has."""
        whole = self._rows.view(np.uint8).reshape(SLOTS, ROW_BYTES)
        packets, times = [], []
        lengths = self._lengths[:count].tolist()
        for at, (length, arrival) in enumerate(zip(lengths, arrivals.tolist(), strict=True)):
            if length >= HEAD.size:
                packet = whole[at, RECORD.size : RECORD.size + length].tobytes()
                packets.append(packet + self._rests[at, : max(0, length - USUAL)].tobytes())
                times.append(arrival)
        return packets, times
