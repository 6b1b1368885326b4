"""Accesses by weekday and hour as a picture, and the same numbers as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

LABEL, CELL, TOP = 34, 25, 26
HOURS = range(24)
DAYS = range(7)
_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Cell:
    """A square; `strength` from 0 to 1 is how full it is drawn."""

    x: int
    y: int
    words: str
    strength: float


@dataclass(frozen=True)
class Heat:
    width: int
    height: int
    cells: tuple[Cell, ...]
    days: tuple[tuple[str, int], ...]
    hours: tuple[tuple[int, int], ...]


def heat(counts: Mapping[tuple[int, int], int]) -> Heat:
    """`counts`: by weekday (Monday 0) and hour."""
    most = max(counts.values(), default=0) or 1
    cells = tuple(
        Cell(
            LABEL + hour * CELL,
            TOP + day * CELL,
            f"{weekday(day)} {hour:02}:00 – {counts.get((day, hour), 0)}",
            _strength(counts.get((day, hour), 0), most),
        )
        for day in DAYS
        for hour in HOURS
    )
    return Heat(
        width=LABEL + CELL * len(HOURS),
        height=TOP + CELL * len(DAYS),
        cells=cells,
        days=tuple((weekday(day), TOP + day * CELL + CELL // 2) for day in DAYS),
        hours=tuple((hour, LABEL + hour * CELL) for hour in range(0, 24, 3)),
    )


def _strength(count: int, most: int) -> float:
    """One access is seen already: never fainter than a fifth."""
    return 0.0 if not count else round(0.2 + 0.8 * count / most, 2)


def table(counts: Mapping[tuple[int, int], int]) -> list[list[str | int]]:
    """Rows of hours at which there was anything, a column a weekday."""
    return [
        [f"{hour:02}:00", *(counts.get((day, hour), 0) for day in DAYS)]
        for hour in HOURS
        if any(counts.get((day, hour)) for day in DAYS)
    ]


def weekday(day: int) -> str:
    """The short name in the language of the page."""
    return date_format(_MONDAY + timedelta(days=day), "D")
