"""Many packets of one socket with one system call, each with the kernel's time of its arrival.

For calls that are only recorded nothing has to go on at once: recvmmsg(2) fetches most of a
second's packets together (SO_TIMESTAMPNS, socket(7)).
"""

import ctypes
import socket
import time

import numpy as np

SLOTS = 64
SLOT_BYTES = 2048
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

_recvmmsg = ctypes.CDLL(None, use_errno=True).recvmmsg
_recvmmsg.argtypes = (
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_uint,
    ctypes.c_int,
    ctypes.c_void_p,
)


class Sweeper:
    """Buffers for one process; `fetch` empties one socket."""

    def __init__(self) -> None:
        self._buffer = np.zeros(SLOTS * SLOT_BYTES, np.uint8)
        self._control = np.zeros((SLOTS, CONTROL_BYTES // 8), np.int64)
        self._iovecs = np.zeros(SLOTS, _IOVEC)
        self._headers = np.zeros(SLOTS, _HEADER)
        numbers = np.arange(SLOTS, dtype=np.uint64)
        self._iovecs["base"] = self._buffer.ctypes.data + numbers * SLOT_BYTES
        self._iovecs["length"] = SLOT_BYTES
        self._headers["iov"] = self._iovecs.ctypes.data + numbers * _IOVEC.itemsize
        self._headers["iovlen"] = 1
        self._headers["control"] = self._control.ctypes.data + numbers * CONTROL_BYTES
        self._address = self._headers.ctypes.data
        self._view = memoryview(self._buffer.data)

    def fetch(self, descriptor: int, since_ms: int, now_ms: int) -> tuple[list[bytes], list[int]]:
        """Packets and their arrivals in ms of the monotonic clock, between `since_ms` and `now_ms`."""
        packets: list[bytes] = []
        arrivals: list[int] = []
        # The kernel stamps with the wall clock; whatever somebody does to that, arrivals stay in bounds.
        offset = now_ms - time.time() * 1000
        while True:
            self._headers["controllen"] = CONTROL_BYTES
            count = _recvmmsg(descriptor, self._address, SLOTS, MSG_DONTWAIT, None)
            if count <= 0:
                break
            lengths = self._headers["length"][:count].tolist()
            packets += [
                bytes(self._view[at * SLOT_BYTES : at * SLOT_BYTES + length])
                for at, length in enumerate(lengths)
            ]
            stamps = self._control[:count, 2] * 1e3 + self._control[:count, 3] / 1e6 + offset
            arrivals += np.clip(stamps, since_ms, now_ms).astype(np.int64).tolist()
            if count < SLOTS:
                break
        return packets, arrivals
