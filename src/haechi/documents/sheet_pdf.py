"""Sheets as tagged PDF: PDF/UA-1 (ISO 14289-1), fonts embedded, title and language set, no author."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from haechi.documents import sheet as paper
from haechi.documents.engine import typeset, without_tool
from haechi.documents.glyphs import drawable
from haechi.documents.sheet import Block, Box, Drawing, Line, Sheet

_DRAWING = Path(__file__).parent / "print" / "sheet.typ"


def write(sheet: Sheet) -> bytes:
    """The whole paper as PDF."""
    return without_tool(drawn([sheet], sheet.title, sheet.language))


def drawn(sheets: Sequence[Sheet], title: str, language: str, *, whole: bool = False) -> bytes:
    """Sheets one after the other in one document, as the typesetter leaves it.

    `whole`: their pages are counted through, each says of how many.
    """
    job = {
        "title": drawable(title),
        "language": language,
        "margin": paper.MARGIN,
        "edge": paper.EDGE,
        "whole": whole,
        "sheets": [
            {
                "landscape": each.landscape,
                "numbered": each.numbered,
                "blocks": [_block(block) for block in each.blocks],
            }
            for each in sheets
        ],
    }
    return typeset(_DRAWING.read_bytes(), job, accessible=True)[0]


def _block(block: Block) -> dict[str, object]:
    if isinstance(block, Line):
        return _line(block)
    if isinstance(block, paper.Grid):
        boxes = [_box(box) for box in block.boxes]
        return {"kind": "Grid", **_plain(block), "boxes": boxes, "inset": paper.INSET}
    return {"kind": type(block).__name__, **_told(asdict(block))}


def _box(box: Box) -> dict[str, object]:
    drawing = box.drawing and {
        "svg": _svg(box.drawing),
        "alt": " ".join(line.text for line in box.lines),
    }
    return {**_plain(box), "lines": [_line(each) for each in box.lines], "drawing": drawing}


def _svg(drawing: Drawing) -> str:
    """Made from numbers alone; a stroke of one point is a dot."""
    paths = "".join(
        "M" + "L".join(f"{x} {y}" for x, y in (*stroke, stroke[-1])) for stroke in drawing.strokes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}">'
        f'<path d="{paths}" fill="none" stroke="#000" stroke-width="6" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>'
    )


def _told(values: Mapping[str, object]) -> dict[str, object]:
    return {name: drawable(v) if isinstance(v, str) else _listed(v) for name, v in values.items()}


def _listed(value: object) -> object:
    if isinstance(value, dict):
        return _told(value)
    if isinstance(value, list | tuple):
        return [drawable(each) if isinstance(each, str) else _listed(each) for each in value]
    return value


def _plain(value: object) -> dict[str, object]:
    return {name: each for name, each in vars(value).items() if name not in {"boxes", "lines"}}


def _line(line: Line) -> dict[str, object]:
    runs = [{"text": _kept(drawable(run.text)), "bold": run.bold} for run in line.runs]
    return {"kind": "Line", "runs": runs, "text": line.text, "look": vars(line.look)}


def _kept(text: str) -> str:
    """Blanks that were left to be written in stay as wide as they are."""
    return text.replace("  ", "\u00a0\u00a0") if "  " in text else text
