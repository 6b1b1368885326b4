"""The cleaners that work on a whole picture in RAM, for files and for pictures in documents."""

from __future__ import annotations

from collections.abc import Callable

from haechi.cleaning.gif import clean_gif
from haechi.cleaning.heic import clean_heic
from haechi.cleaning.jpeg import clean_jpeg
from haechi.cleaning.png import clean_png
from haechi.cleaning.types import Kind, Limits, Notes
from haechi.cleaning.webp import clean_webp

PICTURES: dict[Kind, Callable[[bytes, Limits, Notes], bytes]] = {
    Kind.JPEG: clean_jpeg,
    Kind.PNG: clean_png,
    Kind.GIF: clean_gif,
    Kind.WEBP: clean_webp,
    Kind.HEIC: clean_heic,
}
