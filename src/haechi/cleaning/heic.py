"""HEIC becomes JPEG: its boxes may hide items anywhere, and every browser shows a JPEG."""

from __future__ import annotations

import io
from typing import Any

import pillow_heif

from haechi.cleaning import exif, icc
from haechi.cleaning.pixels import check_pixels
from haechi.cleaning.types import Code, Limits, Notes, Warn

_QUALITY = 92
# The cleaning child is one of several and bounded in memory; threads would only cost stacks.
pillow_heif.options.DECODE_THREADS = 1


def clean_heic(data: bytes, limits: Limits, notes: Notes) -> bytes:
    """A JPEG, turned upright as the HEIC says; raises CleaningError and the decoder's errors."""
    container = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    if len(container) > 1:
        notes.warn(Warn.FIRST_PICTURE_ONLY)
    source = container[container.primary_index]
    check_pixels(source.size[0], source.size[1], limits)
    info: dict[str, Any] = source.info
    _note(info, notes)
    picture = source.to_pillow()
    plain = picture if picture.mode in ("RGB", "L") else picture.convert("RGB")
    profile = info.get("icc_profile")
    out = io.BytesIO()
    # exif=b"": the pixels already stand upright, an orientation tag would turn them twice.
    plain.save(
        out,
        "JPEG",
        quality=_QUALITY,
        exif=b"",
        icc_profile=icc.reduced(profile, notes) if profile else None,
    )
    notes.warn(Warn.HEIC_TO_JPEG)
    return out.getvalue()


def _note(info: dict[str, Any], notes: Notes) -> None:
    block = info.get("exif")
    if block:
        exif.read_orientation(block.removeprefix(exif.PREFIX), notes)
    if info.get("xmp") or info.get("metadata"):
        notes.took(Code.OTHER, "xmp")
    if info.get("thumbnails"):
        notes.took(Code.THUMBNAIL)
