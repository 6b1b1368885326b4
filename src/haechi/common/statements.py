"""A query that is asked thousands of times a minute: put together once, then only its one value changes.

Putting it together costs Django five times what the database needs to answer it.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet, UUIDField

_FIELD = UUIDField()
_MARK = uuid.UUID(int=0xFEED_0000_0000_4000_8000_0000_0000_0000)  # stands for the value meanwhile


class Statement:
    """The rows of `made(identifier)`, a `values_list`, as the database gives them, unconverted."""

    def __init__(self, made: Callable[[uuid.UUID], QuerySet[Any, Any]]) -> None:
        self._made = made
        self._asked: tuple[str, tuple[Any, ...]] | None = None

    def __call__(self, identifier: uuid.UUID | str) -> list[tuple[Any, ...]]:
        statement, values = self._asked or self._put_together()
        value, mark = _stored(identifier), _stored(_MARK)
        with connection.cursor() as cursor:
            cursor.execute(statement, [value if each == mark else each for each in values])
            return list(cursor.fetchall())

    def _put_together(self) -> tuple[str, tuple[Any, ...]]:
        compiler = self._made(_MARK).query.get_compiler(connection=connection)
        statement, values = compiler.as_sql()
        self._asked = statement, tuple(values)
        return self._asked


def _stored(identifier: uuid.UUID | str) -> Any:  # noqa: ANN401  as the database wants it
    return _FIELD.get_db_prep_value(uuid.UUID(str(identifier)), connection)
