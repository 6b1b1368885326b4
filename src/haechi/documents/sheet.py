"""A sheet of paper as it is to be drawn: lines and grids in millimetres. Both writers draw the same one."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

PORTRAIT, LANDSCAPE = 170.0, 257.0  # width of what is printed: A4 with 20 mm at both sides
MARGIN, EDGE = 20.0, 14.0  # left and right; top and bottom, mm
INSET = 1.8  # between a cell's line and its words, mm
LEADING = 1.45  # height of a line in its size
POINT = 25.4 / 72  # mm


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Look:
    """`size` in points; `indent`, `hang` (of the lines after the first) and `above` in mm.

    `heading`: 0, or the level under which the line is found by readers of the screen.
    """

    size: float = 10.5
    bold: bool = False
    align: Align = Align.LEFT
    indent: float = 0.0
    hang: float = 0.0
    above: float = 0.0
    heading: int = 0

    @property
    def line(self) -> float:
        """Height of one line, mm."""
        return self.size * POINT * LEADING


@dataclass(frozen=True)
class Run:
    text: str
    bold: bool = False


@dataclass(frozen=True)
class Line:
    """A paragraph: its text has no line breaks of its own."""

    runs: tuple[Run, ...]
    look: Look = Look()

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Drawing:
    """What a pen drew on a field of `width` × `height`: the points of each of its strokes."""

    width: int
    height: int
    strokes: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True)
class Box:
    """A cell of a grid. `bare`: no lines around it; `top`: words begin at the top, not in the middle.

    `drawing` stands for the words where the format can draw; they tell readers of the screen what it is.
    """

    row: int
    column: int
    rows: int
    columns: int
    lines: tuple[Line, ...]
    shaded: bool = False
    bare: bool = False
    top: bool = False
    drawing: Drawing | None = None


@dataclass(frozen=True)
class Grid:
    """`widths` and least `heights` in mm; the first `heads` rows repeat; `framed`: a stronger line around.

    `flows`: may run over several pages.
    """

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    boxes: tuple[Box, ...]
    heads: int = 0
    framed: bool = True
    flows: bool = False
    above: float = 0.0


@dataclass(frozen=True)
class NewPage:
    """What follows begins a page."""


@dataclass(frozen=True)
class CutLine:
    """Where the sheet is cut in two; `above` and below it, mm."""

    above: float = 6.0


@dataclass(frozen=True)
class Anchor:
    """Of a binder: a paper begins here."""

    name: str


@dataclass(frozen=True)
class Entry:
    """`name` of the anchor; `day` as it is printed."""

    name: str
    day: str
    title: str


@dataclass(frozen=True)
class Contents:
    """The list of a binder's papers, with their pages."""

    heads: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Scan:
    """Room for a scanned page, `above` mm below the page's head; `alt` is told to readers of the screen."""

    alt: str
    above: float
    width: float
    height: float


Block = Line | Grid | NewPage | CutLine | Anchor | Contents | Scan


@dataclass(frozen=True)
class Sheet:
    """`title` is for readers of the screen and lists of files; `numbered`: pages carry numbers."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    numbered: bool = False
    language: str = "ko"


def clean(text: str) -> str:
    """Composed (NFC), without control characters and signs that nothing draws; tabs as spaces."""
    told = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if told.isprintable():
        return told
    wide = told.replace("\t", "    ").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(c for c in wide if c == "\n" or unicodedata.category(c) not in _UNDRAWN)


_UNDRAWN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def lines(text: str, look: Look) -> tuple[Line, ...]:
    """Words that somebody wrote: each line of theirs a paragraph, nothing of them markup."""
    return tuple(Line((Run(each),), look) for each in text.split("\n"))


def marked(text: str, look: Look) -> tuple[Line, ...]:
    """Words of a form's own texts, in which `**…**` is bold."""
    made = []
    for each in text.split("\n"):
        parts = each.split("**")
        runs = tuple(Run(part, at % 2 == 1) for at, part in enumerate(parts) if part)
        made.append(Line(runs or (Run(""),), look))
    return tuple(made)


def ems(text: str) -> float:
    """How wide a text is at most, in its size: a syllable is one em in the widest of the fonts."""
    if text.isascii():
        return 0.56 * len(text)
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.56 for c in text)


def wrapped(text: str, width: float) -> Iterator[str]:
    """The lines of a text in `width` ems, broken between words where a word is not longer than a line."""
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for word in _pieces(paragraph, width):
            wide = ems(word)
            if line and used + wide > width:
                yield line
                line, used = "", 0.0
            line, used = line + word, used + wide
        yield line


def _pieces(paragraph: str, width: float) -> list[str]:
    """Words with the space after them; one that is longer than a line in parts."""
    words = [word + " " for word in paragraph.split(" ")]
    words[-1] = words[-1][:-1]
    most = max(1, int(width))
    return [w[at : at + most] for w in words for at in range(0, max(len(w), 1), most)]


def tall(box: Box, widths: tuple[float, ...]) -> float:
    """The height that the words of a cell need, mm."""
    room = sum(widths[box.column : box.column + box.columns]) - 2 * INSET
    needed = 2.0
    for line in box.lines:
        look = line.look
        width = max(1.0, (room - look.indent - look.hang) / (look.size * POINT))
        needed += look.above + look.line * sum(1 for _ in wrapped(line.text, width))
    return needed


def grown(grid: Grid) -> Grid:
    """The grid with rows as high as their words need: for formats that do not find it themselves."""
    heights = list(grid.heights)
    for box in grid.boxes:
        if box.rows == 1:
            heights[box.row] = max(heights[box.row], tall(box, grid.widths))
    for box in grid.boxes:
        missing = tall(box, grid.widths) - sum(heights[box.row : box.row + box.rows])
        if missing > 0:
            heights[box.row + box.rows - 1] += missing
    return replace(grid, heights=tuple(heights))
