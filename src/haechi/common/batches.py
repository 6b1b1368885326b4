"""Long lists read a batch at a time, each by a whole query.

A streamed answer is continued by whichever thread is free: a cursor that stays open from one piece to
the next would be read by a thread while another ends or reuses its connection.
"""

from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def batches(chosen: QuerySet[Row], whole: QuerySet[Row], size: int) -> Iterator[list[Row]]:
    """The rows of `chosen` in its order, read as `whole` says; what has gone meanwhile is left out.

    Read by key alone: with any other condition beside the keys, a planner walks the table for each batch.
    """
    keys = list(chosen.values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        some = keys[start : start + size]
        found = whole.in_bulk(some)
        yield [found[key] for key in some if key in found]
