"""A wall clock that was set a moment ago is not believed by what destroys: what is due by it may not be due."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)
JUMP = 600.0  # seconds between wall clock and machine that no drift explains
PATIENCE = 3600.0


def _machine() -> float:
    """Seconds that nobody can set; they go on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Steady:
    """Looks only when it is asked. What was set before the process began it cannot know."""

    def __init__(
        self, wall: Callable[[], float] = time.time, machine: Callable[[], float] = _machine
    ) -> None:
        self._wall, self._machine = wall, machine
        self._apart = wall() - machine()
        self._since = machine() - PATIENCE
        self._lock = threading.Lock()

    def is_settled(self) -> bool:
        """Whether the wall clock has gone as the machine's own for an hour."""
        with self._lock:
            now = self._machine()
            apart = self._wall() - now
            moved = apart - self._apart
            if abs(moved) > JUMP:
                self._apart, self._since = apart, now
                log.warning("the clock was set by %+.0f minutes: destruction waits", moved / 60)
            return now - self._since >= PATIENCE

    def once_settled(self, run: Callable[[], object]) -> "OnceSettled":
        """The job, that does nothing while the clock is not believed."""
        return OnceSettled(self, run)


@dataclass(frozen=True)
class OnceSettled:
    steady: Steady
    run: Callable[[], object]

    def __call__(self) -> object:
        return self.run() if self.steady.is_settled() else None
