"""Colour profiles, reduced to the numbers that give the colours.

A profile can name the monitor's serial number, its maker and the day of calibration. Only matrix
and grey profiles are rebuilt (phones, cameras, sRGB, Display P3, Adobe RGB); larger table profiles
are dropped. Source: ICC.1:2022, clauses 7.2 (header) and 7.3 (tag table).
"""

from __future__ import annotations

import struct

from haechi.cleaning.types import Code, Notes, Warn

_COLOUR_TAGS = (b"wtpt", b"bkpt", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC",
                b"chad", b"cicp")  # fmt: skip
_TELLING_TAGS = frozenset({b"dmnd", b"dmdd", b"mmod", b"calt", b"targ", b"vcgt", b"meta"})
_HEADER = 128
_MAX_TAG = 16 * 1024
_MAX_TAGS = 100


def reduced(profile: bytes, notes: Notes) -> bytes:
    """The rebuilt profile, or nothing when it is no plain matrix or grey profile."""
    tags = _read_tags(profile)
    space = profile[16:20]
    needed = {b"GRAY": {b"kTRC"}, b"RGB ": {b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"}}
    kept = {name: tags[name] for name in _COLOUR_TAGS if name in tags}
    if _TELLING_TAGS.intersection(tags) or any(profile[48:56]):
        notes.took(Code.DEVICE, "colour_profile")
    if space not in needed or not needed[space] <= kept.keys():
        notes.warn(Warn.COLOURS_MAY_DIFFER)
        return b""
    return _build(profile, kept)


def _read_tags(profile: bytes) -> dict[bytes, bytes]:
    if len(profile) < _HEADER + 4 or profile[36:40] != b"acsp":
        return {}
    (count,) = struct.unpack_from(">I", profile, _HEADER)
    tags = {}
    for number in range(min(count, _MAX_TAGS)):
        row = profile[_HEADER + 4 + 12 * number :][:12]
        if len(row) == 12:
            name, offset, size = struct.unpack(">4sII", row)
            body = profile[offset : offset + min(size, _MAX_TAG + 1)]
            if 0 < len(body) <= _MAX_TAG and len(body) == size:
                tags[name] = body
    return tags


def _build(profile: bytes, tags: dict[bytes, bytes]) -> bytes:
    tags = {b"desc": _description(), b"cprt": b"text\0\0\0\0None\0", **tags}
    table, data = b"", b""
    start = _HEADER + 4 + 12 * len(tags)
    for name, body in tags.items():
        table += struct.pack(">4sII", name, start + len(data), len(body))
        data += body + bytes(-len(body) % 4)
    header = bytearray(_HEADER)
    header[8:24] = profile[8:12] + b"mntr" + profile[16:24]  # version, class, spaces
    header[24:36] = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    header[36:40] = b"acsp"
    header[64:80] = profile[64:80]  # rendering intent, illuminant
    header[0:4] = struct.pack(">I", start + len(data))
    return bytes(header) + struct.pack(">I", len(tags)) + table + data


def _description() -> bytes:
    """A version 2 textDescriptionType; version 4 readers accept it as well."""
    text = b"RGB\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67)
