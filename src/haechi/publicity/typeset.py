"""From a sheet to bytes, by `haechi.documents.engine`: PDF for the print shop, PNG to look at.

The drawing is our own file; what institutions write reaches it as JSON and is never markup.
"""

import io
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf

from haechi.documents.engine import typeset
from haechi.publicity.drawing import MARKS, Sheet, crop_marks
from haechi.publicity.setting import MM, TRACKING

_DRAWING = Path(__file__).parent / "print" / "sheet.typ"


def pdf(sheet: Sheet) -> bytes:
    """PDF with TrimBox and BleedBox (ISO 32000-2, 14.11.2); crop marks where there is a bleed."""
    marks = MARKS if sheet.bleed else 0.0
    made = _set(sheet, sheet.bleed, marks, "pdf")
    return _with_boxes(made, sheet, marks) if sheet.bleed else made


@lru_cache(maxsize=64)
def png(sheet: Sheet, dpi: float) -> bytes:
    """The trimmed sheet as it will look."""
    return _set(sheet, 0.0, 0.0, "png", dpi)


def _set(sheet: Sheet, bleed: float, marks: float, form: Any, dpi: float = 144.0) -> bytes:  # noqa: ANN401
    job = {
        **{name: getattr(sheet, name) for name in ("width", "height", "title", "language")},
        "bleed": bleed,
        "marks": marks,
        "tracking": TRACKING,
        "paper": form == "png",
        "items": [
            {"kind": type(item).__name__, **asdict(item)}
            for item in (*sheet.items, *(crop_marks(sheet) if marks else ()))
        ],
    }
    return typeset(_DRAWING.read_bytes(), job, form, dpi=dpi)[0]  # a piece is one page


def _with_boxes(made: bytes, sheet: Sheet, marks: float) -> bytes:
    """Say where the paper is cut and how far the colour goes."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as document:
        for page in document.pages:
            page.TrimBox = _box(sheet, marks + sheet.bleed, 0.0)
            page.BleedBox = _box(sheet, marks + sheet.bleed, sheet.bleed)
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _box(sheet: Sheet, margin: float, grown: float) -> pikepdf.Array:
    """The trimmed sheet within the page, grown on every side; points from the bottom left."""
    low, right, top = margin - grown, margin + sheet.width + grown, margin + sheet.height + grown
    return pikepdf.Array([round(edge * MM, 3) for edge in (low, low, right, top)])
