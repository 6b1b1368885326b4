"""Publishing counts that give nobody away (ALL-4).

Counts are published in classes and the total rounded; all published tables of one population (by
category, by status …) are one-dimensional and share that total. What a reader can then conclude is
interval arithmetic over one sum, computed here exactly as an attacker would: what would narrow a
small class, another table or the total, is withheld. See Hundepool et al., *Statistical Disclosure Control*,
2012, ch. 4 (tables linked by a total).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SMALL = 5  # counts of 0 to 4 are one class: who knows of one report must not learn that it is the only one
_EDGES = (0, SMALL, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_TOTAL_STEP = 10


@dataclass(frozen=True)
class Bounds:
    """From `low` to `high`, both included."""

    low: int
    high: int


@dataclass(frozen=True)
class Published:
    """What goes out: the total (None where withheld) and each table's classes."""

    total: Bounds | None
    tables: Mapping[str, Mapping[str, Bounds]]


def class_of(count: int) -> Bounds:
    """The published class of a count."""
    low = max(edge for edge in _EDGES if edge <= count)
    higher = [edge for edge in _EDGES if edge > count]
    if higher:
        return Bounds(low, higher[0] - 1)
    step = _EDGES[-1]
    return Bounds(count // step * step, count // step * step + step - 1)


def publish(tables: Mapping[str, Mapping[str, int]]) -> Published:
    """Turn exact tables of one population into what may be published, the first table first.

    A table that would narrow a small cell of one before it is left out; then the total, if it would.

    Raises:
        ValueError: the tables do not add up to one population.
    """
    sums = {sum(table.values()) for table in tables.values()}
    if len(sums) > 1:
        raise ValueError("tables of different populations")
    count = sums.pop() if sums else 0
    classes = {
        name: {label: class_of(value) for label, value in table.items()}
        for name, table in tables.items()
    }
    kept: dict[str, Mapping[str, Bounds]] = {}
    for name, table in classes.items():
        cells = [list(known.values()) for known in (*kept.values(), table)]
        if keeps_small_cells(None, cells):
            kept[name] = table
    low = count // _TOTAL_STEP * _TOTAL_STEP
    total = Bounds(low, low + _TOTAL_STEP - 1)
    cells = [list(table.values()) for table in kept.values()]
    return Published(total if keeps_small_cells(total, cells) else None, kept)


def keeps_small_cells(total: Bounds | None, tables: Sequence[Sequence[Bounds]]) -> bool:
    """Whether every small class stays as wide as published for a reader who knows all of it."""
    return all(
        concluded == cell
        for table in tables
        for cell, concluded in zip(table, conclude(total, tables, table), strict=True)
        if cell.high < SMALL
    )


def conclude(
    total: Bounds | None, tables: Sequence[Sequence[Bounds]], table: Sequence[Bounds]
) -> list[Bounds]:
    """What a reader can conclude of each cell of `table`; exact, since the tables share the sum alone."""
    sums = [Bounds(sum(c.low for c in t), sum(c.high for c in t)) for t in tables]
    if total:
        sums.append(total)
    low, high = max(s.low for s in sums), min(s.high for s in sums)
    lows, highs = sum(cell.low for cell in table), sum(cell.high for cell in table)
    return [
        Bounds(
            max(cell.low, low - (highs - cell.high)),
            min(cell.high, high - (lows - cell.low)),
        )
        for cell in table
    ]
