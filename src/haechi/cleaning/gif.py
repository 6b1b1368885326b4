"""GIF, losslessly, animations too. Source: GIF89a specification; NETSCAPE2.0 loop extension."""

from __future__ import annotations

import struct

from haechi.cleaning.pixels import check_pixels, decode_fully
from haechi.cleaning.types import CleaningError, Code, Kind, Limits, Notes, Reason

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _COMMENT, _TEXT, _APPLICATION = 0xF9, 0xFE, 0x01, 0xFF
_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")


def clean_gif(data: bytes, limits: Limits, notes: Notes) -> bytes:
    """Raises CleaningError BROKEN or TOO_LARGE."""
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 14:
        raise CleaningError(Reason.BROKEN)
    width, height = struct.unpack_from("<HH", data, 6)
    check_pixels(width, height, limits)
    try:
        cleaned = _blocks(data, notes)
    except IndexError:
        raise CleaningError(Reason.BROKEN) from None
    decode_fully(cleaned, Kind.GIF, limits)
    return cleaned


def _blocks(data: bytes, notes: Notes) -> bytes:
    at = 13 + _table_size(data[10])
    out = [data[:at]]
    while data[at] != _TRAILER:
        start = at
        if data[at] == _IMAGE:
            at += 10 + _table_size(data[at + 9])
            at = _after_sub_blocks(data, at + 1)
            out.append(data[start:at])
        elif data[at] == _EXTENSION:
            at = _after_sub_blocks(data, at + 2)
            out.append(_extension(data[start:at], notes))
        else:
            raise CleaningError(Reason.BROKEN)
    if data[at + 1 :].strip(b"\0"):
        notes.took(Code.TRAILER)
    return b"".join(out) + bytes([_TRAILER])


def _table_size(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_sub_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1


def _extension(block: bytes, notes: Notes) -> bytes:
    if block[1] == _CONTROL:
        return block
    if block[1] == _APPLICATION and block[2:14] in _LOOPS and len(block) >= 18:
        return block[:18] + b"\0"
    notes.took(Code.COMMENTS if block[1] in (_COMMENT, _TEXT) else Code.OTHER)
    return b""
