"""Many packets of one socket with one system call, each with the kernel's time of its arrival.

For calls that are only recorded nothing has to go on at once: recvmmsg(2) fetches most of a second's packets
together (SO_TIMESTAMPNS, socket(7)), to where the records of a container will stand.
"""

import contextlib
import ctypes
import itertools
import mmap
import socket
import time

import numpy as np
import numpy.typing as npt

from haechi.telephony.container.format import RECORD
from haechi.telephony.media.relay.arena import Arena, Places
from haechi.telephony.media.relay.batch import is_rtp

LEGS_MOST = 64  # fetched together: their packets stay in the processor's cache
SLOTS = 64
ROUNDS_MOST = 8
USUAL = 172  # bytes of 20 ms of G.711 or G.722
ROW_BYTES = RECORD.size + USUAL
REST_BYTES = 2048 - USUAL  # where the rest of a longer packet goes
SLOTS_IN_ALL = LEGS_MOST * SLOTS
CONTROL_BYTES = 32  # CMSG_SPACE(sizeof(struct timespec))
HUGE_PAGE = 1 << 21
LINE = 64
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
        "names": ["head", "first"],
        "formats": [">u8", "u1"],
        "offsets": [0, RECORD.size],
        "itemsize": ROW_BYTES,
    }
)

Usual = npt.NDArray[np.bool_]

_recvmmsg = ctypes.CDLL(None, use_errno=True).recvmmsg
_recvmmsg.argtypes = (
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_uint,
    ctypes.c_int,
    ctypes.c_void_p,
)


class _OnePage:
    """What each packet is written to, in one huge page where the system has them: one address to translate."""

    def __init__(self) -> None:
        memory = mmap.mmap(-1, 2 * HUGE_PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        memory.madvise(mmap.MADV_DONTDUMP)  # voices
        with contextlib.suppress(OSError):
            memory.madvise(mmap.MADV_HUGEPAGE)
        bytes_ = np.frombuffer(memory, np.uint8)
        self._left = bytes_[-bytes_.ctypes.data % HUGE_PAGE :]

    def take(self, shape: int | tuple[int, int], kind: npt.DTypeLike) -> np.ndarray:
        """An array of zeros."""
        kind = np.dtype(kind)
        size = int(np.prod(shape)) * kind.itemsize
        found, self._left = self._left[:size], self._left[-(-size // LINE) * LINE :]
        return found.view(kind).reshape(shape)


class Sweeper:
    """Buffers for one process; `fetch` empties sockets."""

    def __init__(self, arena: Arena) -> None:
        self._arena = arena
        take = _OnePage().take
        rows = self._rows = take(SLOTS_IN_ALL, _ROW)
        self._bytes = rows.view(np.uint8).data
        self._control = take((SLOTS_IN_ALL, CONTROL_BYTES // 8), np.int64)
        iovecs, headers = take((SLOTS_IN_ALL, 2), _IOVEC), take(SLOTS_IN_ALL, _HEADER)
        self._rests = np.zeros((SLOTS_IN_ALL, REST_BYTES), np.uint8)
        numbers = np.arange(SLOTS_IN_ALL, dtype=np.uint64)
        iovecs["base"][:, 0] = rows.ctypes.data + numbers * ROW_BYTES + RECORD.size
        iovecs["base"][:, 1] = self._rests.ctypes.data + numbers * REST_BYTES
        iovecs["length"] = (USUAL, REST_BYTES)
        headers["iov"] = iovecs.ctypes.data + numbers * 2 * _IOVEC.itemsize
        headers["iovlen"] = 2
        headers["control"] = self._control.ctypes.data + numbers * CONTROL_BYTES
        headers["controllen"] = CONTROL_BYTES
        self._headers, self._address = headers, headers.ctypes.data

    def fetch(self, places: Places, now_ms: int) -> tuple[memoryview, Places]:
        """Packed records of LEGS_MOST legs at most, leg after leg, which hold until the next call.

        And where each leg's begin, and the end. `now_ms` is monotonic.
        """
        edges, usual = self._round(places, now_ms)
        full = (np.diff(edges) == SLOTS).nonzero()[0]
        if usual is None and not len(full):
            return self._bytes[: int(edges[-1]) * ROW_BYTES], edges * ROW_BYTES
        runs = self._runs(edges, usual)
        for _ in range(ROUNDS_MOST - 1):
            if not len(full):
                break
            edges, usual = self._round(places[full], now_ms)  # to the same memory
            for at, run in zip(full.tolist(), self._runs(edges, usual), strict=True):
                runs[at] += run
            full = full[np.diff(edges) == SLOTS]
        return memoryview(b"".join(runs)), np.cumsum([0, *map(len, runs)])

    def _round(self, places: Places, now_ms: int) -> tuple[Places, Usual | None]:
        """One look into each socket: where each leg's packets begin, and the end.

        And which of them are RTP and as long as most are; None: all are.
        """
        arena, edges = self._arena, self._receive(places)
        sizes, end = np.diff(edges), edges[-1]
        rows, lengths = self._rows[:end], self._headers["length"][:end]
        heads = (arena.numbers[places] << 56 | USUAL << 32) - arena.zeros[places]
        rows["head"] = self._arrivals(places, sizes, now_ms) + heads.repeat(sizes)
        usual: Usual = (rows["first"] & 0xC0 == 0x80) & (lengths == USUAL)
        return edges, None if np.count_nonzero(usual) == end else usual

    def _receive(self, places: Places) -> Places:
        """SLOTS packets of each at most, one after the other; where each leg's begin, and the end."""
        edges = [0]
        for descriptor in self._arena.sources[places].tolist():
            at = edges[-1]
            address = self._address + at * _HEADER.itemsize
            edges.append(at + max(0, _recvmmsg(descriptor, address, SLOTS, MSG_DONTWAIT, None)))
        self._headers["controllen"][: edges[-1]] = CONTROL_BYTES  # the kernel has changed it
        return np.array(edges)

    def _arrivals(self, places: Places, sizes: Places, now_ms: int) -> Places:
        """Of every packet, in ms."""
        # The kernel stamps with the wall clock; whatever somebody does to that, arrivals stay in bounds. One
        # before the record's own beginning would spoil its length, which stands beside its time.
        arena = self._arena
        least = np.maximum(arena.looked[places], arena.last[places])
        least = np.maximum(least, arena.zeros[places])
        least = np.maximum(least, arena.zeros[places])
        control = self._control[: sizes.sum()]
        stamps = control[:, 2] * 1e3 + control[:, 3] * 1e-6
        stamps += now_ms - time.time() * 1000
        np.minimum(stamps, now_ms, out=stamps)
        return np.maximum(stamps, least.repeat(sizes), out=stamps).astype(np.int64)

    def _runs(self, edges: Places, usual: Usual | None) -> list[bytes]:
        """Each leg's records, of any length that a header has; what is no RTP is left out."""
        return [
            self._bytes[begin * ROW_BYTES : end * ROW_BYTES].tobytes()
            if usual is None or usual[begin:end].all()
            else self._one_by_one(begin, end)
            for begin, end in itertools.pairwise(edges.tolist())
        ]

    def _one_by_one(self, begin: int, end: int) -> bytes:
        parts = []
        for slot, length in enumerate(self._headers["length"][begin:end].tolist(), begin):
            row = self._rows[slot].tobytes()
            rest = self._rests[slot, : max(0, length - USUAL)].tobytes()
            packet = row[RECORD.size :][:length] + rest
            if is_rtp(packet):
                number, kind, _, since = RECORD.unpack_from(row)
                parts += [RECORD.pack(number, kind, length, since), packet]
        return b"".join(parts)
