"""HL-5: pictures that only occur inside documents lose their traces as well."""

import io
import struct

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from PIL import Image

from haechi.cleaning.tests import office_samples
from haechi.cleaning.tests.helpers import cleaned, codes, pixels, tells
from haechi.cleaning.tests.samples import MARK, unzipped
from haechi.cleaning.types import CleaningError, Limits, Notes, Reason
from haechi.cleaning.vector import clean_vector


def saved(kind: str, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((40, 30), 90).convert(mode).save(out, kind, **options)
    return out.getvalue()


def emf() -> bytes:
    title = f"Word\0{MARK}\0\0".encode("utf-16-le")
    head = struct.pack("<2I", 1, 108 + len(title)) + bytes(32) + b" EMF" + bytes(16)
    return head + struct.pack("<2I", len(title) // 2, 108) + bytes(40) + title + b"drawing calls"


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="urn:inkscape" '
    f'inkscape:export-filename="C:/Users/{MARK}/a.png"><!-- {MARK} --><metadata>{MARK}</metadata>'
    f'<script>{MARK}</script><rect width="9" height="9" onclick="{MARK}"/>'
    f'<image href="file:///{MARK}.png"/><use href="#a"/></svg>'
).encode()


@pytest.mark.parametrize(
    ("data", "visible"),
    [(emf(), b"drawing calls"), (SVG, b"<rect"), (SVG, b'href="#a"')],
)
def test_drawing_keeps_its_lines_and_loses_names(data: bytes, visible: bytes) -> None:
    assert tells(data)
    out = clean_vector(data, Limits(), Notes())
    assert out is not None
    assert not tells(out)
    assert visible in out


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
@pytest.mark.parametrize("kind", ["TIFF", "BMP"])
def test_scans_keep_their_pixels_and_lose_their_tags(kind: str, mode: str) -> None:
    options = {"description": MARK, "artist": MARK} if kind == "TIFF" else {}
    data = saved(kind, mode, **options) + MARK.encode()
    out = clean_vector(data, Limits(), Notes())
    assert out is not None
    assert not tells(out)
    assert pixels(out) == pixels(data)


def test_scan_of_several_pages_keeps_them_all() -> None:
    pages = [Image.new("L", (20, 20), shade) for shade in (10, 120, 240)]
    data = io.BytesIO()
    pages[0].save(data, "TIFF", save_all=True, append_images=pages[1:])
    out = clean_vector(data.getvalue(), Limits(), Notes())
    assert out is not None
    with Image.open(io.BytesIO(out)) as picture:
        assert getattr(picture, "n_frames", 1) == 3


def test_bomb_inside_a_document_is_refused() -> None:
    with pytest.raises(CleaningError) as caught:
        clean_vector(saved("TIFF"), Limits(pixels=1000), Notes())
    assert caught.value.reason is Reason.TOO_LARGE


def test_excel_s_not_quite_xml_drawings_are_read() -> None:
    drawing = f'<xml xmlns:v="urn:v"><v:shape><br><v:imagedata title="{MARK}"/></v:shape></xml>'
    data = office_samples.docx(
        extra={"word/drawing.vml": drawing, "word/_rels/comments.xml.rels":
               office_samples.relations(("rId1", "vmlDrawing", "drawing.vml"))}
    )  # fmt: skip
    _, out = cleaned(data)
    assert not tells(out)
    assert b"shape" in unzipped(out)["word/drawing.vml"]


def test_jpeg_2000_inside_a_pdf_loses_its_extra_boxes() -> None:
    picture = saved("JPEG2000")
    planted = picture + struct.pack(">I4s", 24 + len(MARK), b"uuid") + bytes(16) + MARK.encode()
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(100, 100)).obj
    image = document.make_stream(planted, Type=Name.XObject, Subtype=Name.Image, Width=40,
                                 Height=30, Filter=Name.JPXDecode)  # fmt: skip
    page.Resources = Dictionary(XObject=Dictionary(I=image))
    data = io.BytesIO()
    document.save(data)
    assert tells(data.getvalue())
    result, out = cleaned(data.getvalue())
    assert not tells(out)
    assert "other" in codes(result)
    with pikepdf.open(io.BytesIO(out)) as kept:
        assert kept.pages[0].obj.Resources.XObject.I.read_raw_bytes() == picture
