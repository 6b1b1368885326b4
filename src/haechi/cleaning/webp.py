"""WebP, losslessly, animations too. Source: RFC 9649, clause 2 (container)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from haechi.cleaning import exif, icc
from haechi.cleaning.pixels import decode_fully
from haechi.cleaning.types import CleaningError, Code, Kind, Limits, Notes, Reason

_DRAWING = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM"})
_ICC, _ALPHA, _EXIF, _ANIMATION = 0x20, 0x10, 0x08, 0x02


def clean_webp(data: bytes, limits: Limits, notes: Notes) -> bytes:
    """Raises CleaningError BROKEN or TOO_LARGE."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise CleaningError(Reason.BROKEN)
    (declared,) = struct.unpack_from("<I", data, 4)
    if declared + 8 > len(data):
        raise CleaningError(Reason.BROKEN)
    if data[8 + declared :].strip(b"\0"):
        notes.took(Code.TRAILER)
    chunks = list(_chunks(data[12 : 8 + declared]))
    cleaned = _riff(b"".join(_rebuilt(chunks, notes)))
    decode_fully(cleaned, Kind.WEBP, limits)
    return cleaned


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if at + 8 + size > len(data):
            raise CleaningError(Reason.BROKEN)
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _rebuilt(chunks: list[tuple[bytes, bytes]], notes: Notes) -> Iterator[bytes]:
    extras = _extras(chunks, notes)
    for name, body in chunks:
        if name == b"VP8X" and len(body) >= 10:
            flags = body[0] & (_ALPHA | _ANIMATION)
            flags |= _ICC if b"ICCP" in extras else 0
            flags |= _EXIF if b"EXIF" in extras else 0
            yield _chunk(name, bytes([flags, 0, 0, 0]) + body[4:10])
            if b"ICCP" in extras:
                yield _chunk(b"ICCP", extras[b"ICCP"])
        elif name in _DRAWING:
            yield _chunk(name, body)
        elif name == b"ANMF" and len(body) >= 16:
            inner = b"".join(_chunk(n, b) for n, b in _chunks(body[16:]) if n in _DRAWING)
            yield _chunk(name, body[:16] + inner)
    if b"EXIF" in extras:
        yield _chunk(b"EXIF", extras[b"EXIF"])


def _extras(chunks: list[tuple[bytes, bytes]], notes: Notes) -> dict[bytes, bytes]:
    """Only a picture with a VP8X chunk may carry a profile or an orientation."""
    kept = {}
    for name, body in chunks:
        if name == b"EXIF":
            orientation = exif.read_orientation(body.removeprefix(exif.PREFIX), notes)
            kept[name] = exif.orientation_only(orientation) if orientation != 1 else b""
        elif name == b"ICCP":
            kept[name] = icc.reduced(body, notes)
        elif name not in _DRAWING | {b"VP8X", b"ANMF"}:
            notes.took(Code.OTHER, "xmp" if name == b"XMP " else "")
    extended = any(name == b"VP8X" for name, _ in chunks)
    return {name: body for name, body in kept.items() if body} if extended else {}


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", name, len(body)) + body + bytes(len(body) % 2)


def _riff(body: bytes) -> bytes:
    return struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WEBP") + body
