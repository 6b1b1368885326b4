"""Pictures of the operations room: where each thing stands, in units of its SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from haechi.recordings.sight import MINUTES, Minute

WIDTH, HEIGHT, FOOT, HEAD = 640, 150, 34, 28
STEP = (WIDTH - 40) / MINUTES
METER = 1000


@dataclass(frozen=True)
class Column:
    """A minute. `stored`: height of the part that is recorded; `seen` False: nobody looked."""

    x: float
    y: float
    height: float
    stored_y: float
    stored: float
    seen: bool


@dataclass(frozen=True)
class Hour:
    width: int
    height: int
    base: int
    step: float
    top: int  # what the highest line stands for
    columns: tuple[Column, ...]
    ticks: tuple[tuple[float, int], ...]  # x, minutes ago

    @property
    def right(self) -> int:
        return self.width - 36


def hour_of_calls(minutes: Sequence[Minute], institution: str, now: int) -> Hour:
    """Calls of each minute of the last hour, and how many of them were recorded. `now`: this minute."""
    known = {each.minute: each.calls.get(institution, [0, 0]) for each in minutes}
    return _hour({minute: (pair[0], pair[1]) for minute, pair in known.items()}, now, least=4)


def hour_of_loss(minutes: Sequence[Minute], now: int) -> Hour:
    """Lost packets of a thousand, by minute."""
    known = {}
    for each in minutes:
        expected = each.packets + each.lost
        share = 1000 * each.lost / expected if expected else 0.0
        known[each.minute] = (share, share)
    return _hour(known, now, least=20)


def _hour(known: Mapping[int, tuple[float, float]], now: int, least: int) -> Hour:
    most = max((both[0] for both in known.values()), default=0)
    top = max(least, -(-int(-(-most // 1)) // least) * least)
    room, base = HEIGHT - HEAD, HEIGHT
    columns = []
    for at in range(MINUTES):
        minute = now - MINUTES + 1 + at
        all_, stored = known.get(minute, (0, 0))
        height, full = room * all_ / top, room * min(stored, all_) / top
        columns.append(Column(at * STEP, base - height, height, base - full, full, minute in known))
    ticks = tuple((STEP * (MINUTES - ago), ago) for ago in (60, 45, 30, 15))
    return Hour(WIDTH, HEIGHT + FOOT, base, STEP, top, tuple(columns), ticks)


@dataclass(frozen=True)
class Meter:
    """A bar of `METER` units."""

    label: str
    words: str
    width: int
    grave: bool = False


def meter(label: str, words: str, share: float, *, grave: bool = False) -> Meter:
    return Meter(label, words, round(METER * min(1.0, max(0.0, share))), grave)
