"""JPEG, losslessly: the segments that carry the picture are copied, everything else is left out.

Source: ITU-T T.81 Annex B; JFIF 1.02; Adobe Technical Note 5116 (APP14).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from haechi.cleaning import exif, icc
from haechi.cleaning.pixels import check_pixels, decode_fully
from haechi.cleaning.types import CleaningError, Code, Kind, Limits, Notes, Reason

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP13, _APP14, _COM = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xFE
# Frame headers (baseline to arithmetic progressive), tables, restart interval, line count.
_PICTURE = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC9, 0xCA, 0xCC, 0xDB, 0xDD, 0xDC})
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA})
_MARKER_IN_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_ICC = b"ICC_PROFILE\x00"


def clean_jpeg(data: bytes, limits: Limits, notes: Notes) -> bytes:
    """Raises CleaningError BROKEN or TOO_LARGE."""
    cleaned = rewrite(data, limits, notes)
    decode_fully(cleaned, Kind.JPEG, limits)
    return cleaned


def rewrite(data: bytes, limits: Limits, notes: Notes, *, bare: bool = False) -> bytes:
    """``bare``: inside a PDF, which itself says orientation and profile; a missing end is let go."""
    body: list[bytes] = []
    profile: dict[int, bytes] = {}
    head = b""
    orientation, end = 1, 0
    for marker, payload, after in _segments(data, lenient=bare):
        end = after
        if marker in _PICTURE or marker == _SOS:
            _check_frame(marker, payload, limits)
            body.append(data[after - len(payload) - 4 : after] if marker != _SOS else payload)
        elif marker == _APP0 and payload.startswith(b"JFIF\0") and len(payload) >= 12:
            head = head or _jfif(payload)
        elif marker == _APP14 and payload.startswith(b"Adobe") and len(payload) >= 12:
            body.append(_segment(_APP14, b"Adobe\0\x64\0\0\0\0" + payload[11:12]))
        elif marker == _APP1 and payload.startswith(exif.PREFIX):
            orientation = exif.read_orientation(payload[6:], notes)
        elif marker == _APP2 and payload.startswith(_ICC) and len(payload) > 14:
            profile[payload[12]] = payload[14:]
        elif marker != _EOI:
            _note_dropped(marker, payload, notes)
    if not body:
        raise CleaningError(Reason.BROKEN)
    if data[end:].strip(b"\0"):
        notes.took(Code.TRAILER)
    extras = b"" if bare else _extras(orientation, profile, notes)
    return b"\xff\xd8" + head + extras + b"".join(body) + b"\xff\xd9"


def _segments(data: bytes, *, lenient: bool) -> Iterator[tuple[int, bytes, int]]:
    """Yields (marker, payload, offset after it); a scan's payload is its whole coded part."""
    if data[:2] != b"\xff\xd8":
        raise CleaningError(Reason.BROKEN)
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if len(data) < at + 2 or data[at] != 0xFF:
            raise CleaningError(Reason.BROKEN)
        marker = data[at + 1]
        if marker == _EOI:
            yield _EOI, b"", at + 2
            return
        if len(data) < at + 4:
            raise CleaningError(Reason.BROKEN)
        (length,) = struct.unpack_from(">H", data, at + 2)
        after = at + 2 + length
        if length < 2 or after > len(data):
            raise CleaningError(Reason.BROKEN)
        if marker == _SOS:
            end = _end_of_scan(data, after, lenient=lenient)
            yield _SOS, data[at:end], end
            if end == len(data):
                return
            at = end
        else:
            yield marker, data[at + 4 : after], after
            at = after


def _end_of_scan(data: bytes, start: int, *, lenient: bool) -> int:
    found = _MARKER_IN_SCAN.search(data, start)
    if found is None and not lenient:
        raise CleaningError(Reason.BROKEN)
    return found.start() if found else len(data)


def _check_frame(marker: int, payload: bytes, limits: Limits) -> None:
    if marker in _FRAMES:
        if len(payload) < 6:
            raise CleaningError(Reason.BROKEN)
        height, width = struct.unpack_from(">HH", payload, 1)
        check_pixels(width, height, limits)


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def _jfif(payload: bytes) -> bytes:
    """Version 1.01 with the density of the original and no thumbnail."""
    return _segment(_APP0, b"JFIF\0\x01\x01" + payload[7:12] + b"\0\0")


def _extras(orientation: int, profile: dict[int, bytes], notes: Notes) -> bytes:
    out = b""
    if orientation != 1:
        out = _segment(_APP1, exif.PREFIX + exif.orientation_only(orientation))
    if profile:
        plain = icc.reduced(b"".join(profile[i] for i in sorted(profile)), notes)
        if plain and len(plain) < 65_000:
            out += _segment(_APP2, _ICC + b"\x01\x01" + plain)
    return out


def _note_dropped(marker: int, payload: bytes, notes: Notes) -> None:
    if marker == _COM:
        notes.took(Code.COMMENTS)
    elif marker == _APP13:
        notes.took(Code.EDIT_HISTORY, "photoshop")
    elif marker == _APP1 and payload.startswith(b"http://ns.adobe.com/"):
        notes.took(Code.OTHER, "xmp")
    elif marker == _APP0:
        notes.took(Code.THUMBNAIL)
    else:
        notes.took(Code.OTHER, f"app{marker - _APP0}" if marker >= _APP0 else "")
