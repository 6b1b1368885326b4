"""Rows as lines of JSON and back: bytes in Base64, days and times in ISO 8601, UUIDs with hyphens."""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, Model

from haechi.moving.tables import TABLES, Table

PER_MEMBER = 500


def lines_of(table: Table, institution_id: int) -> Iterator[bytes]:
    """Each row of the institution as one line."""
    names = [field.attname for field in table.fields()]
    for row in table.rows(institution_id).iterator(chunk_size=PER_MEMBER):
        values = {name: _plain(getattr(row, name)) for name in names}
        yield json.dumps(values, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


def read_row(table: Table, line: bytes) -> dict[str, Any]:
    """The values of one line, as the model's fields take them; unknown names raise ValueError."""
    given: dict[str, Any] = json.loads(line)
    fields = {field.attname: field for field in table.fields()}
    if unknown := set(given) - set(fields):
        raise ValueError(f"{table.label}: {min(unknown)}")
    return {name: _value(fields[name], value) for name, value in given.items()}


def _value(field: Any, value: Any) -> Any:  # noqa: ANN401
    if value is None or field.is_relation:
        return value if not field.is_relation else _key(field, value)
    if isinstance(field, BinaryField):
        return base64.b64decode(value, validate=True)
    return value if field.get_internal_type() == "JSONField" else field.to_python(value)


def _key(field: Any, value: Any) -> Any:  # noqa: ANN401
    return None if value is None else field.target_field.to_python(value)


def fingerprint(institution_id: int) -> str:
    """SHA-256 over every row that is destroyed with the institution: tells whether anything changed.

    The status is left out: stopping the intake before a destruction changes nothing that was exported.
    """
    digest = sha256()
    for table in TABLES:
        if table.is_exported and table.is_destroyed:
            digest.update(f"{table.label}\n".encode())
            for line in lines_of(table, institution_id):
                digest.update(_settled(table, line))
    return digest.hexdigest()


def _settled(table: Table, line: bytes) -> bytes:
    """Without what the destruction itself changes before it compares."""
    dropped = {"institutions.Institution": "status", "staff.Account": "is_active"}.get(table.label)
    if dropped is None:
        return line
    values = json.loads(line)
    values.pop(dropped)
    return json.dumps(values, sort_keys=True).encode()


def new_row(table: Table, values: dict[str, Any]) -> Model:
    return table.model(**values)
