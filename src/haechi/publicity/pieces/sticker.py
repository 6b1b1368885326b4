"""Clean stickers (클린스티커): three sizes on an A4 sheet, for label paper in an office printer.

Colours end 2 mm inside the cut, so that a cut by hand may stray.
"""

from haechi.publicity import qr as codes
from haechi.publicity.drawing import Ink, Item, Line, Rect, Sheet, block, qr
from haechi.publicity.pieces.parts import haechi, sizes
from haechi.publicity.qr import Code
from haechi.publicity.setting import Box, fit
from haechi.publicity.types import Job
from haechi.publicity.wording import FIXED

WIDTH, HEIGHT = 210.0, 297.0
INSET = 2.0
GAP = 4.0
LARGE, MIDDLE, SMALL = (90.0, 62.0), (60.0, 70.0), (45.0, 54.0)
ROWS = ((LARGE, 2), (LARGE, 2), (MIDDLE, 3), (SMALL, 4))
WIDE_CODE = 46.0


def sticker_sheet(job: Job) -> Sheet:
    """Raises CannotPrint."""
    fixed = FIXED[job.language]
    code = codes.code(job.url)
    note = fit(fixed.sheet, Box("sheet", 180, sizes(9, 7)))
    items, top = block(note, WIDTH / 2, 8, fill=Ink.GREY, align="center")
    top += 4
    for (width, height), number in ROWS:
        left = (WIDTH - number * width - (number - 1) * GAP) / 2
        draw = _wide if width > height else _tall
        for at in range(number):
            x = left + at * (width + GAP)
            items += [
                *_cut_marks(x, top, width, height),
                Rect(x + INSET, top + INSET, width - 2 * INSET, height - 2 * INSET, Ink.NAVY, 3),
                *draw(job, code, x, top, width, height),
            ]
        top += height + GAP
    title = f"{job.institution} {fixed.service}"
    return Sheet(WIDTH, HEIGHT, title, job.language, tuple(items), bleed=0.0)


def _cut_marks(x: float, y: float, width: float, height: float) -> list[Item]:
    """Short lines outside each corner."""
    near, far = 0.3, GAP / 2 - 0.3
    marks: list[Item] = []
    for edge, away in ((x, -1), (x + width, 1)):
        for end in (y, y + height):
            marks.append(Line(edge + away * near, end, edge + away * far, end))
    for edge, away in ((y, -1), (y + height, 1)):
        for end in (x, x + width):
            marks.append(Line(end, edge + away * near, end, edge + away * far))
    return marks


def _wide(job: Job, code: Code, x: float, y: float, width: float, height: float) -> list[Item]:
    """The code at the left, words at the right."""
    side, top = WIDE_CODE, y + (height - WIDE_CODE) / 2
    left, room, end = x + side + 12, width - side - 16.5, y + height - 7
    title = fit(FIXED[job.language].service, Box("service", room, sizes(16, 8), 2, 700, line=1.2))
    name = fit(job.institution, Box("name", room, sizes(9, 5), 4, 700, height=11))
    shown, below = block(title, left, y + 17.5, fill=Ink.WHITE)
    spare = end - name.height - 1 - below
    short = fit(
        job.texts.short, Box("short", room, sizes(8.5, 5.5), 5, balanced=True, height=spare)
    )
    return [
        Rect(x + 6, top - 1, side + 2, side + 2, Ink.WHITE, 2),
        *qr(code, x + 7, top, side),
        *haechi(left - 0.5, y + 6.5, 9, face=Ink.WHITE, ground=Ink.NAVY),
        *shown,
        *block(short, left, below + 1, fill=Ink.PALE)[0],
        *block(name, left, end - name.height, fill=Ink.WHITE)[0],
    ]


def _tall(job: Job, code: Code, x: float, y: float, width: float, height: float) -> list[Item]:
    """A title, the code, the institution's name."""
    middle, room = x + width / 2, width - 2 * INSET - 4
    side = width - 2 * INSET - 7
    title = fit(FIXED[job.language].service, Box("service", room, sizes(width / 3.9, 6.5), 1, 700))
    shown, below = block(title, middle, y + INSET + 1, fill=Ink.WHITE, align="center")
    under = below + side + 1.5
    spare = y + height - INSET - 0.5 - under
    name = fit(
        job.institution, Box("name", room, sizes(width / 6, 4), 3, 700, balanced=True, height=spare)
    )
    return [
        *shown,
        Rect(middle - side / 2 - 0.5, below + 0.3, side + 1, side + 1, Ink.WHITE, 1.5),
        *qr(code, middle - side / 2, below + 0.8, side),
        *block(name, middle, under + (spare - name.height) / 2, fill=Ink.WHITE, align="center")[0],
    ]
