"""GIF, losslessly, animations too. Source: GIF89a specification; NETSCAPE2.0 loop extension."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from haechi.cleaning.pixels import check_pixels, decode_fully
from haechi.cleaning.types import CleaningError, Code, Kind, Limits, Notes, Reason

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _COMMENT, _TEXT, _APPLICATION = 0xF9, 0xFE, 0x01, 0xFF
_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")


def clean_gif(data: bytes, limits: Limits, notes: Notes) -> bytes:
    """Raises CleaningError BROKEN or TOO_LARGE."""
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 14:
        raise CleaningError(Reason.BROKEN)
    try:
        blocks = list(_blocks(data))
    except IndexError:
        raise CleaningError(Reason.BROKEN) from None
    _check_canvas(data, blocks, limits)
    drawn = b"".join(_kept(block, notes) for block in blocks)
    at = _first_block(data)
    if data[at + sum(map(len, blocks)) + 1 :].strip(b"\0"):
        notes.took(Code.TRAILER)
    cleaned = data[:at] + drawn + bytes([_TRAILER])
    decode_fully(cleaned, Kind.GIF, limits)
    return cleaned


def _first_block(data: bytes) -> int:
    return 13 + _table_size(data[10])


def _blocks(data: bytes) -> Iterator[bytes]:
    """Up to the trailer.

    Raises:
        IndexError: the data ends before it.
    """
    at = _first_block(data)
    while data[at] != _TRAILER:
        start = at
        if data[at] == _IMAGE:
            at = _after_sub_blocks(data, at + 11 + _table_size(data[at + 9]))
        elif data[at] == _EXTENSION:
            at = _after_sub_blocks(data, at + 2)
        else:
            raise CleaningError(Reason.BROKEN)
        yield data[start:at]


def _check_canvas(data: bytes, blocks: list[bytes], limits: Limits) -> None:
    """A frame may reach beyond the screen that the header names, and a decoder makes room for it."""
    width, height = struct.unpack_from("<HH", data, 6)
    check_pixels(width, height, limits)
    for block in blocks:
        if block[0] == _IMAGE:
            left, top, across, down = struct.unpack_from("<4H", block, 1)
            width, height = max(width, left + across), max(height, top + down)
            check_pixels(width, height, limits)


def _kept(block: bytes, notes: Notes) -> bytes:
    return block if block[0] == _IMAGE else _extension(block, notes)


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
