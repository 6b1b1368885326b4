"""Who is at a place now: known from signs that pass over the bus, kept in memory for seconds, stored nowhere.

A page that is open says so again and again; a process that has heard nothing for `LASTS` takes nobody to
be there. A sign says which place, never who.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

HERE, GONE, TYPING = "here", "gone", "typing"
AGAIN = 15.0  # seconds between two signs of one page
LASTS = 40.0
_SIGNS = frozenset({HERE, GONE, TYPING})


@dataclass(slots=True)
class _Seen:
    here: float
    typing: float = 0.0


class Presence:
    """Of one process: what its bus has heard. Only the event loop's thread writes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, _Seen] = {}
        self._swept = 0.0

    def note(self, topic: str) -> str | None:
        """The place whose readers should look, or None where nothing new was said; `topic` itself where
        it is no sign."""
        kind, _, place = topic.partition(":")
        if kind not in _SIGNS or not place:
            return topic
        now, before = self._clock(), self.is_here(place)
        self._sweep(now)
        if kind == GONE:
            return place if self._seen.pop(place, None) and before else None
        seen = self._seen.setdefault(place, _Seen(now))
        seen.here = now
        if kind == TYPING:
            seen.typing = now
            return place
        return None if before else place

    def is_here(self, place: str) -> bool:
        seen = self._seen.get(place)
        return seen is not None and self._clock() - seen.here < LASTS

    def typed_at(self, place: str) -> float:
        """When somebody typed there last, on the process's own clock; 0.0 where nobody did."""
        seen = self._seen.get(place)
        return seen.typing if seen else 0.0

    def _sweep(self, now: float) -> None:
        if now - self._swept < LASTS:
            return
        self._swept = now
        for place in [key for key, seen in self._seen.items() if now - seen.here >= LASTS]:
            del self._seen[place]


def sign(kind: str, place: str) -> str:
    """The topic that carries a sign."""
    return f"{kind}:{place}"
