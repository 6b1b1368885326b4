"""Form 2 signed on the screen: what counts as a signature, where it lies, how it is printed (RC-7)."""

import io

import pikepdf
import pytest

from haechi.disclosures.errors import NotSigned
from haechi.disclosures.handing import sign_hand_over
from haechi.disclosures.models import Request
from haechi.disclosures.papers import HAND_OVER, sheet_of
from haechi.disclosures.signature import LONGEST, MOST_POINTS, MOST_STROKES, read_strokes
from haechi.disclosures.types import Certificate, Way
from haechi.documents import sheet_hwpx, sheet_pdf
from haechi.documents.filling import fill
from haechi.documents.forms import CALL_FORMS
from haechi.documents.sheet import Grid, Sheet

DRAWN = "10,10 200,150 210,20;300,40 320,180"
NAME = "홍길동"


def drawing_of(sheet: Sheet) -> list[object]:
    grids = [block for block in sheet.blocks if isinstance(block, Grid)]
    return [box.drawing for grid in grids for box in grid.boxes if box.drawing]


def segments(sheet: Sheet) -> int:
    """Lines that are drawn on the page, its tables' among them."""
    with pikepdf.open(io.BytesIO(sheet_pdf.write(sheet))) as made:
        told = pikepdf.parse_content_stream(made.pages[0])
        return sum(1 for each in told if str(each.operator) == "l")


def test_strokes_are_numbers_on_the_pad():
    assert read_strokes(DRAWN) == (((10, 10), (200, 150), (210, 20)), ((300, 40), (320, 180)))


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "5,5",
        "1,1 2,201",
        "601,1 2,2",
        "1,1 2,2;",
        "1,1  2,2",
        "-1,1 2,2",
        "1.5,1 2,2",
        "١,1 2,2",
        "1,1 2,2\n",
        "M1 1L2 2",
        '1,1 2,2"/><script>alert(1)</script>',
        ";".join(["1,1 2,2"] * (MOST_STROKES + 1)),
        " ".join(["1,1"] * (MOST_POINTS + 1)),
        " ".join(["100,100"] * LONGEST),
    ],
)
def test_what_is_no_drawing_on_the_pad_is_no_signature(sent):
    with pytest.raises(NotSigned):
        read_strokes(sent)


@pytest.mark.parametrize(
    "certificate",
    [
        Certificate(name=NAME),
        Certificate(name=NAME, strokes="M1 1"),
        Certificate(name=NAME, typed="홍길순"),
    ],
)
def test_form_2_is_not_signed_without_a_drawing_or_the_name_once_more_rc_7(office, certificate):
    row = office.opened(Way.VIEWING)
    with pytest.raises(NotSigned):
        sign_hand_over(actor=office.keeper, request=row, certificate=certificate)
    row.refresh_from_db()
    assert not bytes(row.certificate)


def test_the_signature_lies_sealed_and_is_drawn_into_form_2_rc_7(office):
    row = sign_hand_over(
        actor=office.keeper,
        request=office.opened(Way.VIEWING),
        certificate=Certificate(name=NAME, strokes=DRAWN),
    )
    assert DRAWN.encode() not in bytes(Request.objects.get(pk=row.pk).certificate)
    sheet = sheet_of(actor=office.keeper, request=row, form=HAND_OVER)
    (drawing,) = drawing_of(sheet)
    assert drawing.strokes == read_strokes(DRAWN)
    assert not drawing_of(sheet_of(actor=office.keeper, request=row, form=1))
    unsigned = fill(CALL_FORMS[HAND_OVER], CALL_FORMS[HAND_OVER].sample)
    assert segments(sheet) >= segments(unsigned) + 3
    assert sheet_hwpx.write(sheet).startswith(b"PK")


def test_a_name_typed_on_the_screen_or_a_pen_on_paper_draws_nothing_rc_7(office):
    typed = Certificate(name=NAME, typed=f" {NAME} ")
    row = sign_hand_over(actor=office.keeper, request=office.opened(Way.VIEWING), certificate=typed)
    sheet = sheet_of(actor=office.keeper, request=row, form=HAND_OVER)
    words = [
        line.text
        for block in sheet.blocks
        if isinstance(block, Grid)
        for box in block.boxes
        for line in box.lines
    ]
    assert not drawing_of(sheet)
    assert "(성명 입력)" in words
