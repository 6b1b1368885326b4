"""Sheets as HWPX (KS X 6101, OWPML), opened and edited in Hangul.

Rows and tables get the heights that their words need: readers draw them collapsed otherwise. A grid that may
run over pages is no "character" of its line, for such a table is cut at the end of the page.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from haechi.documents import sheet as paper
from haechi.documents.hwpx_frame import UNIT, Frame, Kind, frame, packed
from haechi.documents.sheet import Block, Box, CutLine, Grid, Line, Look, NewPage, Sheet

_THIN, _THICK, _NONE, _DASH = "0.12 mm", "0.4 mm", "", "dash"
_SIDES = ("left", "right", "top", "bottom")
_SHADE = "#F0F2F4"
_MARGIN = round(paper.INSET * UNIT)
_TOPS = 141
_ANCHOR = 1.3  # what the line that holds a table adds above it, mm

Edges = tuple[str, str, str, str]


def write(sheet: Sheet) -> bytes:
    """The whole paper as HWPX."""
    return drawn([sheet], sheet.title, sheet.language)


def drawn(sheets: Sequence[Sheet], title: str, language: str) -> bytes:
    """Sheets one after the other in one document, each on a page of its own.

    Raises:
        ValueError: some lie across and some do not, which one section cannot hold.
    """
    across = {sheet.landscape for sheet in sheets}
    if len(across) != 1:
        raise ValueError("sheets of one document lie alike")
    landscape = across.pop()
    numbered = any(sheet.numbered for sheet in sheets)
    base = frame(landscape=landscape, numbered=numbered, margin=paper.MARGIN, edge=paper.EDGE)
    pen = _Pen(base, paper.LANDSCAPE if landscape else paper.PORTRAIT)
    body = "".join(pen.sheet(sheet) for sheet in sheets)
    return packed(base, pen.made, body, title, language)


@dataclass
class _Pen:
    """Writes blocks, and keeps the looks that the header has to have."""

    base: Frame
    width: float
    made: dict[Kind, list[str]] = field(
        default_factory=lambda: {"charPr": [], "paraPr": [], "borderFill": []}
    )
    known: dict[tuple[Kind, Hashable], int] = field(default_factory=dict)
    fresh: bool = False
    serial: int = 1

    def char(self, size: float, bold: bool) -> int:
        return self._number("charPr", (size, bold), lambda at: _char(at, size, bold=bold))

    def para(self, look: Look) -> int:
        key = (look.align, look.indent, look.hang, look.above)
        return self._number("paraPr", key, lambda at: _para(at, look))

    def border(self, edges: Edges, *, shaded: bool = False) -> int:
        return self._number(
            "borderFill", (edges, shaded), lambda at: _border(at, edges, shaded=shaded)
        )

    def _number(self, kind: Kind, key: Hashable, make: Callable[[int], str]) -> int:
        """The number of a look, made when it is first asked for. Border fills count from one."""
        if (kind, key) not in self.known:
            at = self.base.counts[kind] + len(self.made[kind]) + (kind == "borderFill")
            self.known[kind, key] = at
            self.made[kind].append(make(at))
        return self.known[kind, key]

    def sheet(self, sheet: Sheet) -> str:
        self.fresh = self.serial > 1
        return "".join(self.block(block) for block in sheet.blocks)

    def block(self, block: Block) -> str:
        if isinstance(block, NewPage):
            self.fresh = True
            return ""
        if isinstance(block, Line):
            return self.line(block)
        if isinstance(block, CutLine):
            return self.grid(_cut(block, self.width))
        if isinstance(block, Grid):
            return self.grid(paper.grown(block))
        raise TypeError(type(block))  # of a binder, which is PDF alone

    def line(self, line: Line) -> str:
        runs = "".join(
            f'<hp:run charPrIDRef="{self.char(line.look.size, line.look.bold or run.bold)}">'
            f"<hp:t>{escape(run.text)}</hp:t></hp:run>"
            for run in line.runs
        )
        return self.paragraph(line.look, runs)

    def joined(self, box: Box) -> str:
        """Words of one look as one paragraph: some readers draw the paragraphs of a cell over each other."""
        look = box.lines[0].look
        words = "<hp:lineBreak/>".join(escape(line.text) for line in box.lines)
        char = self.char(look.size, look.bold)
        return self.paragraph(look, f'<hp:run charPrIDRef="{char}"><hp:t>{words}</hp:t></hp:run>')

    def paragraph(self, look: Look, runs: str) -> str:
        turned, self.fresh = int(self.fresh), False
        self.serial += 1
        return (
            f'<hp:p id="{self.serial}" paraPrIDRef="{self.para(look)}" styleIDRef="0" '
            f'pageBreak="{turned}" columnBreak="0" merged="0">{runs}</hp:p>'
        )

    def grid(self, grid: Grid) -> str:
        rows: list[list[str]] = [[] for _ in grid.heights]
        for box in sorted(grid.boxes, key=lambda one: (one.row, one.column)):
            rows[box.row].append(self.cell(grid, box))
        self.serial += 1
        inline = int(not grid.flows)
        border = self.border((_NONE,) * 4)
        table = (
            f'<hp:tbl id="{self.serial}" zOrder="0" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" '
            'textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="TABLE" '
            f'repeatHeader="{int(grid.heads > 0)}" rowCnt="{len(grid.heights)}" colCnt="{len(grid.widths)}" '
            f'cellSpacing="0" borderFillIDRef="{border}" noAdjust="0">'
            f'<hp:sz width="{_units(sum(grid.widths))}" widthRelTo="ABSOLUTE" '
            f'height="{_units(sum(grid.heights))}" heightRelTo="ABSOLUTE" protect="0"/>'
            f'<hp:pos treatAsChar="{inline}" affectLSpacing="0" flowWithText="1" allowOverlap="0" '
            'holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" '
            'vertOffset="0" horzOffset="0"/><hp:outMargin left="0" right="0" top="0" bottom="0"/>'
            f'<hp:inMargin left="{_MARGIN}" right="{_MARGIN}" top="{_TOPS}" bottom="{_TOPS}"/>'
            + "".join(f"<hp:tr>{''.join(cells)}</hp:tr>" for cells in rows)
            + "</hp:tbl>"
        )
        # A line as high as the gap: readers differ on the space above a paragraph that is all table.
        high = max(0.4, grid.above - _ANCHOR)
        gap = Look(size=round(high / paper.POINT / paper.LEADING, 1))
        before = "".join(self.line(line) for line in paper.lines(" ", gap)) if grid.above else ""
        small = self.char(1.0, False)
        return before + self.paragraph(
            Look(size=1.0), f'<hp:run charPrIDRef="{small}">{table}</hp:run>'
        )

    def cell(self, grid: Grid, box: Box) -> str:
        width = sum(grid.widths[box.column : box.column + box.columns])
        height = sum(grid.heights[box.row : box.row + box.rows])
        fill = self.border(_edges(grid, box), shaded=box.shaded)
        top = _TOPS + (round(UNIT) if box.top else 0)
        words = self.joined(box) if box.top else "".join(self.line(line) for line in box.lines)
        return (
            f'<hp:tc name="" header="{int(box.row < grid.heads)}" hasMargin="{int(box.top)}" protect="0" '
            f'editable="0" dirty="1" borderFillIDRef="{fill}"><hp:subList id="" textDirection="HORIZONTAL" '
            f'lineWrap="BREAK" vertAlign="{"TOP" if box.top else "CENTER"}" linkListIDRef="0" '
            'linkListNextIDRef="0" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">'
            f'{words}</hp:subList><hp:cellAddr colAddr="{box.column}" rowAddr="{box.row}"/>'
            f'<hp:cellSpan colSpan="{box.columns}" rowSpan="{box.rows}"/>'
            f'<hp:cellSz width="{_units(width)}" height="{_units(height)}"/>'
            f'<hp:cellMargin left="{_MARGIN}" right="{_MARGIN}" top="{top}" bottom="{_TOPS}"/></hp:tc>'
        )


def _units(length: float) -> int:
    return round(length * UNIT)


def _edges(grid: Grid, box: Box) -> Edges:
    """The lines at the four sides: stronger where the grid ends, none around a bare cell."""
    if box.bare:
        dashed = _DASH if len(grid.boxes) == 1 else _NONE
        return _NONE, _NONE, _NONE, dashed
    outer = _THICK if grid.framed else _THIN
    return (
        outer if box.column == 0 else _THIN,
        outer if box.column + box.columns == len(grid.widths) else _THIN,
        outer if box.row == 0 else _THIN,
        outer if box.row + box.rows == len(grid.heights) else _THIN,
    )


def _cut(block: CutLine, width: float) -> Grid:
    """A bare cell with a dashed line below it."""
    words = paper.lines("", Look(size=2.0))
    return Grid((width,), (block.above,), (Box(0, 0, 1, 1, words, bare=True),), framed=False)


def _char(number: int, size: float, *, bold: bool) -> str:
    same = " ".join(f'{script}="{{0}}"' for script in _SCRIPTS)
    return (
        f'<hh:charPr id="{number}" height="{round(size * 100)}" textColor="#000000" '
        'shadeColor="none" useFontSpace="0" useKerning="0" symMark="NONE" borderFillIDRef="2">'
        f"<hh:fontRef {same.format(0)}/><hh:ratio {same.format(100)}/><hh:spacing {same.format(0)}/>"
        f"<hh:relSz {same.format(100)}/><hh:offset {same.format(0)}/>"
        + ("<hh:bold/>" if bold else "")
        + '<hh:underline type="NONE" shape="SOLID" color="#000000"/>'
        '<hh:strikeout shape="NONE" color="#000000"/><hh:outline type="NONE"/>'
        '<hh:shadow type="NONE" color="#C0C0C0" offsetX="10" offsetY="10"/></hh:charPr>'
    )


_SCRIPTS = ("hangul", "latin", "hanja", "japanese", "other", "symbol", "user")


def _para(number: int, look: Look) -> str:
    lengths = {
        "intent": -_units(look.hang),
        "left": _units(look.indent + look.hang),
        "right": 0,
        "prev": _units(look.above),
        "next": 0,
    }

    def spaced(scale: int) -> str:
        inner = "".join(
            f'<hc:{name} value="{value * scale}" unit="HWPUNIT"/>'
            for name, value in lengths.items()
        )
        percent = round(paper.LEADING * 100)
        return (
            f"<hh:margin>{inner}</hh:margin>"
            f'<hh:lineSpacing type="PERCENT" value="{percent}" unit="HWPUNIT"/>'
        )

    # Hangul keeps the second set at twice the first.
    return (
        f'<hh:paraPr id="{number}" tabPrIDRef="0" condense="0" fontLineHeight="0" snapToGrid="0" '
        'suppressLineNumbers="0" checked="0" textDir="LTR">'
        f'<hh:align horizontal="{look.align.upper()}" vertical="BASELINE"/>'
        '<hh:heading type="NONE" idRef="0" level="0"/><hh:breakSetting breakLatinWord="KEEP_WORD" '
        'breakNonLatinWord="KEEP_WORD" widowOrphan="0" keepWithNext="0" keepLines="0" '
        'pageBreakBefore="0" lineWrap="BREAK"/><hh:autoSpacing eAsianEng="0" eAsianNum="0"/>'
        '<hp:switch><hp:case hp:required-namespace="http://www.hancom.co.kr/hwpml/2016/HwpUnitChar">'
        f"{spaced(1)}</hp:case><hp:default>{spaced(2)}</hp:default></hp:switch>"
        '<hh:border borderFillIDRef="2" offsetLeft="0" offsetRight="0" offsetTop="0" offsetBottom="0" '
        'connect="0" ignoreMargin="0"/></hh:paraPr>'
    )


def _border(number: int, edges: Edges, *, shaded: bool) -> str:
    sides = "".join(_side(name, width) for name, width in zip(_SIDES, edges, strict=True))
    fill = (
        f'<hc:fillBrush><hc:winBrush faceColor="{_SHADE}" hatchColor="#FF000000" alpha="0"/></hc:fillBrush>'
        if shaded
        else ""
    )
    return (
        f'<hh:borderFill id="{number}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f'{sides}<hh:diagonal type="NONE" width="0.12 mm" color="#000000"/>{fill}</hh:borderFill>'
    )


def _side(name: str, width: str) -> str:
    line = {_NONE: "NONE", _DASH: "DASH"}.get(width, "SOLID")
    drawn = width if line == "SOLID" else _THIN
    return f'<hh:{name}Border type="{line}" width="{drawn}" color="#000000"/>'
