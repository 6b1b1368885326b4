"""Every piece is made, fits its paper, keeps to the palette, and its code leads to the form (HL-2, HL-9)."""

import re
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from haechi.documents.glyphs import glyphs
from haechi.publicity import qr, typeset
from haechi.publicity.drawing import BLEED, Ink, Rect, Shape, Sheet, Text
from haechi.publicity.errors import CodeTooFine, NoGlyph, TooLong
from haechi.publicity.pieces import sheet_of
from haechi.publicity.pieces.sticker import ROWS
from haechi.publicity.setting import MM, TRACKING, Box, fit
from haechi.publicity.tests.jobs import LONGEST_URL, URL, codes_in, job, opened, rendered
from haechi.publicity.types import BANNERS, PRINTED, Language, Piece

STICKERS = sum(number for _size, number in ROWS)
WITH_CODE = (*PRINTED, Piece.INTRANET_BANNER)
NARROW = {Piece.POSTER: 60, Piece.STICKER: 200, Piece.CARD: 300}  # dpi of the worn copy
FINE = {Piece.POSTER: 150, Piece.STICKER: 300, Piece.CARD: 300}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("piece", PRINTED)
def test_the_code_of_every_printed_piece_leads_to_the_link(
    piece: Piece, language: Language
) -> None:
    """At the scale of print: what a camera would see of the sheet as it leaves the printer."""
    page = rendered(typeset.pdf(sheet_of(piece, job(language))), FINE[piece])
    assert codes_in(page) == [URL] * (STICKERS if piece is Piece.STICKER else 1)


@pytest.mark.parametrize("piece", PRINTED)
def test_a_worn_and_crooked_copy_is_read_too(piece: Piece) -> None:
    """Blurred by 30 % of a module or more, turned by 11 degrees, grey for lack of toner."""
    sheet = sheet_of(piece, job())
    dpi = NARROW[piece]
    module = min(s.scale for s in sheet.items if isinstance(s, Shape) and len(s.segments) > 500)
    blurred = rendered(typeset.pdf(sheet), dpi).filter(
        ImageFilter.GaussianBlur(0.3 * module / 25.4 * dpi)
    )
    faded = Image.blend(blurred, Image.new("RGB", blurred.size, "#bbb"), 0.3)
    turned = faded.rotate(11, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    assert codes_in(turned) == [URL] * (STICKERS if piece is Piece.STICKER else 1)


def test_the_code_on_the_intranet_banner_is_read_from_the_screen() -> None:
    sheet = sheet_of(Piece.INTRANET_BANNER, job())
    assert codes_in(opened(typeset.png(sheet, 96))) == [URL]


def test_the_bare_code_is_read_as_svg_and_png() -> None:
    assert codes_in(opened(qr.as_png(URL))) == [URL]
    svg = qr.as_svg(URL).decode()
    side = qr.code(URL).with_quiet
    assert f'width="{side}.0mm" height="{side}.0mm"' in svg
    drawn = typst.compile(
        b"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg))",
        sys_inputs={"svg": svg},
        format="png",
    )
    assert codes_in(opened(drawn)) == [URL]


def test_the_longest_address_is_still_read_or_refused_before_printing() -> None:
    for piece in (Piece.POSTER, Piece.CARD):
        page = rendered(typeset.pdf(sheet_of(piece, job(url=LONGEST_URL))), FINE[piece])
        assert codes_in(page) == [LONGEST_URL]
    with pytest.raises(CodeTooFine):
        sheet_of(Piece.STICKER, job(url=LONGEST_URL * 3))


@pytest.mark.parametrize("piece", Piece)
def test_no_module_is_finer_than_a_telephone_reads(piece: Piece) -> None:
    sheet = sheet_of(piece, job())
    shapes = [s for s in sheet.items if isinstance(s, Shape) and len(s.segments) > 500]
    assert len(shapes) == (STICKERS if piece is Piece.STICKER else piece in WITH_CODE)
    assert all(shape.scale >= qr.FINEST and shape.fill is Ink.BLACK for shape in shapes)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("piece", Piece)
def test_nothing_runs_over_the_paper_or_over_a_code(piece: Piece, language: Language) -> None:
    sheet = sheet_of(piece, job(language))
    codes = [_area(s) for s in sheet.items if isinstance(s, Shape) and len(s.segments) > 500]
    for text in (item for item in sheet.items if isinstance(item, Text)):
        left, top, right, bottom = _extent(text)
        assert left >= 2, text
        assert right <= sheet.width - 2, text
        assert top >= 1, text
        assert bottom <= sheet.height - 1, text
        for x1, y1, x2, y2 in codes:
            apart = right <= x1 or left >= x2 or bottom <= y1 or top >= y2
            assert apart, (text, "over the code")


def test_lines_of_text_do_not_run_into_each_other() -> None:
    for piece in Piece:
        for language in Language:
            texts = [
                _extent(i) for i in sheet_of(piece, job(language)).items if isinstance(i, Text)
            ]
            for at, (a1, b1, a2, b2) in enumerate(texts):
                for c1, d1, c2, d2 in texts[at + 1 :]:
                    slack = 0.35 * (b2 - b1)
                    assert a2 <= c1 or c2 <= a1 or b2 <= d1 + slack or d2 <= b1 + slack, piece


def _extent(text: Text) -> tuple[float, float, float, float]:
    width = glyphs(text.weight).width(text.text, TRACKING) * text.size / MM
    left = text.x - {"left": 0, "center": 0.5, "right": 1}[text.align] * width
    em = text.size / MM
    return left, text.y - 0.87 * em, left + width, text.y + 0.2 * em


def _area(code: Shape) -> tuple[float, float, float, float]:
    side = code.scale * max(float(s[1]) for s in code.segments if len(s) > 1)
    quiet = code.scale * qr.QUIET
    return code.x - quiet, code.y - quiet, code.x + side + quiet, code.y + side + quiet


@pytest.mark.parametrize("piece", [Piece.POSTER, Piece.CARD])
def test_the_print_shop_finds_bleed_marks_and_the_cut(piece: Piece) -> None:
    sheet = sheet_of(piece, job())
    with pikepdf.open(BytesIO(typeset.pdf(sheet))) as document:
        page = document.pages[0]
        trim, bleed, media = (
            [float(edge) / MM for edge in box]
            for box in (page.TrimBox, page.BleedBox, page.MediaBox)
        )
    assert trim[2] - trim[0] == pytest.approx(sheet.width, abs=0.05)
    assert trim[3] - trim[1] == pytest.approx(sheet.height, abs=0.05)
    assert [trim[0] - bleed[0], bleed[3] - trim[3]] == pytest.approx([BLEED, BLEED], abs=0.05)
    assert media[2] > bleed[2] + 5
    grounds = [i for i in sheet.items if isinstance(i, Rect)]
    assert min(i.x for i in grounds) == -BLEED
    assert max(i.x + i.w for i in grounds) == pytest.approx(sheet.width + BLEED)
    assert max(i.y + i.h for i in grounds) == pytest.approx(sheet.height + BLEED)


@pytest.mark.parametrize("piece", PRINTED)
def test_colours_keep_to_the_palette_and_letters_are_set_in_our_type(piece: Piece) -> None:
    """Ink in DeviceCMYK only, black text in black alone, type embedded as a subset."""
    with pikepdf.open(BytesIO(typeset.pdf(sheet_of(piece, job())))) as document:
        page = document.pages[0]
        used = set()
        for instruction in pikepdf.parse_content_stream(page):
            name = str(instruction.operator)
            assert name not in {"rg", "RG", "g", "G", "sc", "scn", "SC", "SCN"}, name
            if name in {"k", "K"}:
                used.add(tuple(round(float(part) * 100) for part in instruction.operands))
        assert used <= {ink.value for ink in Ink}
        fonts = [font.DescendantFonts[0] for font in page.Resources.Font.values()]
    names = {str(font.BaseFont) for font in fonts}
    assert names
    assert all(re.fullmatch(r"/[A-Z]{6}\+HaechiGov-(Regular|Bold)(-\S+)?", name) for name in names)


def test_no_ink_is_too_much_for_plain_paper() -> None:
    for ink in Ink:
        assert sum(ink.value) <= 240
        assert all(part == 0 or part >= 4 for part in ink.value)


def test_what_an_institution_writes_is_never_markup() -> None:
    hostile = '#panic("x") $x$ *b* @a <l> \\ ${1}'
    sheet = sheet_of(Piece.POSTER, job(lead=hostile))
    document = rendered_text(typeset.pdf(sheet))
    assert 'panic("x")' in document


def rendered_text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_bounded())


