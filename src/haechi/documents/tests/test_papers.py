"""One paper, two formats: what they say, how they are tagged, and what they do not tell (ALL-4, ALL-5)."""

import io
import os
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import hwpforge
import pikepdf
import pypdfium2
import pytest
from lxml import etree
from PIL import Image

from haechi.documents import hwpx, pdf
from haechi.documents.spec import Block, Cell, Chart, Document, Heading, Paragraph, Table, table

HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
FREETYPE = Path("/usr/lib/x86_64-linux-gnu/libfreetype.so.6")
DRAW = """
import rhwp, sys
sys.stdout.buffer.write(rhwp.Document.from_bytes(sys.stdin.buffer.read()).render_png(2))
"""


def paper(*blocks: Block) -> Document:
    return Document(
        title="2025년 운영 보고서",
        subtitle="2025. 1. 1. ~ 12. 31.",
        institution="한빛구청",
        day="2026년 1월 2일",
        language="ko",
        contents="차례",
        blocks=blocks,
    )


SAMPLE = paper(
    Heading("접수"),
    Paragraph("모두 42건이 접수되었습니다."),
    Heading("월별", 2),
    Chart("월별 접수", (("1월", 3), ("2월", 0), ("3월", 9)), upright=True),
    table("월별 접수 건수", ["월", "건"], [["1월", 3], ["2월", 0], ["3월", 9]], [2, 1]),
    Heading("서식"),
    Table(
        "접수증",
        (1, 2, 1, 2),
        (
            (
                Cell("번호", header=True),
                Cell("2025-000012"),
                Cell("날짜", header=True),
                Cell("3. 2."),
            ),
            (Cell("내용", header=True, rows=2), Cell("첫 줄", columns=3)),
            (Cell("둘째 줄", columns=3),),
        ),
        heads=0,
    ),
)


def words(made: bytes) -> str:
    with pypdfium2.PdfDocument(made) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def tags(made: bytes) -> list[str]:
    found: list[str] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(str(node.S))
            walk(node.get("/K", pikepdf.Array()))

    with pikepdf.open(io.BytesIO(made)) as document:
        walk(document.Root.StructTreeRoot.K)
    return found


