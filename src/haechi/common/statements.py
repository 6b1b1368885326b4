"""A query that is asked thousands of times a minute: put together once, then only its values change.

Putting it together costs Django five times what the database needs to answer it.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.models import AutoField, BigAutoField, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.query import Query
from django.db.models.sql.subqueries import UpdateQuery
from django.db.transaction import TransactionManagementError

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

    Nothing that changes by the day, the language or a setting may stand in `made`: it is put together once.
    """

    def __init__(self, made: Callable[..., QuerySet[Any, Any]], *kinds: type) -> None:
        self._made = made
        self._kinds = kinds
        self._asked: _Asked | None = None

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  as `made` takes them
        if self._asked is None:
            self._asked = _Asked(lambda *marks: self._made(*marks).query, self._kinds)
        return self._asked.rows([_stored(value) for value in values])


class Change:
    """An `update` of the rows of `made(*values)`; called, it tells how many there were."""

    def __init__(
        self, made: Callable[..., QuerySet[Any, Any]], changed: dict[str, Any], *kinds: type
    ) -> None:
        self._made = made
        self._changed = changed
        self._kinds = kinds
        self._asked: _Asked | None = None

    def __call__(self, *values: Any) -> int:  # noqa: ANN401  as `made` takes them
        if self._asked is None:
            self._asked = _Asked(self._updating, self._kinds)
        return self._asked.changed([_stored(value) for value in values])

    def _updating(self, *marks: object) -> UpdateQuery:
        query = cast("UpdateQuery", self._made(*marks).query.chain(UpdateQuery))
        query.add_update_values(self._changed)
        query.clear_ordering(force=True)
        return query


class _Asked:
    """The statement as it was put together, and where in its parameters the values stand."""

    def __init__(self, made: Callable[..., Query], kinds: Sequence[type]) -> None:
        marks = [_MARKS[kind](place) for place, kind in enumerate(kinds)]
        query = made(*marks)
        self._locks = query.select_for_update
        self._compiler: SQLCompiler = query.get_compiler(connection=connection)
        self._sql, self._parameters = self._compiler.as_sql()
        known = {_stored(mark): place for place, mark in enumerate(marks)}
        self._places = [
            (at, known[each]) for at, each in enumerate(self._parameters) if each in known
        ]
        assert {place for _, place in self._places} == set(range(len(kinds)))  # noqa: S101
        fields = [each[0] for each in self._compiler.select or ()]
        self._converters = self._compiler.get_converters(fields)

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        if self._locks and not connection.in_atomic_block:
            raise TransactionManagementError("rows are locked in a transaction only")
        with connection.cursor() as cursor:
            cursor.execute(self._sql, self._with(values))
            found = cursor.fetchall()
        if self._converters:
            return [tuple(row) for row in self._compiler.apply_converters(found, self._converters)]
        return list(found)

    def changed(self, values: Sequence[Any]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, self._with(values))
            return int(cursor.rowcount)

    def _with(self, values: Sequence[Any]) -> list[Any]:
        parameters = list(self._parameters)
        for at, place in self._places:
            parameters[at] = values[place]
        return parameters


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


_inserts: dict[type[Model], tuple[str, list[Any]]] = {}


def insert(row: Row) -> Row:
    """Store a new row as `save(force_insert=True)` does, for models that listen to no signal; returns it."""
    if type(row) not in _inserts:
        _inserts[type(row)] = _insert_of(type(row))
    statement, fields = _inserts[type(row)]
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if row.pk is None:
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, "default"
    return row


def _insert_of(model: type[Model]) -> tuple[str, list[Any]]:
    quoted = connection.ops.quote_name
    drawn = isinstance(model._meta.pk, AutoField | BigAutoField)
    fields = [each for each in model._meta.concrete_fields if not (drawn and each.primary_key)]
    names = ", ".join(quoted(str(each.column)) for each in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608  our own names
    if drawn:
        statement += f" RETURNING {quoted(str(model._meta.pk.column))}"
    return statement, fields