def test_a_text_too_long_is_told_with_what_fits() -> None:
    long = "모든 직원과 구민이 안심하고 이름 없이 알릴 수 있는 신고 창구를 열었습니다 " * 4
    with pytest.raises(TooLong) as told:
        sheet_of(Piece.POSTER, job(headline=long))
    fits = told.value.fits
    assert (told.value.field, long.startswith(fits)) == ("headline", True)
    assert len(fits) > 30
    sheet_of(Piece.POSTER, job(headline=fits))


def test_characters_without_a_glyph_are_named() -> None:
    with pytest.raises(NoGlyph) as told:
        sheet_of(Piece.POSTER, job(lead="淸廉 🚨"))
    assert told.value.characters == "淸廉🚨"


def test_institutions_with_long_names_get_their_pieces() -> None:
    name = "한빛특별자치도 새터민지원재단 부설 어린이급식관리지원센터"
    for piece in Piece:
        sheet_of(piece, replace(job(), institution=name))


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(codec="euc_kr", exclude_characters="\u3164"), min_size=1, max_size=120),
    st.floats(20, 250),
)
def test_fitted_lines_are_no_wider_than_their_box(text: str, width: float) -> None:
    box = Box("any", width, (40, 20, 9), lines=6, balanced=True)
    try:
        fitted = fit(text, box)
    except (TooLong, NoGlyph):
        return
    font = glyphs(400)
    for line in fitted.lines:
        assert len(line) == 1 or font.width(line, TRACKING) * fitted.size / MM <= width + 0.01
    assert "".join(fitted.lines).replace(" ", "") == "".join(text.split())


def test_banners_are_drawn_without_bleed() -> None:
    for piece in BANNERS:
        sheet: Sheet = sheet_of(piece, job())
        assert sheet.bleed == 0
        assert opened(typeset.png(sheet, 192)).width == round(sheet.width / 25.4 * 192)
