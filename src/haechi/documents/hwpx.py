"""A `Document` as HWPX (KS X 6101, OWPML): opened and edited in Hangul, headings as its outline styles.

Bars of a chart are drawn as rectangles in cells, so that they stay drawings. The library's new
document carries an author, dates and a picture of its own; what goes out carries none
(`_without_traces`). Lengths are HWPUNIT: a hundredth of a point.
"""

import io
import zipfile
from dataclasses import dataclass, field

from hwpx.document import HwpxDocument
from hwpx.oxml.paragraph import HwpxOxmlParagraph
from hwpx.oxml.table import HwpxOxmlTable

from haechi.documents.spec import Block, Cell, Chart, Document, Heading, Paragraph, Table

MEDIA_TYPE = "application/hwp+zip"
UNIT = 7200 / 25.4  # a millimetre
_WIDTH = round(160 * UNIT)  # A4 with 25 mm at both sides
_ROW = round(7.5 * UNIT)
_BAR = round(4 * UNIT)
_NAVY, _BLUE, _SHADE, _RULE, _GREY = "#0B3A66", "#256EF4", "#EEF2F7", "#B8C1CC", "#555F6B"
_INK, _BODY = "#15191F", "0"  # 바탕글
_SYLLABLES = "가나다라마바사아자차카타파하"  # as the second level of the outline counts
_FONT = "함초롬돋움"  # comes with Hangul
_TIED = "with what follows"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PACKAGE, _KOREAN = "Contents/content.hpf", b"<opf:language>ko<"


def write(document: Document) -> bytes:
    """The whole paper.

    Raises:
        ValueError: a table whose cells do not fill it.
    """
    paper = _Paper(HwpxDocument.new())
    paper.set_up(document)
    paper.cover(document)
    paper.contents(document)
    for block in document.blocks:
        paper.add(block)
    return _without_traces(paper.file, document)


