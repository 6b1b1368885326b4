"""HL-5: a PDF loses author, history, scripts and attachments; it looks as it did."""

import base64
import io
import zlib

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name, String

from haechi.cleaning.tests import pdf_samples as samples
from haechi.cleaning.tests.helpers import cleaned, codes, refusal, tells
from haechi.cleaning.tests.samples import MARK, photo
from haechi.cleaning.types import Kind, Reason


def rendered(data: bytes) -> tuple[bytes, str]:
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    return page.render(scale=2).to_pil().tobytes(), page.get_textpage().get_text_range()


def built(change: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    change(document)  # type: ignore[operator]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_planted_traces_are_nowhere_and_the_page_looks_the_same() -> None:
    data = samples.pdf()
    assert tells(data)
    result, out = cleaned(data)
    assert result.kind is Kind.PDF
    assert not tells(out)
    assert rendered(out) == rendered(data)
    assert "VISIBLE TEXT" in rendered(out)[1]
    assert {"author", "dates", "embedded_file", "script", "thumbnail", "gps"} <= codes(result)


def test_earlier_version_of_a_page_is_not_carried_along() -> None:
    data = samples.updated_pdf()
    assert tells(data, "old page text")
    _, out = cleaned(data)
    assert not tells(out, "old page text")
    assert out.count(b"%%EOF") == 1


def test_identifiers_of_the_file_are_the_same_for_everyone() -> None:
    def identity(data: bytes) -> list[bytes]:
        with pikepdf.open(io.BytesIO(data)) as document:
            return [bytes(each) for each in document.trailer.ID]

    first = identity(cleaned(samples.pdf())[1])
    second = identity(cleaned(built(lambda document: None))[1])
    # qpdf's constant, the digits of pi: an identifier of its own would follow the file about.
    assert first == second == [bytes.fromhex("31415926535897932384626433832795")] * 2


def test_same_input_gives_the_same_output() -> None:
    data = samples.pdf()
    assert cleaned(data)[1] == cleaned(data)[1]


def test_comment_text_and_form_values_stay_without_their_author() -> None:
    result, out = cleaned(samples.pdf())
    with pikepdf.open(io.BytesIO(out)) as document:
        note, link, widget = document.pages[0].obj.Annots
        assert str(note.Contents) == "memo stays"
        assert "/T" not in note
        assert "/M" not in note
        assert "/A" not in link
        assert (str(widget.T), str(widget.V)) == ("field", "VALUE STAYS")
    assert "comment_text_kept" in result.warnings


def test_actions_go_wherever_they_hang_and_web_links_stay() -> None:
    def plant(document: pikepdf.Pdf) -> None:
        script = Dictionary(S=Name.JavaScript, JS=String(MARK))
        page = document.pages[0].obj
        page.Annots = pikepdf.Array([
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(
                S=Name.URI, URI=String("https://www.acrc.go.kr/"), Next=script)),
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(
                S=Name.URI, URI=String(f"file:///C:/Users/{MARK}"))),
            Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9],
                       FS=Dictionary(Type=Name.Filespec, F=String(MARK), EF=Dictionary(
                           F=document.make_stream(MARK.encode(), Type=Name.EmbeddedFile)))),
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], AA=Dictionary(
                K=script)),
        ])  # fmt: skip
        document.Root.Names = Dictionary(JavaScript=Dictionary(Names=[String("x"), script]))
        document.Root.Outlines = Dictionary(First=document.make_indirect(
            Dictionary(Title=String("t"), A=document.make_indirect(script))))  # fmt: skip
        document.Root.AcroForm = Dictionary(Fields=[], XFA=String(MARK))

    data = built(plant)
    assert tells(data)
    result, out = cleaned(data)
    assert not tells(out)
    assert tells(out, "https://www.acrc.go.kr/")
    assert {"script", "embedded_file"} <= codes(result)
    with pikepdf.open(io.BytesIO(out)) as document:
        assert "/Next" not in document.pages[0].obj.Annots[0].A


def test_signature_with_the_signers_name_goes() -> None:
    def plant(document: pikepdf.Pdf) -> None:
        signature = document.make_indirect(Dictionary(
            Type=Name.Sig, Name=String(MARK), M=String("D:2024"), Contents=String(MARK),
            ByteRange=[0, 1, 2, 3]))  # fmt: skip
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9],
                           FT=Name.Sig, T=String("s"), V=signature)  # fmt: skip
        document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(field)])
        document.Root.Perms = Dictionary(DocMDP=signature)

    result, out = cleaned(built(plant))
    assert not tells(out)
    assert "signature" in codes(result)


@pytest.mark.parametrize("chain", [[], [Name.FlateDecode], [Name.ASCII85Decode]])
def test_photo_behind_a_chain_of_filters_loses_its_exif(chain: list[Name]) -> None:
    def plant(document: pikepdf.Pdf) -> None:
        data = photo()
        if chain == [Name.FlateDecode]:
            data = zlib.compress(data)
        elif chain:
            data = base64.a85encode(data) + b"~>"
        image = document.make_stream(
            data, Type=Name.XObject, Subtype=Name.Image, Width=64, Height=48,
            ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
            Filter=pikepdf.Array([*chain, Name.DCTDecode]),
        )  # fmt: skip
        page = document.pages[0].obj
        page.Resources = Dictionary(XObject=Dictionary(I=image))
        page.Contents = document.make_stream(b"q 100 0 0 75 20 20 cm /I Do Q")

    data = built(plant)
    result, out = cleaned(data)
    assert "gps" in codes(result)
    assert not tells(out)
    assert rendered(out) == rendered(data)


def test_password_and_program_forms_are_refused() -> None:
    assert refusal(samples.pdf(password="secret")) is Reason.UNSUPPORTED

    def plant(document: pikepdf.Pdf) -> None:
        document.Root.NeedsRendering = True
        document.Root.AcroForm = Dictionary(Fields=[], XFA=String("x"))

    assert refusal(built(plant)) is Reason.UNSUPPORTED


def test_damaged_pdf_is_refused_or_said_to_be_repaired() -> None:
    assert refusal(b"%PDF-1.7\n" + b"x" * 500) is Reason.BROKEN
    data = samples.pdf()
    result, out = cleaned(data[: data.rindex(b"startxref")])
    assert "repaired" in result.warnings
    assert rendered(out) == rendered(data)


def test_deeply_nested_objects_do_not_exhaust_the_stack() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    data = samples.pdf().replace(b"%%EOF", b"%%EOF\n")
    at = data.rindex(b"startxref")
    assert refusal(b"%PDF-1.4\n1 0 obj\n" + deep + b"\nendobj\n" + data[at:]) is Reason.BROKEN
