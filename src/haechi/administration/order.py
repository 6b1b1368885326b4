"""Moving a thing one place up or down in its list."""

from collections.abc import Iterable
from enum import Enum
from typing import Protocol


class Ordered(Protocol):
    """A row with a place of its own in a list."""

    pk: int
    order: int

    def save(self, *, update_fields: list[str]) -> None: ...


class Step(Enum):
    UP = "up"
    DOWN = "down"


def move(rows: Iterable[Ordered], key: int, step: Step) -> bool:
    """Swap the row of that key with its neighbour; False where it has none, or is not there.

    All rows are numbered anew: lists made before had equal numbers.
    """
    sorted_rows = list(rows)
    keys = [row.pk for row in sorted_rows]
    if key not in keys:
        return False
    at = keys.index(key)
    to = at + (1 if step is Step.DOWN else -1)
    if not 0 <= to < len(sorted_rows):
        return False
    sorted_rows[at], sorted_rows[to] = sorted_rows[to], sorted_rows[at]
    for place, row in enumerate(sorted_rows):
        if row.order != place:
            row.order = place
            row.save(update_fields=["order"])
    return True
