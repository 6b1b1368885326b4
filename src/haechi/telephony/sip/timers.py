"""What happens later, and how long messages live (RFC 3261, 17.1.1.1)."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from haechi.common.logs import where

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timers:
    """Seconds (17.1.1.1): round trip, longest pause, and how long a message lives in the network."""

    t1: float = 0.5
    t2: float = 4.0
    t4: float = 5.0

    @property
    def patience(self) -> float:
        return 64 * self.t1


class Timer:
    """One thing to do later; a fault in it is logged, never lost in the loop."""

    def __init__(self) -> None:
        self._handle: asyncio.TimerHandle | None = None

    def start(self, seconds: float, act: Callable[[], None]) -> None:
        self.stop()
        self._handle = asyncio.get_running_loop().call_later(seconds, guarded, act)

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


def guarded(act: Callable[[], None]) -> None:
    """The name of the fault is logged, never its words: they may hold a number."""
    try:
        act()
    except Exception as error:
        log.error("sip: %s in %s", type(error).__name__, where(error))