def part(made: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        return package.read(name)


def test_pdf_says_everything_in_order_with_contents_and_page_numbers() -> None:
    text = words(pdf.write(SAMPLE))
    places = [
        text.index(word) for word in ("2025년 운영", "차례", "모두 42건", "접수증", "둘째 줄")
    ]
    assert places == sorted(places)
    assert text.count("한빛구청") == 3, "cover, and the foot of the two pages after it"


def test_pdf_is_tagged_titled_in_its_language_and_names_nobody() -> None:
    made = pdf.write(SAMPLE)
    found = tags(made)
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure", "/TOC"} <= set(found)
    with pikepdf.open(io.BytesIO(made)) as document:
        metadata = str(document.open_metadata())
        assert document.Root.Lang == "ko"
        assert set(document.docinfo.keys()) == {"/Title"}
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        for told in ("Typst", "Creator", "CreateDate", "pikepdf"):
            assert told not in metadata
        embedded = [
            "/FontFile3" in font.DescendantFonts[0].FontDescriptor
            for page in document.pages
            for font in page.Resources.Font.values()
        ]
    assert embedded
    assert all(embedded)


def test_pdf_is_the_same_for_the_same_paper() -> None:
    assert pdf.write(SAMPLE) == pdf.write(SAMPLE)


def test_characters_without_glyph_are_marked_and_markup_stays_text() -> None:
    text = words(
        pdf.write(paper(Heading("1"), Paragraph("\U0001f600 廉 #pagebreak() *굵게* $x$ \\ @")))
    )
    assert "□ 廉 #pagebreak() *굵게* $x$ \\ @" in text


def test_hwpx_is_valid_for_a_reader_that_did_not_write_it() -> None:
    found = hwpforge.Document.from_bytes(hwpx.write(SAMPLE)).validate()
    assert found["ok"]
    assert not found["errors"]
    with pytest.raises(hwpforge.HwpForgeError):
        hwpforge.Document.from_bytes(b"PK").validate()


def test_hwpx_says_the_same_with_headings_as_outline_and_tables_merged() -> None:
    section = etree.fromstring(part(hwpx.write(SAMPLE), "Contents/section0.xml"))
    text = "\n".join(each.text or "" for each in section.iter(f"{HP}t"))
    for word in ("2025년 운영 보고서", "모두 42건이 접수되었습니다.", "2025-000012", "둘째 줄"):
        assert word in text
    assert "가. 월별" in text, "the contents count as Hangul's outline does"
    styles = {p.get("styleIDRef") for p in section.iter(f"{HP}p")}
    assert {"2", "3"} <= styles, "개요 1 and 개요 2"
    form = list(section.iter(f"{HP}tbl"))[-1]
    spans = [(s.get("rowSpan"), s.get("colSpan")) for s in form.iter(f"{HP}cellSpan")]
    assert ("2", "1") in spans
    assert spans.count(("1", "3")) == 2


def test_hwpx_rows_have_heights_and_bars_their_lengths() -> None:
    section = etree.fromstring(part(hwpx.write(SAMPLE), "Contents/section0.xml"))
    chart, months, _form = section.iter(f"{HP}tbl")
    heights = [int(size.get("height", "0")) for size in months.iter(f"{HP}cellSz")]
    assert min(heights) > 2000
    (whole, *_rest) = months.iter(f"{HP}sz")
    assert int(whole.get("height", "0")) >= sum(heights) / 2
    widths = [int(next(bar.iter(f"{HP}sz")).get("width", "0")) for bar in chart.iter(f"{HP}rect")]
    assert len(widths) == 2, "nothing is drawn for nought"
    assert widths[1] == pytest.approx(3 * widths[0], rel=0.01)


def test_hwpx_names_nobody_and_no_time() -> None:
    made = hwpx.write(SAMPLE)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {info.date_time[0] for info in package.infolist()} == {1980}
        assert package.infolist()[0].filename == "mimetype"
        everything = b"".join(package.read(name) for name in package.namelist())
    assert b"synthetic" not in everything
    assert b"2025-09-17" not in everything
    assert not part(made, "Preview/PrvText.txt").strip()
    assert (
        "<opf:title>2025년 운영 보고서</opf:title>" in part(made, "Contents/content.hpf").decode()
    )


def test_hwpx_is_drawn_by_another_program_with_no_row_collapsed() -> None:
    """The renderer needs a newer libfreetype than it names; a process of its own loads the system's."""
    form = Document("서식", "", "한빛구청", "", "ko", "차례", (Heading("서식"), SAMPLE.blocks[-1]))
    environment = dict(os.environ)
    if FREETYPE.exists():
        environment["LD_PRELOAD"] = str(FREETYPE)
    done = subprocess.run(
        [sys.executable, "-c", DRAW],
        input=hwpx.write(form), capture_output=True, check=True, env=environment,
    )  # fmt: skip
    page = Image.open(io.BytesIO(done.stdout)).convert("L")
    rows = [page.crop((0, y, page.width, y + 1)).tobytes() for y in range(page.height)]
    dark_rows = [y for y, row in enumerate(rows) if sum(v < 245 for v in row) > page.width * 0.6]
    lines = [y for y in dark_rows if y - 1 not in dark_rows]
    steps = [low - high for high, low in pairwise(lines)]
    assert len(lines) == 4
    assert min(steps) > page.height * 0.02, "a row is 7.5 mm of 297"


@pytest.mark.parametrize("write", [pdf.write, hwpx.write])
def test_a_table_that_its_cells_do_not_fill_is_refused(write) -> None:
    gap = Table("", (1, 1), ((Cell("a"),),))
    over = Table("", (1, 1), ((Cell("a", rows=2), Cell("b")), (Cell("c", columns=2),)))
    for wrong in (gap, over):
        with pytest.raises(ValueError, match="cells"):
            write(paper(Heading("1"), wrong))
