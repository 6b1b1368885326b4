"""Banners as pictures, for pages that take nothing but a picture."""

from haechi.publicity import qr as codes
from haechi.publicity.drawing import Ink, Item, Rect, Sheet, block, qr
from haechi.publicity.pieces.parts import haechi, sizes
from haechi.publicity.setting import Box, fit
from haechi.publicity.types import Job
from haechi.publicity.wording import FIXED

PIXEL = 25.4 / 96  # mm of a CSS pixel
HOME = (320, 90)  # CSS pixels
INTRANET = (300, 168)


def home_banner(job: Job) -> Sheet:
    """For the home page. Raises CannotPrint."""
    width, height = (side * PIXEL for side in HOME)
    room = width - 30
    title = fit(FIXED[job.language].button, Box("button", room, sizes(17, 9), 1, 700, line=1.2))
    name = fit(job.institution, Box("name", room, sizes(11, 6), 2, height=9.5))
    top = (height - title.height - 0.8 - name.height) / 2
    shown, below = block(title, 26, top, fill=Ink.WHITE)
    items: list[Item] = [
        Rect(0, 0, width, height, Ink.NAVY),
        *haechi(5, (height - 17) / 2 - 0.5, 17, face=Ink.WHITE, ground=Ink.NAVY),
        *shown,
        *block(name, 26, below + 0.8, fill=Ink.PALE)[0],
    ]
    return _sheet(job, HOME, items)


def intranet_banner(job: Job) -> Sheet:
    """For the intranet: with the code, so that people take their own telephone. Raises CannotPrint."""
    width, height = (side * PIXEL for side in INTRANET)
    side = 32.0
    left, room, end = side + 9.5, width - side - 13, height - 5.5
    title = fit(FIXED[job.language].service, Box("service", room, sizes(15, 8), 2, 700, line=1.2))
    shown, below = block(title, left, 14, fill=Ink.WHITE)
    name = fit(job.institution, Box("name", room, sizes(7.5, 5), 3, 700, height=8))
    spare = end - name.height - 0.5 - below
    short = fit(
        job.texts.short, Box("short", room, sizes(8.5, 5.5), 4, balanced=True, height=spare)
    )
    items: list[Item] = [
        Rect(0, 0, width, height, Ink.NAVY),
        Rect(5, (height - side) / 2 - 0.5, side + 1, side + 1, Ink.WHITE, 1.5),
        *qr(codes.code(job.url), 5.5, (height - side) / 2, side),
        *haechi(left - 0.5, 4.5, 9, face=Ink.WHITE, ground=Ink.NAVY),
        *shown,
        *block(short, left, below + 0.5, fill=Ink.PALE)[0],
        *block(name, left, end - name.height, fill=Ink.WHITE)[0],
    ]
    return _sheet(job, INTRANET, items)


def _sheet(job: Job, pixels: tuple[int, int], items: list[Item]) -> Sheet:
    width, height = (side * PIXEL for side in pixels)
    title = f"{job.institution} {FIXED[job.language].service}"
    return Sheet(width, height, title, job.language, tuple(items), bleed=0.0)
