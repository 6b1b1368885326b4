"""Pretendard GOV → small woff2 files: one a weight for the first visit, the rest by unicode-range;
and one OpenType file a weight for what is printed. Noto Sans CJK KR → one file with the Hanja, old Hangul
letters and signs that Pretendard lacks.

The licence reserves the name "Pretendard" for the unmodified font (OFL 1.1, condition 3), and a
subset is a modification: ours is called "Haechi Gov". Noto's subset is called "Haechi Hanja".
"""

import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Haechi Gov"
WEIGHTS = {400: "Regular", 700: "Bold"}
SYLLABLES = range(0xAC00, 0xD7A4)
REST_BLOCK = 0x200
COMMON_CHUNK = 160
# The most used syllables are in the first file whatever the interface says: an institution's own
# names, categories and guidance come from the database.
ALWAYS = 500
FEATURES = ["kern", "ccmp", "tnum"]
HANJA, HANJA_FACE = "Haechi Hanja", "Noto Sans CJK KR"
HANJA_BLOCKS = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
JAMO_BLOCKS = ((0x1100, 0x11FF), (0xA960, 0xA97F), (0xD7B0, 0xD7FF))
SIGNS = "☎✓◦☞"
RANGE = re.compile(r"subset\.(\d+)\.woff2.*?unicode-range:\s*([^;]+);", re.S)


class Chunk(NamedTuple):
    """One font file a weight. `declared`: the unicode-range, wider than `points` for the rarest."""

    name: str
    points: list[int]
    declared: str


def ranges(points: Iterable[int]) -> str:
    """CSS unicode-range of the points, runs joined."""
    runs: list[list[int]] = []
    for point in sorted(points):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ",".join(f"U+{a:x}" if a == b else f"U+{a:x}-{b:x}" for a, b in runs)


def by_use(sheet: str) -> dict[int, int]:
    """Rank of each character in the font's own subset sheet: its files go from rare to usual."""
    rank: dict[int, int] = {}
    for index, listed in RANGE.findall(sheet):
        for part in listed.split(","):
            low, _, high = part.strip().removeprefix("U+").partition("-")
            for point in range(int(low, 16), int(high or low, 16) + 1):
                rank[point] = max(rank.get(point, 0), int(index))
    return rank


def usual_syllables() -> set[int]:
    """The 2,350 syllables of KS X 1001."""
    return {point for point in SYLLABLES if len(chr(point).encode("euc_kr", "ignore")) == 2}


def symbols() -> set[int]:
    """KS X 1001 rows 1–12: punctuation, units, jamo, enclosed and full-width forms."""
    rows = (bytes([row, cell]) for row in range(0xA1, 0xAD) for cell in range(0xA1, 0xFF))
    return {ord(text) for text in (row.decode("euc_kr", "ignore") for row in rows) if text}


def plan(first: set[str], staff: set[str], sheet: str, available: set[int]) -> list[Chunk]:
    """The chunks as declared: of two that claim a character, a browser takes the later."""
    rank = by_use(sheet)
    ranked = sorted(usual_syllables(), key=lambda point: (-rank.get(point, 0), point))
    first_points = ({ord(c) for c in first} | set(ranked[:ALWAYS])) & available
    staff_points = ({ord(c) for c in staff} & available) - first_points
    done = first_points | staff_points
    chunks = []
    for start in range(SYLLABLES.start, SYLLABLES.stop, REST_BLOCK):
        block = range(start, min(start + REST_BLOCK, SYLLABLES.stop))
        rest = [point for point in block if point not in usual_syllables() | done]
        declared = f"U+{block.start:x}-{block.stop - 1:x}"
        chunks.append(Chunk(f"rest-{start:x}", rest, declared))
    usual = [point for point in ranked if point not in done]
    for number, at in enumerate(range(0, len(usual), COMMON_CHUNK), start=1):
        part = usual[at : at + COMMON_CHUNK]
        chunks.append(Chunk(f"usual-{number:02d}", part, ranges(part)))
    other = sorted((symbols() & available) - done - set(SYLLABLES))
    chunks.append(Chunk("symbols", other, ranges(other)))
    for name, points in (("staff", staff_points), ("first", first_points)):
        chunks.append(Chunk(name, sorted(points), ranges(points)))
    return [chunk for chunk in chunks if chunk.points]


