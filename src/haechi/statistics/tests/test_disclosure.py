"""No two published tables give a small cell away: checked against a reader who tries everything."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.statistics.disclosure import SMALL, Bounds, class_of, conclude, publish

COUNTS = st.integers(0, 14)


def worlds(cells: list[Bounds], low: int, high: int) -> list[tuple[int, ...]]:
    """Every table that fits its classes and whose sum lies between."""
    ranges = [range(cell.low, cell.high + 1) for cell in cells]
    return [world for world in itertools.product(*ranges) if low <= sum(world) <= high]


@given(st.integers(0, 100_000))
def test_a_count_lies_in_its_class(count: int) -> None:
    bounds = class_of(count)
    assert bounds.low <= count <= bounds.high
    assert bounds.high - bounds.low >= SMALL - 1


@given(st.lists(COUNTS, min_size=1, max_size=3), st.data())
def test_a_reader_who_tries_every_possible_table_learns_no_small_cell(
    first: list[int], data: st.DataObject
) -> None:
    """Two tables of one population, every pair of worlds with one sum inside the published total."""
    left, second = sum(first), []
    for _ in range(data.draw(st.integers(0, 2))):
        second.append(data.draw(st.integers(0, left)))
        left -= second[-1]
    second.append(left)
    tables = {
        "category": {str(i): n for i, n in enumerate(first)},
        "status": {str(i): n for i, n in enumerate(second)},
    }
    published = publish(tables)
    low, high = (published.total.low, published.total.high) if published.total else (0, 10**6)
    possible = {
        name: worlds(list(table.values()), low, high) for name, table in published.tables.items()
    }
    sums = set.intersection(*({sum(world) for world in them} for them in possible.values()))
    for name, table in published.tables.items():
        fitting = [world for world in possible[name] if sum(world) in sums]
        for position, cell in enumerate(table.values()):
            if cell.high < SMALL:
                seen = {world[position] for world in fitting}
                assert seen == set(range(SMALL)), (tables, published, name, position)


def test_the_total_is_withheld_where_it_would_tell() -> None:
    """Two categories below five and a total of at least ten cannot be; of 8 it would say 4 and 4."""
    cells = [Bounds(0, 4), Bounds(0, 4)]
    assert conclude(Bounds(8, 8), [cells], cells) == [Bounds(4, 4), Bounds(4, 4)]
    told = publish({"category": {"a": 9, "b": 1}})
    assert told.total is None or told.total.low <= 5


def test_tables_of_different_populations_are_refused() -> None:
    with pytest.raises(ValueError, match="population"):
        publish({"category": {"a": 3}, "status": {"x": 4}})
