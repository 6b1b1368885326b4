"""A `Document` as tagged PDF: PDF/UA-1 (ISO 14289-1), fonts embedded, title and language set."""

from dataclasses import asdict
from pathlib import Path

from haechi.documents.engine import typeset, without_tool
from haechi.documents.glyphs import drawable
from haechi.documents.spec import Block, Chart, Document, Table

MEDIA_TYPE = "application/pdf"
_DRAWING = Path(__file__).parent / "print" / "document.typ"


def write(document: Document) -> bytes:
    """The whole paper.

    Raises:
        ValueError: a table whose cells do not fill it.
    """
    job = {
        **{name: getattr(document, name) for name in ("title", "subtitle", "institution", "day")},
        "language": document.language,
        "contents": document.contents,
        "blocks": [_block(block) for block in document.blocks],
    }
    shown = {key: _shown(value) for key, value in job.items()}
    return without_tool(typeset(_DRAWING.read_bytes(), shown, accessible=True)[0])


def _block(block: Block) -> dict[str, object]:
    values: dict[str, object] = {"kind": type(block).__name__, **asdict(block)}
    if isinstance(block, Table):
        values["rows"] = len(block.rows)
        values["cells"] = [
            {"row": row, "column": column, **asdict(cell)} for row, column, cell in block.places()
        ]
    if isinstance(block, Chart):
        values["description"] = block.description
    return values


def _shown(value: object) -> object:
    """Characters that the fonts lack become one visible mark."""
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, dict):
        return {key: _shown(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(each) for each in value]
    return value
