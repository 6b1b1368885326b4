"""Who is at a place now: known from signs that pass over the bus, kept in memory for seconds, stored nowhere.

A page that is open says so again and again; a process that has heard nothing for `LASTS` takes nobody to
be there. A sign says which place and, by a word drawn for this one opening, which of its pages, so that
one of two tabs may close and somebody is there all the same. It never says who.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

HERE, GONE, TYPING = "here", "gone", "typing"
AGAIN = 15.0  # seconds between two signs of one page
LASTS = 40.0
_SIGNS = frozenset({HERE, GONE, TYPING})


@dataclass(slots=True)
class _Seen:
    pages: dict[str, float] = field(default_factory=dict)  # when each last said that it is open
    typing: float = 0.0

    def last(self) -> float:
        return max(self.pages.values(), default=float("-inf"))


class Presence:
    """Of one process: what its bus has heard. Only the event loop's thread writes, a whole mapping at a
    time: threads of views read meanwhile."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, _Seen] = {}
        self._swept = 0.0

    def note(self, topic: str) -> str | None:
        """The place whose readers should look, or None where nothing new was said; `topic` itself where
        it is no sign."""
        kind, _, said = topic.partition(":")
        if kind not in _SIGNS or not said:
            return topic
        place, _, page = said.partition("#")
        now, before = self._clock(), self.is_here(place)
        self._sweep(now)
        seen = self._seen.setdefault(place, _Seen())
        if kind == TYPING:
            seen.typing = now
            return place
        rest = {other: then for other, then in seen.pages.items() if other != page}
        seen.pages = rest | {page: now} if kind == HERE else rest
        return None if before == self.is_here(place) else place

    def is_here(self, place: str) -> bool:
        seen = self._seen.get(place)
        return seen is not None and self._clock() - seen.last() < LASTS

    def typed_at(self, place: str) -> float:
        """When somebody typed there last, on the process's own clock; 0.0 where nobody did."""
        seen = self._seen.get(place)
        return seen.typing if seen else 0.0

    def _sweep(self, now: float) -> None:
        if now - self._swept < LASTS:
            return
        self._swept = now
        for place, seen in list(self._seen.items()):
            seen.pages = {page: then for page, then in seen.pages.items() if now - then < LASTS}
            if not seen.pages and now - seen.typing >= LASTS:
                del self._seen[place]


def sign(kind: str, place: str, page: str = "") -> str:
    """The topic that carries a sign; `page`: of which opening, for `HERE` and `GONE`."""
    return f"{kind}:{place}#{page}" if page else f"{kind}:{place}"
