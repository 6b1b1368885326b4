"""PNG and APNG, losslessly: only chunks that draw are kept. Source: W3C PNG Specification 3."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from haechi.cleaning import exif, icc
from haechi.cleaning.inflate import inflate
from haechi.cleaning.pixels import check_pixels, decode_fully
from haechi.cleaning.types import CleaningError, Code, Kind, Limits, Notes, Reason

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DRAWING = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB",
                      b"sBIT", b"bKGD", b"pHYs", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL",
                      b"fdAT"})  # fmt: skip
_MEANING = {b"tEXt": Code.COMMENTS, b"zTXt": Code.COMMENTS, b"iTXt": Code.COMMENTS,
            b"tIME": Code.DATES}  # fmt: skip
_MAX_PROFILE = 1024 * 1024


def clean_png(data: bytes, limits: Limits, notes: Notes) -> bytes:
    """Raises CleaningError BROKEN or TOO_LARGE."""
    out = [SIGNATURE]
    end = len(SIGNATURE)
    compressed: list[bytes] = []
    for name, body, after in _chunks(data):
        end = after
        if name == b"IHDR":
            _check_header(body, limits)
        if name == b"IDAT":
            compressed.append(body)
            continue
        if compressed and compressed[-1]:
            out += _picture_data(compressed, limits, notes)
            compressed = [b""]
        out += _kept(name, body, notes)
    if data[end:].strip(b"\0"):
        # Also what a cropping tool left behind of the larger picture (CVE-2023-21036).
        notes.took(Code.TRAILER)
    cleaned = b"".join(out)
    decode_fully(cleaned, Kind.PNG, limits)
    return cleaned


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    if not data.startswith(SIGNATURE):
        raise CleaningError(Reason.BROKEN)
    at = len(SIGNATURE)
    while True:
        if len(data) < at + 12:
            raise CleaningError(Reason.BROKEN)
        length, name = struct.unpack_from(">I4s", data, at)
        after = at + 12 + length
        if after > len(data):
            raise CleaningError(Reason.BROKEN)
        body = data[at + 8 : after - 4]
        if zlib.crc32(name + body) != struct.unpack_from(">I", data, after - 4)[0]:
            raise CleaningError(Reason.BROKEN)
        yield name, body, after
        if name == b"IEND":
            return
        at = after


def _check_header(body: bytes, limits: Limits) -> None:
    if len(body) != 13:
        raise CleaningError(Reason.BROKEN)
    width, height = struct.unpack_from(">II", body)
    check_pixels(width, height, limits)


def _picture_data(parts: list[bytes], limits: Limits, notes: Notes) -> list[bytes]:
    """The zlib stream cut where it ends: bytes behind it are shown by nobody."""
    stream = b"".join(parts)
    used = inflate(stream, limits.pixels * 8 + limits.pixels // 64).used
    if used < len(stream):
        notes.took(Code.TRAILER, "idat")
    return [_chunk(b"IDAT", stream[:used])]


def _kept(name: bytes, body: bytes, notes: Notes) -> list[bytes]:
    if name in _DRAWING:
        return [_chunk(name, body if name != b"IEND" else b"")]
    if name == b"eXIf":
        orientation = exif.read_orientation(body, notes)
        return [_chunk(name, exif.orientation_only(orientation))] if orientation != 1 else []
    if name == b"iCCP":
        return _profile(body, notes)
    notes.took(_MEANING.get(name, Code.OTHER))
    return []


def _profile(body: bytes, notes: Notes) -> list[bytes]:
    _, _, rest = body.partition(b"\0")
    plain = icc.reduced(inflate(rest[1:], _MAX_PROFILE, keep=True).data, notes)
    return [_chunk(b"iCCP", b"icc\0\0" + zlib.compress(plain))] if plain else []


def _chunk(name: bytes, body: bytes) -> bytes:
    crc = zlib.crc32(body, zlib.crc32(name))
    return struct.pack(">I4s", len(body), name) + body + struct.pack(">I", crc)
