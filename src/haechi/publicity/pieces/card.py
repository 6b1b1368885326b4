"""The back of a name card, 90 × 50 mm."""

from haechi.publicity import qr as codes
from haechi.publicity.drawing import BLEED, Ink, Item, Rect, Sheet, block, qr
from haechi.publicity.pieces.parts import haechi, sizes, typed
from haechi.publicity.setting import Box, fit
from haechi.publicity.types import Job
from haechi.publicity.wording import FIXED

WIDTH, HEIGHT = 90.0, 50.0
CODE = 33.0
FOLD = 45.0  # the blue left part's width
EDGE = 5.0


def name_card(job: Job) -> Sheet:
    """Raises CannotPrint."""
    fixed = FIXED[job.language]
    items: list[Item] = [
        Rect(-BLEED, -BLEED, FOLD + BLEED, HEIGHT + 2 * BLEED, Ink.NAVY),
        *haechi(FOLD - 22, HEIGHT - 23, 26, face=Ink.DEEP, ground=Ink.NAVY),
        Rect(FOLD, -BLEED, WIDTH - FOLD + BLEED, HEIGHT + 2 * BLEED, Ink.WHITE),
        *_words(job),
    ]
    left = FOLD + (WIDTH - FOLD - CODE) / 2
    items += qr(codes.code(job.url), left, 4, CODE)
    room = HEIGHT - EDGE + 1 - CODE - 4.2
    width = WIDTH - FOLD - 6
    address = fit(typed(job.url), Box("address", width, sizes(6, 4), 3, height=room, line=1.2))
    items += block(address, (FOLD + WIDTH) / 2, CODE + 4.2, align="center", fill=Ink.GREY)[0]
    title = f"{job.institution} {fixed.service}"
    return Sheet(WIDTH, HEIGHT, title, job.language, tuple(items))


def _words(job: Job) -> list[Item]:
    room = FOLD - EDGE - 4
    name = fit(job.institution, Box("name", room, sizes(8, 5), 3, 700, height=9))
    service = fit(FIXED[job.language].service, Box("service", room, sizes(15, 9), 2, 700, line=1.2))
    items, below = block(service, EDGE, EDGE + 0.5, fill=Ink.WHITE)
    left = HEIGHT - EDGE - name.height - 1.5 - below
    short = fit(job.texts.short, Box("short", room, sizes(8.5, 6), 4, balanced=True, height=left))
    items += block(short, EDGE, below + 1, fill=Ink.PALE)[0]
    return items + block(name, EDGE, HEIGHT - EDGE - name.height, fill=Ink.WHITE)[0]