def _cut(
    font: TTFont, points: list[int], flavor: str | None, features: list[str] = FEATURES
) -> bytes:
    options = subset.Options()
    options.flavor, options.layout_features, options.hinting = flavor, features, False
    options.name_IDs, options.notdef_outline = [0, 1, 2, 4, 6, 13, 14], True
    options.drop_tables = ["vhea", "vmtx", "VORG", "BASE"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    font.flavor = flavor
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def _renamed(font: TTFont, style: str, family: str = FAMILY) -> None:
    """Gives our family name, keeps copyright and licence, and a fixed date: bytes repeat."""
    for identifier, text in (
        (1, family),
        (2, style),
        (4, f"{family} {style}"),
        (6, f"{family.replace(' ', '')}-{style}"),
    ):
        font["name"].setName(text, identifier, 3, 1, 0x409)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False


def _face(weight: int, chunk: Chunk) -> str:
    return (
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:swap;'
        f'src:url(../fonts/{weight}-{chunk.name}.woff2) format("woff2");'
        f"unicode-range:{chunk.declared}}}\n"
    )


def write(package: Path, version: str, texts: tuple[set[str], set[str]], static: Path) -> None:
    """Writes fonts/*.woff2, the licence beside them, and css/fonts.css."""
    folder = static / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.woff2"):
        old.unlink()
    web = package / "dist/web/static"
    sheet = (web / "PretendardGOV-Regular.css").read_text(encoding="utf-8")
    css = f"/* Generated by tools/vendor_assets from pretendard-gov {version}; see NOTICE. */\n"
    for weight, style in WEIGHTS.items():
        whole = TTFont(web / f"woff2/PretendardGOV-{style}.woff2")
        available = set(whole.getBestCmap())
        chunks = plan(*texts, sheet, available)
        needed = _cut(whole, [point for chunk in chunks for point in chunk.points], None)
        for chunk in chunks:
            font = TTFont(io.BytesIO(needed))
            _renamed(font, style)
            path = folder / f"{weight}-{chunk.name}.woff2"
            path.write_bytes(_cut(font, chunk.points, "woff2"))
        css += "".join(_face(weight, chunk) for chunk in chunks)
    (static / "css/fonts.css").write_text(css, encoding="utf-8")
    licence = (package / "dist/LICENSE.txt").read_text(encoding="utf-8")
    (folder / "OFL.txt").write_text(licence, encoding="utf-8")


def write_print(package: Path, folder: Path) -> None:
    """Writes one .otf a weight with every syllable, for the typesetter, and the licence beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    latin = {*range(0x20, 0x250), *range(0x2000, 0x2070)}
    for style in WEIGHTS.values():
        font = TTFont(package / f"dist/public/static/PretendardGOV-{style}.otf")
        points = ({*SYLLABLES} | symbols() | latin) & set(font.getBestCmap())
        _renamed(font, style)
        (folder / f"HaechiGov-{style}.otf").write_bytes(_cut(font, sorted(points), None))
    licence = (package / "dist/LICENSE.txt").read_text(encoding="utf-8")
    (folder / "OFL.txt").write_text(licence, encoding="utf-8")


def write_hanja(collection: Path, folder: Path) -> None:
    """Writes HaechiHanja-Regular.otf with all ideographs of Noto's collection, and its licence."""
    faces = TTCollection(collection, lazy=True).fonts
    font = next(face for face in faces if face["name"].getDebugName(4) == HANJA_FACE)
    has = set(font.getBestCmap())
    points = {p for p in has for low, high in HANJA_BLOCKS + JAMO_BLOCKS if low <= p <= high}
    points |= {ord(sign) for sign in SIGNS} & has
    _renamed(font, "Regular", HANJA)
    made = _cut(font, sorted(points), None, ["ccmp", "ljmo", "vjmo", "tjmo"])
    (folder / "HaechiHanja-Regular.otf").write_bytes(made)
    terms = (folder / "OFL.txt").read_text(encoding="utf-8").partition("This Font Software is")
    owner = str(font["name"].getDebugName(0))
    (folder / "OFL-Noto.txt").write_text(f"{owner}\n\n{terms[1]}{terms[2]}", encoding="utf-8")
