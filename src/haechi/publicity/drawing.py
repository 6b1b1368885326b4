"""A sheet as a list of things to draw, in mm from the trimmed sheet's top left corner."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from haechi.publicity.qr import QUIET, Code
from haechi.publicity.setting import MM, Fitted

BLEED = 3.0
MARKS = 7.0  # room for crop marks outside the bleed
ASCENT = 0.87  # of a Hangul syllable over the baseline, em


class Ink(Enum):
    """The palette for print: cyan, magenta, yellow, black in %.

    Chosen to survive uncoated paper and office printers: at most 240 % of ink in all, text and QR
    codes in black alone (no misregistration at their edges), no tint below 4 % (it would vanish).
    """

    BLACK = (0, 0, 0, 100)
    GREY = (0, 0, 0, 65)
    RULE = (0, 0, 0, 20)
    WHITE = (0, 0, 0, 0)
    NAVY = (100, 75, 10, 40)
    DEEP = (100, 75, 10, 25)
    BLUE = (90, 55, 0, 0)
    SKY = (35, 12, 0, 0)
    PALE = (8, 4, 0, 0)
    SAND = (0, 6, 22, 0)
    AMBER = (0, 55, 100, 5)


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    w: float
    h: float
    fill: Ink
    radius: float = 0.0


@dataclass(frozen=True)
class Text:
    """One line; `x` is its left end, middle or right end by `align`, `y` the baseline; size in pt."""

    x: float
    y: float
    text: str
    size: float
    fill: Ink = Ink.BLACK
    weight: int = 400
    align: str = "left"


@dataclass(frozen=True)
class Shape:
    """A filled outline: segments of SVG's absolute M, L, C and Z in units of `scale` mm."""

    x: float
    y: float
    scale: float
    fill: Ink
    segments: tuple[tuple[str | float, ...], ...]


@dataclass(frozen=True)
class Line:
    """A straight line, `width` in pt."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.25
    ink: Ink = Ink.BLACK


@dataclass(frozen=True)
class Picture:
    """A PNG, as large as fits into the box, at its left or in its middle."""

    x: float
    y: float
    w: float
    h: float
    png: bytes


Item = Rect | Text | Shape | Line | Picture


@dataclass(frozen=True)
class Sheet:
    """A piece of `width` × `height` mm after trimming; `bleed` 0: nothing is cut off."""

    width: float
    height: float
    title: str
    language: str
    items: tuple[Item, ...]
    bleed: float = BLEED


def block(
    fitted: Fitted, x: float, y: float, *, fill: Ink = Ink.BLACK, align: str = "left"
) -> tuple[list[Item], float]:
    """Lines below each other from `y` on; also the `y` below the last."""
    em = fitted.size / MM
    items: list[Item] = []
    baseline = y + (ASCENT + (fitted.line - 1) / 2) * em
    for paragraph in fitted.paragraphs:
        for line in paragraph:
            items.append(Text(x, baseline, line, fitted.size, fill, fitted.weight, align))
            baseline += fitted.line * em
        baseline += fitted.gap * em
    return items, y + fitted.height


def qr(code: Code, x: float, y: float, side: float) -> list[Item]:
    """The code on white, quiet zone included in `side`.

    Raises:
        CodeTooFine: the modules would be too small.
    """
    module = code.module(side)
    return [
        Rect(x, y, side, side, Ink.WHITE),
        Shape(x + QUIET * module, y + QUIET * module, module, Ink.BLACK, tuple(_runs(code))),
    ]


def _runs(code: Code) -> Iterable[tuple[str | float, ...]]:
    """The dark modules as one outline, a rectangle for each run of a row."""
    for y, row in enumerate(code.rows):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            yield from (("M", start, y), ("L", x, y), ("L", x, y + 1), ("L", start, y + 1), ("Z",))


def outline(path: str) -> tuple[tuple[str | float, ...], ...]:
    """SVG path data with absolute M, L, C, Z and spaces only → segments."""
    segments: list[list[str | float]] = []
    for word in path.replace(",", " ").split():
        if word in {"M", "L", "C", "Z"}:
            segments.append([word])
        else:
            segments[-1].append(float(word))
    return tuple(tuple(segment) for segment in segments)


def crop_marks(sheet: Sheet) -> tuple[Line, ...]:
    """Two hairlines at each corner, outside the bleed."""
    near, far = BLEED + 0.5, BLEED + MARKS - 1
    lines = []
    for x, outward in ((0.0, -1), (sheet.width, 1)):
        for y, away in ((0.0, -1), (sheet.height, 1)):
            lines.append(Line(x + outward * near, y, x + outward * far, y))
            lines.append(Line(x, y + away * near, x, y + away * far))
    return tuple(lines)
