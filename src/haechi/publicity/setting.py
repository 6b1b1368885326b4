"""Fitting text into a box: the largest size at which whole words fill no more than the room there is.

Korean is broken between words only, as signs and posters do it. A word longer than a line is split
at the smallest size alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from haechi.documents.glyphs import Glyphs, glyphs
from haechi.publicity.errors import NoGlyph, TooLong

MM = 72 / 25.4  # points
TRACKING = -0.01  # em
LINE = 1.32  # em from baseline to baseline


@dataclass(frozen=True)
class Box:
    """Room for a text: width and height in mm, sizes in pt from the wished to the smallest readable.

    `line`: em between baselines; `gap`: em more between paragraphs; `lines`: no more than these.
    """

    field: str
    width: float
    sizes: Sequence[float]
    lines: int = 1
    weight: int = 400
    balanced: bool = False
    height: float = float("inf")
    line: float = LINE
    gap: float = 0.0


@dataclass(frozen=True)
class Fitted:
    """Lines by paragraph, at `size` pt; `line` and `gap` are those of the box."""

    size: float
    paragraphs: tuple[tuple[str, ...], ...]
    line: float = LINE
    gap: float = 0.0
    weight: int = 400

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for paragraph in self.paragraphs for line in paragraph)

    @property
    def height(self) -> float:
        """mm."""
        ems = self.line * len(self.lines) + self.gap * (len(self.paragraphs) - 1)
        return ems * self.size / MM


def fit(text: str, box: Box) -> Fitted:
    """Set `text` into `box`; line breaks in it begin paragraphs.

    Raises:
        NoGlyph: a character that the fonts do not have.
        TooLong: no room even at the smallest size.
    """
    font = glyphs(box.weight)
    if unknown := font.missing(text):
        raise NoGlyph(box.field, unknown)
    for size in box.sizes:
        fitted = _at(text, size, box, font)
        if _has_room(fitted, box) and (size == box.sizes[-1] or _whole(fitted, text)):
            return _balanced(fitted, box, font) if box.balanced else fitted
    raise TooLong(box.field, _longest(text, box, font))


def _at(text: str, size: float, box: Box, font: Glyphs) -> Fitted:
    room = box.width * MM / size
    broken = tuple(_broken(paragraph.split(), room, font) for paragraph in text.split("\n"))
    return Fitted(size, broken, box.line, box.gap, box.weight)


def _has_room(fitted: Fitted, box: Box) -> bool:
    return len(fitted.lines) <= box.lines and fitted.height <= box.height


def _whole(fitted: Fitted, text: str) -> bool:
    """True where no word was split."""
    return " ".join(fitted.lines).split() == text.split()


def _broken(words: Iterable[str], room: float, font: Glyphs) -> tuple[str, ...]:
    """Lines no wider than `room` em."""
    lines: list[str] = []
    line = ""
    for word in words:
        joined = f"{line} {word}" if line else word
        if font.width(joined, TRACKING) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, room, font)
        lines += full
    return (*lines, line) if line else tuple(lines)


def _cut(word: str, room: float, font: Glyphs) -> list[str]:
    """A word in pieces no wider than `room`, one character at least each."""
    pieces = [""]
    for character in word:
        if pieces[-1] and font.width(pieces[-1] + character, TRACKING) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _balanced(fitted: Fitted, box: Box, font: Glyphs) -> Fitted:
    room = box.width * MM / fitted.size
    even = tuple(_even(paragraph, room, font) for paragraph in fitted.paragraphs)
    return Fitted(fitted.size, even, box.line, box.gap, box.weight)


def _even(lines: tuple[str, ...], room: float, font: Glyphs) -> tuple[str, ...]:
    """As many lines, of widths as like as whole words allow: a headline does not end in a stub."""
    words = " ".join(lines).split()
    low, high, best = 0.0, room, lines
    for _ in range(12 if len(lines) > 1 else 0):
        middle = (low + high) / 2
        tried = _broken(words, middle, font)
        if len(tried) == len(lines) and " ".join(tried).split() == words:
            best, high = tried, middle
        else:
            low = middle
    return best


def _longest(text: str, box: Box, font: Glyphs) -> str:
    """The longest beginning that fits at the smallest size, ended at a word where there is one."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if _has_room(_at(text[:middle], box.sizes[-1], box, font), box):
            low = middle
        else:
            high = middle - 1
    begun = text[:low].rstrip()
    cut_word = low < len(text) and not text[low].isspace()
    ended = begun[: max(begun.rfind(" "), begun.rfind("\n"), 0)].rstrip() if cut_word else begun
    return ended or begun
