"""Which sockets have something to read: epoll(7), its answer an array."""

import contextlib
import ctypes
import math
import platform
import select

import numpy as np
import numpy.typing as npt

from haechi.telephony.media.relay.submission import SOCKETS_MOST

# struct epoll_event, which is packed on x86-64 alone; select.epoll puts the descriptor in front of `data`.
_PACKED = platform.machine() == "x86_64"
_EVENT = np.dtype(
    {
        "names": ["descriptor"],
        "formats": ["i4"],
        "offsets": [4 if _PACKED else 8],
        "itemsize": 12 if _PACKED else 16,
    }
)
_epoll_wait = ctypes.CDLL(None, use_errno=True).epoll_wait
_epoll_wait.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int)

Descriptors = npt.NDArray[np.int32]


class Ready:
    """Sockets by descriptor."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._events = np.zeros(SOCKETS_MOST, _EVENT)
        self._found: Descriptors = self._events["descriptor"]

    def add(self, descriptor: int, *, once: bool = False) -> None:
        """Again, to change how it is watched, or after it was told once."""
        events = select.EPOLLIN | (select.EPOLLONESHOT if once else 0)
        try:
            self._poll.register(descriptor, events)
        except FileExistsError:
            self._poll.modify(descriptor, events)

    def remove(self, descriptor: int) -> None:
        with contextlib.suppress(OSError):
            self._poll.unregister(descriptor)

    def wait(self, seconds: float) -> Descriptors:
        """At most SOCKETS_MOST of those that are ready, in turn; none when the time is over."""
        count = _epoll_wait(
            self._poll.fileno(), self._events.ctypes.data, SOCKETS_MOST, math.ceil(seconds * 1000)
        )
        return self._found[: max(0, count)]  # below 0: a signal