@dataclass
class _Paper:
    file: HwpxDocument
    aligned: dict[str, str] = field(default_factory=dict)  # paragraph properties by alignment
    looks: dict[tuple[float, bool, str], str] = field(default_factory=dict)  # character properties
    bare: bool = True  # no heading yet

    def set_up(self, document: Document) -> None:
        mm = {
            "left": 25.0,
            "right": 25.0,
            "top": 26.0,
            "bottom": 24.0,
            "header": 10.0,
            "footer": 10.0,
        }
        self.file.page.setup(paper_size="A4", margins_mm=mm)
        self.file.page.set_page_number(align="CENTER")
        for alignment in ("LEFT", "CENTER", "RIGHT"):
            sample = self.file.add_paragraph("")
            last = len(self.file.paragraphs) - 1
            self.file.styles.apply_paragraph_format(paragraph_index=last, alignment=alignment)
            self.aligned[alignment] = str(sample.para_pr_id_ref)
            sample.remove()
        sample = self.file.add_paragraph("", inherit_style=False)
        last = len(self.file.paragraphs) - 1
        self.file.styles.apply_paragraph_format(paragraph_index=last, keep_with_next=True)
        self.aligned[_TIED] = str(sample.para_pr_id_ref)
        sample.remove()

    def style(self, size: float, *, bold: bool = False, color: str = _INK) -> str:
        look = (size, bold, color)
        if look not in self.looks:
            self.looks[look] = str(
                self.file.styles.ensure_run(size=size, bold=bold, color=color, font=_FONT)
            )
        return self.looks[look]

    def line(
        self, text: str, size: float, *, bold: bool = False, color: str = _INK, fresh: bool = False
    ) -> HwpxOxmlParagraph:
        """A paragraph in the body's style; `fresh`: on a new page."""
        made = self.file.add_paragraph(
            text,
            style_id_ref=_BODY,  # by number: by name, each paragraph would search all styles
            para_pr_id_ref=_BODY,
            char_pr_id_ref=self.style(size, bold=bold, color=color),
            inherit_style=False,
        )
        if fresh:
            made.element.set("pageBreak", "1")
        return made

    def cover(self, document: Document) -> None:
        for _ in range(9):
            self.line("", 14)
        self.line(document.title, 26, bold=True, color=_NAVY)
        self.line(document.subtitle, 14, color=_GREY)
        for _ in range(16):
            self.line("", 14)
        self.line(document.day, 12)
        self.line(document.institution, 17, bold=True)

    def contents(self, document: Document) -> None:
        self.line(document.contents, 15, bold=True, color=_NAVY, fresh=True)
        for number, heading in document.headings():
            own = int(number.rsplit(".", 1)[-1])
            shown = f"{own}." if heading.level == 1 else f"{_SYLLABLES[(own - 1) % 14]}."
            self.line(f"{'    ' * (heading.level - 1)}{shown} {heading.text}", 11)
        self.line("", 11)

    def add(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.heading(block, fresh=self.bare)
            self.bare = False
        elif isinstance(block, Paragraph):
            self.line(block.text, 9 if block.small else 10.5, color=_GREY if block.small else _INK)
        elif isinstance(block, Chart):
            self.chart(block)
        else:
            self.table(block)

    def heading(self, block: Heading, *, fresh: bool) -> None:
        """Hangul numbers its outline itself: 1., 가., …"""
        if not fresh:
            self.line("", 10 if block.level == 1 else 6)
        look = self.style(15 if block.level == 1 else 12, bold=True, color=_NAVY)
        made = self.file.add_heading(block.text, block.level, char_pr_id_ref=look)
        if fresh:
            made.element.set("pageBreak", "1")

    def table(self, block: Table) -> None:
        self.line(block.caption, 9.5, bold=True, color=_NAVY).para_pr_id_ref = self.aligned[_TIED]
        made = self._grid(len(block.rows), block.widths)
        for row, column, cell in block.places():
            if cell.rows > 1 or cell.columns > 1:
                made.merge_cells(row, column, row + cell.rows - 1, column + cell.columns - 1)
            self._fill(made, row, column, cell)
        self.line("", 6)

    def _grid(self, rows: int, widths: tuple[float, ...], color: str = _RULE) -> HwpxOxmlTable:
        """A table whose rows have a height: without it some readers show them collapsed."""
        border = self.file.styles.ensure_border_fill(border_color=color)
        made = self.file.add_table(
            rows, len(widths), width=_WIDTH, height=_ROW * rows, border_fill_id_ref=border
        )
        made.set_column_widths(widths)
        for row in made.rows:
            for cell in row.cells:
                cell.set_size(height=_ROW)
        return made

    def _fill(self, made: HwpxOxmlTable, row: int, column: int, cell: Cell) -> None:
        place = made.cell(row, column)
        place.text = cell.text
        for paragraph in place.paragraphs:
            paragraph.char_pr_id_ref = self.style(9.5, bold=cell.header)
            middle = "CENTER" if cell.header and row == 0 else "LEFT"
            paragraph.para_pr_id_ref = self.aligned["RIGHT" if cell.numeric else middle]
        if cell.header:
            made.set_cell_shading(row, column, _SHADE)

    def chart(self, block: Chart) -> None:
        most = max((value for _label, value in block.bars), default=0) or 1
        shares = (30.0, 60.0, 10.0)
        room = round(_WIDTH * shares[1] / 100 - 6 * UNIT)
        made = self._grid(len(block.bars), shares, "#FFFFFF")
        for row, (label, value) in enumerate(block.bars):
            self._fill(made, row, 0, Cell(label))
            self._fill(made, row, 2, Cell(str(value), numeric=True))
            if value:
                made.cell(row, 1).paragraphs[0].add_rectangle(
                    max(room * value // most, 100), _BAR, line_color=_BLUE, fill_color=_BLUE
                )
        self.line("", 6)


def _without_traces(file: HwpxDocument, document: Document) -> bytes:
    """Title and language set; no author, date or preview, neither in the parts nor in the archive."""
    file.parts.clear_preview()
    file.parts.clear_document_metadata()
    file.parts.set_document_metadata(title=document.title)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file.to_bytes())) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == _PACKAGE:
                data = data.replace(_KOREAN, _KOREAN.replace(b"ko", document.language.encode()))
            fresh = zipfile.ZipInfo(info.filename, _EPOCH)
            stored = (
                info.filename == "mimetype"
            )  # first and stored, by which readers know the format
            fresh.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            fresh.external_attr = 0o644 << 16
            new.writestr(fresh, data)
    return out.getvalue()
