"""The messages between the caller and the cleaning child.

A request carries the spool keys, so it goes straight to the child and never through the zygote,
whose memory every later child inherits. A reply comes from a process that read hostile bytes:
it is JSON, and only known words pass.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass, field
from typing import Any

from haechi.cleaning.types import (
    REMOVED_CODES,
    WARNING_CODES,
    CleaningError,
    CleanResult,
    Kind,
    Limits,
    Reason,
    Removed,
)

MAX_MESSAGE = 64 * 1024
# What the zygote is told: the seconds the child may take.
DEADLINE = struct.Struct("<d")
_DETAIL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_MAX_DETAIL = 32


@dataclass(frozen=True)
class Request:
    source_key: bytes = field(repr=False)
    source_size: int
    target_key: bytes = field(repr=False)
    limits: Limits


def pack_request(request: Request) -> bytes:
    return json.dumps(
        {
            "source": [request.source_key.hex(), request.source_size],
            "target": request.target_key.hex(),
            "limits": asdict(request.limits),
        }
    ).encode()


def unpack_request(message: bytes) -> Request:
    fields = json.loads(message)
    key, size = fields["source"]
    return Request(
        bytes.fromhex(key), size, bytes.fromhex(fields["target"]), Limits(**fields["limits"])
    )


def pack_result(result: CleanResult) -> bytes:
    return json.dumps(
        {
            "kind": result.kind.name,
            "size": result.size,
            "removed": [[entry.code, entry.detail] for entry in result.removed],
            "warnings": list(result.warnings),
        }
    ).encode()


def pack_error(reason: Reason) -> bytes:
    return json.dumps({"error": reason.value}).encode()


def unpack_reply(message: bytes, limits: Limits) -> CleanResult:
    """Raises the CleaningError of the reply, or CRASHED when it is no reply at all."""
    try:
        fields = json.loads(message)
        if "error" in fields:
            raise CleaningError(Reason(fields["error"]))
        return _result(fields, limits)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CleaningError(Reason.CRASHED) from None


def _result(fields: dict[str, Any], limits: Limits) -> CleanResult:
    kind = Kind[fields["kind"]]
    size = fields["size"]
    if not isinstance(size, int) or not 0 < size <= 2 * limits.file_bytes:
        raise ValueError
    removed = tuple(Removed(str(code), str(detail)) for code, detail in fields["removed"])
    warnings = tuple(str(warning) for warning in fields["warnings"])
    if not all(_known(entry) for entry in removed) or not WARNING_CODES.issuperset(warnings):
        raise ValueError
    return CleanResult(kind, kind.media_type, kind.extension, size, removed, warnings)


def _known(entry: Removed) -> bool:
    return (
        entry.code in REMOVED_CODES
        and len(entry.detail) <= _MAX_DETAIL
        and _DETAIL.issuperset(entry.detail)
    )
