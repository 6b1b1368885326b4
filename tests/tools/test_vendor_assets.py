"""What tools/vendor_assets made, held against what the interface says today."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/haechi/sites/common/static/haechi"
TOTAL_BYTES = 6_000_000
FACE = re.compile(r"url\(\.\./fonts/(\S+?)\.woff2\).*?unicode-range:([^}]+)\}")

sys.path.insert(0, str(ROOT / "tools"))
from vendoring import fonts, krds, texts  # noqa: E402  tools are not an installed package


def declared() -> dict[str, set[int]]:
    """Characters of each font file, by the file's name."""
    faces = {}
    for name, listed in FACE.findall((STATIC / "css/fonts.css").read_text()):
        points: set[int] = set()
        for part in listed.split(","):
            low, _, high = part.removeprefix("U+").partition("-")
            points.update(range(int(low, 16), int(high or low, 16) + 1))
        faces[name] = points
    return faces


def test_reporter_pages_need_no_second_font_file() -> None:
    """When it fails: `tools/vendor_assets fonts`. A few late words may wait for the next run."""
    first, _staff = texts.interface(ROOT / "src" / "haechi")
    syllables = {ord(c) for c in first if "가" <= c <= "힣"}
    faces = declared()
    for weight in fonts.WEIGHTS:
        late = syllables - faces[f"{weight}-first"]
        assert len(late) <= len(syllables) * 0.02, "".join(map(chr, late))


def test_every_syllable_and_the_official_marks_are_in_some_file() -> None:
    faces = declared()
    needed = {*fonts.SYLLABLES, *map(ord, "ㆍ⇒㎡〔〕")}
    for weight in fonts.WEIGHTS:
        covered = set().union(*(p for name, p in faces.items() if name.startswith(str(weight))))
        assert needed <= covered


def test_files_and_style_sheet_name_each_other_and_nothing_outside() -> None:
    files = {path.stem for path in (STATIC / "fonts").glob("*.woff2")}
    assert set(declared()) == files
    for sheet in (STATIC / "css").glob("*.css"):
        for target in re.findall(r"url\(([^)]*)\)", sheet.read_text()):
            assert target.startswith("../fonts/"), (sheet.name, target)


def test_static_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in STATIC.rglob("*.*")) <= TOTAL_BYTES


def test_licence_stands_beside_the_fonts_and_the_reserved_name_is_not_used() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (STATIC / "fonts/OFL.txt").read_text()
    assert "Pretendard" not in fonts.FAMILY


def test_an_icon_takes_the_text_colour_and_carries_nothing_that_could_clash() -> None:
    source = (
        '<svg width="24" height="24" viewBox="0 0 24 24" fill="none" xmlns="x">\n'
        '<mask id="m"><rect fill="#FFB724"/></mask><g mask="url(#m)" id="g">\n'
        '<path d="M1 1" fill="#33363D"/></g><path d="M2 2" fill="white"/></svg>'
    )
    assert krds.icon_partial(source) == (
        '<svg viewBox="0 0 24 24" class="icon" fill="none" aria-hidden="true" focusable="false">'
        '<path d="M1 1" fill="currentColor"/><path d="M2 2" class="icon__cut"/></svg>\n'
    )


def test_tokens_keep_the_readers_own_text_size_and_know_both_schemes() -> None:
    source = (
        ":root { --krds-number-3: 1.6rem; --krds-gap-1: var(--krds-number-3);"
        " --krds-light-color-text: #111; --krds-high-contrast-color-text: #eee;"
        " --krds-mobile-font-size-body: 1.6rem; --krds-pc-font-size-body: 3.2rem; }"
    )
    light, dark, desktop = krds.token_sheet(source, "1").split("@media")
    assert "--krds-gap-1: 1rem;" in light
    assert "--krds-color-text: #111;" in light
    assert "--krds-color-text: #eee;" in dark
    assert "--krds-font-size-body: 1rem;" in light
    assert "--krds-font-size-body: 2rem;" in desktop
