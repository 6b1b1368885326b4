"""What several pieces have in common."""

from urllib.parse import urlsplit

from haechi.publicity.drawing import Ink, Item, Shape, outline
from haechi.publicity.mark import HAECHI

_CHECK = outline("M 8 52 L 22 38 L 42 58 L 80 18 L 93 32 L 42 86 Z")


def haechi(x: float, y: float, side: float, *, face: Ink, ground: Ink) -> list[Item]:
    """The mark in a square of `side` mm."""
    return [
        Shape(x, y, side / 100, face if part.light else ground, outline(part.path))
        for part in HAECHI
    ]


def check(x: float, y: float, side: float, ink: Ink) -> Item:
    """A tick in a square of `side` mm."""
    return Shape(x, y, side / 100, ink, _CHECK)


def typed(url: str) -> str:
    """The address as people type it: without the scheme where browsers add the same."""
    parts = urlsplit(url)
    shown = url if parts.scheme != "https" else url.removeprefix("https://")
    return shown.rstrip("/")


def sizes(largest: float, smallest: float) -> tuple[float, ...]:
    """Sizes to try in pt, each a twentieth smaller than the one before."""
    tried = [largest]
    while tried[-1] * 0.95 > smallest:
        tried.append(round(tried[-1] * 0.95, 2))
    return (*tried, smallest)
