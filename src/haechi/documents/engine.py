"""Typst at work, in memory: our own drawing, our own fonts, and data as JSON that is never markup.

Nothing is read from or written to a disk but the fonts; a sheet may carry a secret.
"""

import io
import json
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any

import pikepdf
import typst

from haechi.documents.glyphs import FOLDER

_LARGE = 250_000  # characters of data: some hundred lines, or a form with many continuation sheets
_KEPT_FOR = 10


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )


def typeset(
    drawing: bytes,
    job: Mapping[str, object],
    form: Any = "pdf",  # noqa: ANN401  a literal of Typst's
    *,
    dpi: float = 144.0,
    accessible: bool = False,
) -> list[bytes]:
    """The pages of a drawing: one PDF, or a PNG for each page. `accessible`: PDF/UA-1 (ISO 14289-1).

    Raises:
        RuntimeError: Typst refuses the drawing.
    """
    told = json.dumps(job, default=_plain, ensure_ascii=False)
    try:
        made: object = typst.compile(
            drawing,
            format=form,
            ppi=dpi,
            font_paths=_fonts(),
            sys_inputs={"job": told},
            pdf_standards=["ua-1"] if accessible else [],
        )
    finally:
        if len(told) > _LARGE:
            _forget()
    pages = made if isinstance(made, list) else [made]  # one page comes alone
    return [page for page in pages if isinstance(page, bytes)]


def _forget() -> None:
    """Let go of what a large paper left behind (100 MiB for 300 lines of the register).

    Typst keeps what it laid out until ten other compilations did not need it.
    """
    for _ in range(_KEPT_FOR + 1):
        typst.compile(b"", format="svg", font_paths=_fonts())


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return list(value)
    raise TypeError(type(value))


def without_tool(made: bytes) -> bytes:
    """The PDF without the name and release of what wrote it, and the same for the same content."""
    with pikepdf.open(io.BytesIO(made)) as document:
        return nameless(document)


def nameless(document: pikepdf.Pdf, *, accessible: bool = True) -> bytes:
    """As `without_tool`, of an open document. Not `accessible`: the claim of PDF/UA is taken out too."""
    told = ["xmp:CreatorTool", "pdf:Producer"] + ([] if accessible else ["pdfuaid:part"])
    out = io.BytesIO()
    # The document's own dictionary follows its metadata (ISO 32000-2, 14.3.3).
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
        for name in told:
            if name in metadata:
                del metadata[name]
    document.save(out, deterministic_id=True)
    return out.getvalue()
