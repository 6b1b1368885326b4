"""Widths and coverage of the fonts for print: OpenType tables `cmap`, `hhea`, `hmtx`, `head`.

Source: OpenType 1.9, "cmap" format 4 and 12, "hmtx". The files are our own (tools/vendor_assets).
"""

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "print" / "fonts"
FAMILY = "Haechi Gov"
FILES = {400: "HaechiGov-Regular.otf", 700: "HaechiGov-Bold.otf"}
HANJA_FILE = "HaechiHanja-Regular.otf"  # what the first family lacks: Hanja, old Hangul letters
UNKNOWN = "□"


@dataclass(frozen=True)
class Glyphs:
    """Advance widths of a font in em, by code point."""

    advances: dict[int, float]

    def width(self, text: str, tracking: float = 0.0) -> float:
        """Width of a line in em; `tracking` is added after every character."""
        return sum(self.advances[ord(character)] + tracking for character in text)

    def missing(self, text: str) -> str:
        """The characters that the font does not have, each once."""
        unknown = [c for c in text if c != "\n" and ord(c) not in self.advances]
        return "".join(dict.fromkeys(unknown))


@cache
def glyphs(weight: int) -> Glyphs:
    return _read(FILES[weight])


@cache
def _drawable() -> frozenset[int]:
    both = {*glyphs(400).advances, *_read(HANJA_FILE).advances, ord("\n")}
    return frozenset(both & {*glyphs(700).advances, *_read(HANJA_FILE).advances, ord("\n")})


def drawable(text: str) -> str:
    """The text with one visible mark for each character that no font of ours has: a gap leaves no trace."""
    unknown = {ord(c) for c in set(text)} - _drawable()
    return text.translate(dict.fromkeys(unknown, UNKNOWN)) if unknown else text


def _read(name: str) -> Glyphs:
    data = (FOLDER / name).read_bytes()
    tables = _tables(data)
    units = struct.unpack_from(">H", data, tables["head"] + 18)[0]
    count = struct.unpack_from(">H", data, tables["hhea"] + 34)[0]
    widths = struct.unpack_from(">" + "Hh" * count, data, tables["hmtx"])[::2]
    points = _characters(data, tables["cmap"])
    return Glyphs({point: widths[min(glyph, count - 1)] / units for point, glyph in points.items()})


def _tables(data: bytes) -> dict[str, int]:
    number = struct.unpack_from(">H", data, 4)[0]
    records = (struct.unpack_from(">4sIII", data, 12 + 16 * at) for at in range(number))
    return {tag.decode("ascii"): offset for tag, _sum, offset, _length in records}


def _characters(data: bytes, start: int) -> dict[int, int]:
    """Code point → glyph of the widest subtable."""
    number = struct.unpack_from(">H", data, start + 2)[0]
    offsets = [struct.unpack_from(">HHI", data, start + 4 + 8 * at)[2] for at in range(number)]
    found: dict[int, int] = {}
    for offset in {start + each for each in offsets}:
        form = struct.unpack_from(">H", data, offset)[0]
        readers = {4: _format_4, 12: _format_12}
        if form in readers:
            found.update(readers[form](data, offset))
    return found


def _format_12(data: bytes, start: int) -> dict[int, int]:
    groups = struct.unpack_from(">I", data, start + 12)[0]
    found = {}
    for at in range(groups):
        low, high, glyph = struct.unpack_from(">III", data, start + 16 + 12 * at)
        found.update({point: glyph + point - low for point in range(low, high + 1)})
    return found


def _format_4(data: bytes, start: int) -> dict[int, int]:
    count = struct.unpack_from(">H", data, start + 6)[0] // 2
    at = start + 14
    ends = struct.unpack_from(f">{count}H", data, at)
    starts = struct.unpack_from(f">{count}H", data, at + 2 * count + 2)
    deltas = struct.unpack_from(f">{count}h", data, at + 4 * count + 2)
    base = at + 6 * count + 2
    offsets = struct.unpack_from(f">{count}H", data, base)
    found = {}
    for segment, (low, high) in enumerate(zip(starts, ends, strict=True)):
        for point in range(low, min(high, 0xFFFE) + 1):
            glyph = point + deltas[segment]
            if offsets[segment]:
                place = base + 2 * segment + offsets[segment] + 2 * (point - low)
                stored = struct.unpack_from(">H", data, place)[0]
                glyph = stored + deltas[segment] if stored else 0
            if glyph & 0xFFFF:
                found[point] = glyph & 0xFFFF
    return found
