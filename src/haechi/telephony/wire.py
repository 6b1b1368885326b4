"""Dataclasses of plan and records as JSON and back, strictly: a name too many, or a kind amiss, is refused.

Days are ISO 8601, bytes are Base64, enumerations their values, tuples lists.
"""

import base64
import binascii
import json
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, NewType, TypeVar

T = TypeVar("T")


class Malformed(ValueError):
    """Not what was asked for; names the field at most, never a value."""


def dump(value: object) -> bytes:
    """One line of JSON, the same for the same value."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def load(kind: type[T], text: bytes) -> T:
    """The dataclass that `dump` wrote. Raises Malformed."""
    try:
        found: T = _read(kind, json.loads(text), kind.__name__)
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, Malformed) else Malformed("not JSON") from None
    return found


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(kind: Any, value: Any, name: str) -> Any:  # noqa: ANN401
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    origin = typing.get_origin(kind)
    if origin in {types.UnionType, typing.Union}:
        (inner,) = (each for each in typing.get_args(kind) if each is not type(None))
        return None if value is None else _read(inner, value, name)
    if origin is tuple:
        if not isinstance(value, list):
            raise Malformed(name)
        return tuple(_read(typing.get_args(kind)[0], each, name) for each in value)
    if is_dataclass(kind):
        return _object(kind, value, name)
    return _single(kind, value, name)


def _object(kind: Any, value: Any, name: str) -> Any:  # noqa: ANN401
    hints = _hints(kind)
    if not isinstance(value, dict) or set(value) - set(hints):
        raise Malformed(name)
    try:
        return kind(**{key: _read(hints[key], each, key) for key, each in value.items()})
    except TypeError:
        raise Malformed(name) from None


def _single(kind: Any, value: Any, name: str) -> Any:  # noqa: ANN401
    try:
        if kind is bytes and isinstance(value, str):
            return base64.b64decode(value, validate=True)
        if kind is date and isinstance(value, str):
            return date.fromisoformat(value)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(value)
        if kind is float and type(value) in {int, float}:
            return float(value)
        if kind in {str, int, bool} and type(value) is kind:
            return value
    except (ValueError, binascii.Error):
        raise Malformed(name) from None
    raise Malformed(name)
