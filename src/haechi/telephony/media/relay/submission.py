"""Reading and writing many sockets with one system call: io_submit(2), which every kernel and container has.

A datagram socket that does not block answers within the call, so io_getevents(2) never waits.
"""

import contextlib
import ctypes
import os
import platform
from typing import Protocol

import numpy as np

from haechi.telephony.container.format import RECORD
from haechi.telephony.media.relay.arena import LEGS_MOST, PACKET_MOST, Arena, Lengths, Places

SOCKETS_MOST = 1024  # of one turn
# io_setup, io_submit, io_getevents
_NUMBERS = {"x86_64": (206, 209, 208), "aarch64": (0, 2, 4)}
_READ, _WRITE = 0, 1  # IOCB_CMD_PREAD, IOCB_CMD_PWRITE

# struct iocb and struct io_event, on 64-bit Linux of little-endian machines.
_IOCB = np.dtype(
    {
        "names": ["data", "command", "descriptor", "buffer", "length"],
        "formats": ["u8", "u2", "u4", "u8", "u8"],
        "offsets": [0, 16, 20, 24, 32],
        "itemsize": 64,
    }
)
_EVENT = np.dtype([("data", np.int64), ("request", "u8"), ("result", np.int64), ("second", "u8")])

_syscall = ctypes.CDLL(None, use_errno=True).syscall
_syscall.argtypes = (ctypes.c_long,) * 6
_syscall.restype = ctypes.c_long


class Way(Protocol):
    """`places`: of legs in the arena, each once."""

    def read(self, places: Places) -> tuple[Places, Lengths]:
        """One packet of each, behind the head of its next record; places and lengths, below 0 without one."""
        ...

    def write(self, places: Places, begins: Places, lengths: Lengths) -> None:
        """Packets of the arena, each to where its leg's go. One that a socket refuses is a lost one."""
        ...


class OneByOne:
    """A system call for each packet: less for a few, and where there is nothing else."""

    def __init__(self, arena: Arena) -> None:
        self._arena = arena

    def read(self, places: Places) -> tuple[Places, Lengths]:
        arena, view = self._arena, self._arena.view
        begins = (arena.ends[places] + RECORD.size).tolist()
        lengths = []
        for descriptor, at in zip(arena.sources[places].tolist(), begins, strict=True):
            try:
                lengths.append(os.readv(descriptor, (view[at : at + PACKET_MOST],)))
            except OSError:  # the party's port was closed (ICMP), or a packet with a wrong checksum
                lengths.append(-1)
        return places, np.array(lengths, np.int64)

    def write(self, places: Places, begins: Places, lengths: Lengths) -> None:
        view, to = self._arena.view, self._arena.to[places].tolist()
        for descriptor, at, length in zip(to, begins.tolist(), lengths.tolist(), strict=True):
            with contextlib.suppress(OSError):
                os.write(descriptor, view[at : at + length])


class Submission:
    """All together."""

    def __init__(self, arena: Arena) -> None:
        """Raises OSError: forbidden here (seccomp), or not known for this machine."""
        numbers = _NUMBERS.get(platform.machine())
        if numbers is None:
            raise OSError("no system call numbers")
        setup, self._submit, self._events = numbers
        context = ctypes.c_ulong(0)
        if _syscall(setup, SOCKETS_MOST, ctypes.addressof(context), 0, 0, 0):
            raise OSError(ctypes.get_errno(), "io_setup")
        self._context = context.value
        self._arena = arena
        self._found = np.zeros(SOCKETS_MOST, _EVENT)
        self._reads, self._read_at = _requests(_READ)
        self._writes, self._write_at = _requests(_WRITE)
        self._reads["length"] = PACKET_MOST

    def read(self, places: Places) -> tuple[Places, Lengths]:
        arena, reads = self._arena, self._reads
        reads["descriptor"][places] = arena.sources[places]
        reads["buffer"][places] = arena.ends[places] + (arena.address + RECORD.size)
        found = self._do(self._read_at[places])
        return found["data"].copy(), found["result"].copy()  # the next ones go to the same memory

    def write(self, places: Places, begins: Places, lengths: Lengths) -> None:
        arena, writes = self._arena, self._writes
        writes["descriptor"][places] = arena.to[places]
        writes["buffer"][places] = begins + arena.address
        writes["length"][places] = lengths
        self._do(self._write_at[places])

    def _do(self, requests: np.ndarray) -> np.ndarray:
        """Carry out requests by their addresses; one that the kernel does not take is left out."""
        at, address, taken = 0, requests.ctypes.data, 0
        while at < len(requests):
            done = _syscall(self._submit, self._context, len(requests) - at, address + 8 * at, 0, 0)
            taken += max(0, done)
            at += max(1, done)
        got = 0
        while got < taken:
            into = self._found.ctypes.data + got * _EVENT.itemsize
            got += max(0, _syscall(self._events, self._context, taken - got, taken - got, into, 0))
        return self._found[:got]


def best_way(arena: Arena) -> Way:
    try:
        return Submission(arena)
    except OSError:
        return OneByOne(arena)


def _requests(command: int) -> tuple[np.ndarray, np.ndarray]:
    """One for each leg, and where each lies."""
    places = np.arange(LEGS_MOST)
    requests = np.zeros(LEGS_MOST, _IOCB)
    requests["command"], requests["data"] = command, places
    return requests, (requests.ctypes.data + places * _IOCB.itemsize).astype(np.uint64)
