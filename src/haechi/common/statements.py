"""A query that is asked thousands of times a minute: put together once, then only its values change.

Putting it together costs Django five times what the database needs to answer it.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)

# Stand for the values while the query is put together; each is found again among its parameters.
_MARKS: dict[type, Callable[[int], Any]] = {
    uuid.UUID: lambda place: uuid.UUID(int=0xFEED_0000_0000_4000_8000_0000_0000_0000 + place),
    int: lambda place: -4_000_000_000_000 - place,
    str: lambda place: f"\N{REPLACEMENT CHARACTER} mark {place}",
}


class Statement:
    """The rows of `made(*values)`, a `values_list`; `kinds` are the types of the values.

    Rows are locked where `made` says so; then it is asked inside a transaction only, as ever.
    """

    def __init__(self, made: Callable[..., QuerySet[Any, Any]], *kinds: type) -> None:
        self._made = made
        self._kinds = kinds
        self._asked: _Asked | None = None

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  as `made` takes them
        if self._asked is None:
            self._asked = _Asked(self._made, self._kinds)
        return self._asked.rows([_stored(value) for value in values])


class _Asked:
    """The statement as it was put together, and where in its parameters the values stand."""

    def __init__(self, made: Callable[..., QuerySet[Any, Any]], kinds: Sequence[type]) -> None:
        marks = [_MARKS[kind](place) for place, kind in enumerate(kinds)]
        query = made(*marks).query
        self._compiler: SQLCompiler = query.get_compiler(connection=connection)
        self._sql, self._parameters = self._compiler.as_sql()
        known = {_stored(mark): place for place, mark in enumerate(marks)}
        self._places = [
            (at, known[each]) for at, each in enumerate(self._parameters) if each in known
        ]
        assert {place for _, place in self._places} == set(range(len(kinds)))  # noqa: S101
        fields = [each[0] for each in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(fields)

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        parameters = list(self._parameters)
        for at, place in self._places:
            parameters[at] = values[place]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            found = cursor.fetchall()
        if self._converters:
            return [tuple(row) for row in self._compiler.apply_converters(found, self._converters)]
        return list(found)


def _stored(value: Any) -> Any:  # noqa: ANN401
    """As the database takes it."""
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return value


def columns(model: type[Model], *wanted: str) -> tuple[str, ...]:
    """The model's columns in its own order, as `loaded` wants them; all where none are named."""
    names = (each.attname for each in model._meta.concrete_fields)
    return tuple(name for name in names if not wanted or name in wanted)


def loaded(model: type[Row], names: Iterable[str], row: Iterable[Any]) -> Row:
    """An instance of what `columns` named; what was not asked for is loaded when it is looked at."""
    return model.from_db("default", names, list(row))  # type: ignore[arg-type]
