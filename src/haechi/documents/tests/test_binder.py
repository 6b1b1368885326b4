"""The whole record as one PDF: order, pages, contents, scans, and what a foreign file may not bring (PI-9)."""

import io
from datetime import date

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from haechi.documents import binder, sheet_pdf
from haechi.documents.binder import Attached, BinderPaper
from haechi.documents.filling import fill
from haechi.documents.forms import FORMS
from haechi.documents.sheet import Sheet
from haechi.documents.tests.drawing import squeezed, words

NUMBER = "2026 공익 제12호"


def form(number: int, **changes: object) -> Sheet:
    return fill(FORMS[number], {**FORMS[number].sample, **changes})


def picture(color: str, kind: str = "PNG", mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), color).convert(mode).save(out, kind)
    return out.getvalue()


def pages_of(made: bytes) -> list[str]:
    with pypdfium2.PdfDocument(made) as document:
        return [squeezed(page.get_textpage().get_text_bounded()) for page in document]


def middle(made: bytes, page: int) -> tuple[int, ...]:
    with pypdfium2.PdfDocument(made) as document:
        drawn = document[page].render(scale=0.5).to_pil().convert("RGB")
    colour = drawn.getpixel((drawn.width // 2, drawn.height // 2))
    assert isinstance(colour, tuple)
    return colour


def test_cover_contents_papers_in_order_of_date_and_pages_of_how_many() -> None:
    papers = [
        BinderPaper("조사 기록", date(2026, 3, 10), "조사", "현장을 보았습니다.\n" * 80),
        BinderPaper("신고서", date(2026, 3, 2), sheet=form(1)),
        BinderPaper("접수증", date(2026, 3, 2), sheet=form(3)),
    ]
    seen: list[tuple[int, int]] = []
    made = binder.write(form(6), papers, number=NUMBER, progress=lambda *at: seen.append(at))
    pages = pages_of(made)
    assert "공익신고기록" in pages[0]
    assert "목록" in pages[1]
    contents = pages[1]
    assert contents.index("신고서3") < contents.index("접수증4") < contents.index("조사기록5")
    assert pages[2].startswith("■[별지제1호서식]")
    assert "현장을보았습니다." in pages[4]
    for at, text in enumerate(pages, 1):
        assert text.endswith(f"{at}/{len(pages)}")
    assert seen == [(at, 5) for at in range(1, 6)]


def test_the_record_is_accessible_titled_by_its_number_and_names_nobody() -> None:
    scans = (Attached("사진.jpg", "image/jpeg", picture("red", "JPEG")),)
    made = binder.write(
        form(6), [BinderPaper("증거", date(2026, 3, 2), files=scans)], number=NUMBER
    )
    with pikepdf.open(io.BytesIO(made)) as document:
        assert document.docinfo["/Title"] == f"공익신고기록 {NUMBER}"
        metadata = str(document.open_metadata())
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert "Typst" not in metadata
        assert document.Root.Lang == "ko"
    assert "홍길동" not in words(made), (
        "the sample's reporter did not agree to be named on the cover"
    )


def test_pictures_and_scans_are_on_their_own_pages_in_their_order() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (300, 400), (0, 0, 0, 0)).save(clear, "PNG")
    files = (
        Attached("빨강.jpg", "image/jpeg", picture("red", "JPEG")),
        Attached("파랑.png", "image/png", picture("blue")),
        Attached("회색.png", "image/png", picture("gray", mode="L")),
        Attached("투명.png", "image/png", clear.getvalue()),
        Attached("서식.pdf", "application/pdf", sheet_pdf.write(form(10))),
    )
    papers = [
        BinderPaper("증거", date(2026, 3, 2), files=files),
        BinderPaper("뒤의 서류", date(2026, 3, 3), text="끝"),
    ]
    made = binder.write(form(6), papers, number=NUMBER)
    pages = pages_of(made)
    assert len(pages) == 2 + 1 + 4 + 2 + 1
    red, blue, gray, clear_one = (middle(made, at) for at in (3, 4, 5, 6))
    assert red[0] > 240
    assert red[2] < 20
    assert blue[2] > 240
    assert blue[0] < 20
    assert 110 < gray[0] < 145
    assert clear_one == (255, 255, 255)
    assert "포상금지급대상자추천서" in pages[7]
    assert "1.붙임:서식.pdf(2/2)" in pages[8]
    assert "뒤의서류10" in pages[1]


def test_what_a_foreign_pdf_carries_besides_its_drawing_stays_behind() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet_pdf.write(form(11)))) as document:
        document.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS="app.alert('SCRIPT')"
        )
        document.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
                                A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://outside.example/"))]
        )  # fmt: skip
        document.save(out)
    scan = Attached("낯선.pdf", "application/pdf", out.getvalue())
    made = binder.write(
        form(6), [BinderPaper("우편", date(2026, 3, 2), files=(scan,))], number=NUMBER
    )
    with pikepdf.open(io.BytesIO(made)) as record:
        everything = b"".join(
            o.read_bytes() if isinstance(o, pikepdf.Stream) else repr(o).encode()
            for o in record.objects
        )
        assert b"SCRIPT" not in everything
        assert b"outside.example" not in everything
        assert "<pdfuaid:part>" not in str(record.open_metadata()), "no vouching for it"
    assert "협조사항안내" in pages_of(made)[3]


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("원본.hwp", "application/x-hwp", b"\xd0\xcf" * 50),
        ("깨진.pdf", "application/pdf", b"%PDF-1.7 broken"),
        ("깨진.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 broken"),
    ],
)
def test_a_file_that_cannot_be_shown_is_named_on_a_page(name: str, kind: str, data: bytes) -> None:
    files = (Attached(name, kind, data), Attached("뒤.png", "image/png", picture("blue")))
    made = binder.write(
        form(6), [BinderPaper("우편", date(2026, 3, 2), files=files)], number=NUMBER
    )
    pages = pages_of(made)
    assert len(pages) == 5
    assert squeezed(name) in pages[3]
    assert "따로보관" in pages[3]
    assert middle(made, 4)[2] > 240


def test_the_same_record_is_the_same_bytes() -> None:
    papers = [BinderPaper("조사", date(2026, 3, 2), text="글")]
    first, second = (binder.write(form(6), papers, number=NUMBER) for _ in range(2))
    assert first == second
