"""Decodes a picture completely, under a pixel bound, to prove that it is whole and no bomb."""

from __future__ import annotations

import io

from PIL import Image

from haechi.cleaning.types import CleaningError, Kind, Limits, Reason

# The bound is checked here before any pixel is decoded; Pillow's own would only warn.
Image.MAX_IMAGE_PIXELS = None
# Now, because a cleaning child can open no plug-in file any more.
Image.init()

_FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.GIF: "GIF", Kind.WEBP: "WEBP"}


def check_pixels(width: int, height: int, limits: Limits) -> None:
    if width < 1 or height < 1:
        raise CleaningError(Reason.BROKEN)
    if width * height > limits.pixels:
        raise CleaningError(Reason.TOO_LARGE)


def decode_fully(data: bytes, kind: Kind, limits: Limits) -> None:
    """Raises CleaningError BROKEN or TOO_LARGE."""
    with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as picture:
        check_pixels(picture.width, picture.height, limits)
        if kind is Kind.JPEG:
            # Scaled decoding still reads every coefficient, at a fraction of the memory.
            picture.draft(picture.mode, (picture.width // 8 or 1, picture.height // 8 or 1))
        _load_frames(picture, limits)


def _load_frames(picture: Image.Image, limits: Limits) -> None:
    """Frame after frame; of a picture that moves, all together keep under `animation_pixels`."""
    frame = loaded = 0
    try:
        while True:
            picture.seek(frame)
            check_pixels(picture.width, picture.height, limits)
            loaded += picture.width * picture.height
            if frame and loaded > limits.animation_pixels:
                raise CleaningError(Reason.TOO_LARGE)
            picture.load()
            frame += 1
    except EOFError:
        if frame == 0:
            raise CleaningError(Reason.BROKEN) from None
