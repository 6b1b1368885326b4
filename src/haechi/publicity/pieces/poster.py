"""A3 portrait, for the notice board: read from two metres, scanned from one."""

from haechi.publicity import qr as codes
from haechi.publicity.drawing import BLEED, Ink, Item, Picture, Rect, Sheet, block, qr
from haechi.publicity.pieces.parts import check, haechi, sizes, typed
from haechi.publicity.setting import Box, fit
from haechi.publicity.types import Job
from haechi.publicity.wording import FIXED

WIDTH, HEIGHT = 297.0, 420.0
EDGE = 22.0
INNER = WIDTH - 2 * EDGE
HEAD, FOLD, FOOT = 38.0, 222.0, 384.0  # where white head, blue field and white body end
CODE = 112.0
CARD = CODE + 8  # the code's white card
CARD_TOP = FOLD - 68
BESIDE = EDGE + CARD + 14  # what stands right of the card
BODY = FOLD + 65
GAP = 12.0


def poster(job: Job) -> Sheet:
    """Raises CannotPrint."""
    items = [*_head(job), *_field(job), *_code(job), *_points(job), *_categories(job), *_foot(job)]
    title = f"{job.institution} {FIXED[job.language].service}"
    return Sheet(WIDTH, HEIGHT, title, job.language, tuple(items))


def _head(job: Job) -> list[Item]:
    items: list[Item] = []
    left = EDGE
    if job.logo:
        items.append(Picture(EDGE, 10, 70, 20, job.logo))
        left += 78
    name = fit(job.institution, Box("name", WIDTH - EDGE - left, sizes(30, 14), 2, 700))
    return items + block(name, left, HEAD / 2 - name.height / 2)[0]


def _field(job: Job) -> list[Item]:
    """The headline on blue, down to the code's card."""
    lead = fit(job.texts.lead, Box("lead", INNER, sizes(30, 18), 2, balanced=True))
    room = CARD_TOP - 8 - lead.height - 7 - (HEAD + 24)
    headline = fit(
        job.texts.headline,
        Box("headline", INNER, sizes(76, 36), 3, 700, balanced=True, height=room, line=1.24),
    )
    shown, below = block(headline, EDGE, HEAD + 24, fill=Ink.WHITE)
    return [
        Rect(-BLEED, HEAD, WIDTH + 2 * BLEED, FOLD - HEAD, Ink.NAVY),
        *haechi(WIDTH - 118, FOLD - 116, 112, face=Ink.DEEP, ground=Ink.NAVY),
        Rect(EDGE, HEAD + 17, 14, 2, Ink.SKY),
        *shown,
        *block(lead, EDGE, below + 7, fill=Ink.PALE)[0],
    ]


def _code(job: Job) -> list[Item]:
    """The white card with the code, half over the blue, and what is beside it."""
    fixed = FIXED[job.language]
    width = WIDTH - EDGE - BESIDE
    service = fit(fixed.service, Box("service", width, sizes(46, 20), 1, 700))
    items, below = block(service, BESIDE, FOLD + 7, fill=Ink.NAVY)
    said = fit(fixed.typed, Box("typed", width, sizes(16, 12)))
    typed_items, under = block(said, BESIDE, below + 3, fill=Ink.GREY)
    room = BODY - 4 - under
    address = fit(typed(job.url), Box("address", width, sizes(18, 10), 4, 700, height=room))
    return [
        Rect(EDGE - 0.6, CARD_TOP - 0.6, CARD + 1.2, CARD + 1.2, Ink.SKY, 6.6),
        Rect(EDGE, CARD_TOP, CARD, CARD, Ink.WHITE, 6),
        *qr(codes.code(job.url), EDGE + 4, CARD_TOP + 4, CODE),
        *items,
        *typed_items,
        *block(address, BESIDE, under)[0],
    ]


def _points(job: Job) -> list[Item]:
    width = (INNER - GAP) / 2 + 20
    box = Box("points", width - 12, sizes(24, 13), 12, height=FOOT - 8 - BODY, gap=0.55)
    fitted = fit(job.texts.points, box)
    items, _below = block(fitted, EDGE + 12, BODY)
    em = fitted.size * 25.4 / 72
    y = BODY
    for paragraph in fitted.paragraphs:
        items.append(check(EDGE, y + 0.3 * em, 0.75 * em, Ink.BLUE))
        y += (fitted.line * len(paragraph) + fitted.gap) * em
    return items


def _categories(job: Job) -> list[Item]:
    """What can be reported, in a box at the right."""
    if not job.categories:
        return []
    x = EDGE + (INNER - GAP) / 2 + 20 + GAP
    width = WIDTH - EDGE - x
    about = fit(FIXED[job.language].about, Box("about", width - 14, sizes(19, 12), 1, 700))
    room = FOOT - 8 - BODY - about.height - 11
    box = Box("categories", width - 14, sizes(18, 7), 40, height=room, gap=0.22)
    names = fit("\n".join(job.categories), box)
    items, below = block(about, x + 7, BODY + 4, fill=Ink.NAVY)
    listed, end = block(names, x + 7, below + 1.5)
    return [Rect(x, BODY - 1, width, end - BODY + 6, Ink.PALE, 4), *items, *listed]


def _foot(job: Job) -> list[Item]:
    """How to stay safe, and whom to ask."""
    caution = fit(FIXED[job.language].caution, Box("caution", INNER, sizes(18, 13), 2, 700))
    items, below = block(caution, EDGE, FOOT + 7)
    if job.texts.contact:
        contact = fit(job.texts.contact, Box("contact", INNER, sizes(17, 11), 1))
        items += block(contact, EDGE, below + 3, fill=Ink.GREY)[0]
    return [Rect(-BLEED, FOOT, WIDTH + 2 * BLEED, HEIGHT - FOOT + BLEED, Ink.SAND), *items]
