"""What A4 sheets for an office printer have in common: no bleed, numbered steps, a promise in a box."""

from collections.abc import Sequence

from haechi.publicity.drawing import Ink, Item, Rect, Text, block
from haechi.publicity.pieces.parts import sizes
from haechi.publicity.setting import Box, fit

WIDTH, HEIGHT = 210.0, 297.0  # mm
EDGE = 18.0
INNER = WIDTH - 2 * EDGE
_FIGURE = 9.0  # side of a step's figure


def steps(
    words: Sequence[str], top: float, *, largest: float, gap: float
) -> tuple[list[Item], float]:
    """The steps below `top` (mm), and where they end. `largest`: pt; `gap`: mm between two.

    Raises CannotPrint."""
    items: list[Item] = []
    for number, step in enumerate(words, start=1):
        line = fit(step, Box("step", INNER - 14, sizes(largest, 11), 2))
        height = max(line.height, _FIGURE)
        items += [
            Rect(EDGE, top, _FIGURE, _FIGURE, Ink.NAVY, _FIGURE / 2),
            Text(EDGE + _FIGURE / 2, top + 6.4, str(number), 15, Ink.WHITE, 700, "center"),
            *block(line, EDGE + 14, top + height / 2 - line.height / 2)[0],
        ]
        top += height + gap
    return items, top


def promise(korean: str, english: str, top: float, ground: Ink) -> list[Item]:
    """The last box of the sheet, from `top` (mm). Raises CannotPrint."""
    said = fit(korean, Box("promise", INNER - 10, sizes(14, 10), 2, 700, balanced=True))
    line = fit(english, Box("english", INNER - 10, sizes(11, 8), 1))
    words, below = block(said, WIDTH / 2, top + 4, align="center")
    return [
        Rect(EDGE, top, INNER, said.height + line.height + 8, ground, 3),
        *words,
        *block(line, WIDTH / 2, below + 1, fill=Ink.GREY, align="center")[0],
    ]
