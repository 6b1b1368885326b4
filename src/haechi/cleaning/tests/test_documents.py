"""HL-5: documents lose authors, times, paths, macros and hidden files; their text stays."""

import io
import struct
import zipfile
import zlib

import olefile  # type: ignore[import-untyped]
import pytest
from lxml import etree

from haechi.cleaning.ole_write import compound_file
from haechi.cleaning.tests import hangul_samples, office_samples
from haechi.cleaning.tests.helpers import cleaned, codes, pixels, refusal, tells
from haechi.cleaning.tests.samples import BODY, photo, unzipped, zipped
from haechi.cleaning.types import Kind, Limits, Reason

PACKAGES = [office_samples.docx, office_samples.xlsx, office_samples.pptx, hangul_samples.hwpx]


@pytest.mark.parametrize("make", [*PACKAGES, hangul_samples.hwp5])
def test_planted_traces_are_nowhere_and_the_text_stays(make: object) -> None:
    data = make()  # type: ignore[operator]
    assert tells(data)
    result, out = cleaned(data)
    assert result.kind is Kind[make.__name__.upper()]  # type: ignore[attr-defined]
    assert not tells(out)
    assert tells(out, BODY)
    assert "author" in codes(result)


@pytest.mark.parametrize("make", PACKAGES)
def test_archive_says_nothing_about_when_and_where_it_was_made(make: object) -> None:
    _, out = cleaned(make())  # type: ignore[operator]
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert archive.comment == b""
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert (entry.extra, entry.comment, entry.create_system) == (b"", b"", 0)


@pytest.mark.parametrize("make", PACKAGES[:3])
def test_no_relationship_leads_nowhere(make: object) -> None:
    """A dangling reference makes Office offer to repair the file."""
    _, out = cleaned(make())  # type: ignore[operator]
    parts = unzipped(out)
    for name, data in parts.items():
        if name.endswith(".rels"):
            base = name.rpartition("_rels/")[0]
            for entry in etree.fromstring(data):
                if entry.get("TargetMode") != "External":
                    path = (base + entry.get("Target", "")).split("/")
                    assert "/".join(_resolved(path)) in parts
        elif name.endswith(".xml"):
            _check_keys(name, data, parts)


def _resolved(path: list[str]) -> list[str]:
    out: list[str] = []
    for step in path:
        if step == "..":
            out.pop()
        elif step:
            out.append(step)
    return out


def _check_keys(name: str, data: bytes, parts: dict[str, bytes]) -> None:
    folder, _, file = name.rpartition("/")
    relations = parts.get(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
    known = {e.get("Id") for e in etree.fromstring(relations)} if relations else set()
    for element in etree.fromstring(data).iter():
        for key, value in element.attrib.items():
            if str(key).startswith(f"{{{office_samples.OFFICE}}}"):
                assert value in known


def test_photo_inside_a_document_is_cleaned_like_any_photo() -> None:
    for make, name in ((office_samples.docx, "word/media/image1.jpeg"),
                       (hangul_samples.hwpx, "BinData/image1.jpg")):  # fmt: skip
        result, out = cleaned(make())
        picture = unzipped(out)[name]
        assert b"2024:03:01" not in picture
        assert pixels(picture) == pixels(photo())
        assert "gps" in codes(result)


def test_workbook_inside_a_presentation_is_cleaned_too() -> None:
    _, out = cleaned(office_samples.pptx())
    inner = unzipped(out)["ppt/embeddings/book.xlsx"]
    assert "docProps/core.xml" not in unzipped(inner)
    assert tells(inner, BODY)


def test_slide_shows_a_picture_where_an_embedded_object_was() -> None:
    _, out = cleaned(office_samples.pptx())
    slide = unzipped(out)["ppt/slides/slide1.xml"]
    assert b"oleObj" not in slide
    assert b"graphicFrame" not in slide
    assert b"<p:pic>" in slide


def test_macro_document_becomes_a_plain_one() -> None:
    result, out = cleaned(office_samples.docx(macro=True))
    parts = unzipped(out)
    assert not any("vba" in name.lower() for name in parts)
    assert b"macroEnabled" not in parts["[Content_Types].xml"]
    assert b"wordprocessingml.document.main+xml" in parts["[Content_Types].xml"]
    assert "script" in codes(result)


def test_tracked_changes_and_comments_stay_without_their_author() -> None:
    result, out = cleaned(office_samples.docx())
    document = unzipped(out)["word/document.xml"].decode()
    assert "덧붙임" in document
    assert 'author=""' in document
    assert "rsid" not in document
    assert "2024-03-01" not in document
    assert "확인 바람" in unzipped(out)["word/comments.xml"].decode()
    assert set(result.warnings) == {"tracked_changes_kept", "comment_text_kept"}


def test_web_links_stay_and_local_ones_lose_their_path() -> None:
    _, out = cleaned(office_samples.docx())
    relations = unzipped(out)["word/_rels/document.xml.rels"].decode()
    assert "file:" not in relations
    assert 'Target="about:blank"' in relations
    data = office_samples.docx(
        extra={"word/_rels/document.xml.rels": office_samples.relations(
            ("rIdLink", "hyperlink", "https://www.acrc.go.kr/"),
            ("rIdPic", "image", "https://tracker.example/pixel.png"))}
    )  # fmt: skip
    relations = unzipped(cleaned(data)[1])["word/_rels/document.xml.rels"].decode()
    assert "https://www.acrc.go.kr/" in relations
    assert "tracker.example" not in relations


def test_part_that_cannot_be_cleaned_refuses_the_document() -> None:
    data = office_samples.docx(extra={"word/media/image1.jpeg": b"\x7fELF" + bytes(200)})
    assert refusal(data) is Reason.UNSUPPORTED


def test_hwpx_begins_with_its_uncompressed_type_and_keeps_its_spine() -> None:
    _, out = cleaned(hangul_samples.hwpx())
    assert out[30:57] == b"mimetypeapplication/hwp+zip"
    package = unzipped(out)["Contents/content.hpf"].decode()
    assert 'idref="section0"' in package
    assert "Scripts" not in package
    assert 'id="script"' not in package
    assert not any(name.startswith(("Scripts", "Preview/PrvImage")) for name in unzipped(out))
    assert "BinData/left-behind.jpg" not in unzipped(out)


def test_hangul_picture_note_with_camera_and_file_name_goes() -> None:
    for make in (hangul_samples.hwpx, hangul_samples.hwp5):
        result, out = cleaned(make())
        assert not tells(out, "원본 그림의 이름")
        assert any(entry.detail == "picture_note" for entry in result.removed)


def test_encrypted_hwpx_is_refused() -> None:
    parts: dict[str, bytes | str] = dict(unzipped(hangul_samples.hwpx()))
    parts["META-INF/manifest.xml"] = "<m><encryption-data/></m>"
    assert refusal(zipped(parts)) is Reason.UNSUPPORTED


def hwp_streams(data: bytes) -> dict[str, bytes]:
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        return {"/".join(name): ole.openstream(name).read() for name in ole.listdir()}


@pytest.mark.parametrize("compressed", [0, 1])
def test_hwp_keeps_body_and_pictures_and_loses_the_rest(compressed: int) -> None:
    data = hangul_samples.hwp5(flags=compressed | 0x48)
    _, out = cleaned(data)
    streams = hwp_streams(out)
    assert set(streams) == {"FileHeader", "DocInfo", "BodyText/Section0", "BinData/BIN0001.jpg",
                            "\x05HwpSummaryInformation", "PrvText"}  # fmt: skip
    assert struct.unpack_from("<I", streams["FileHeader"], 36) == (compressed,)
    picture = streams["BinData/BIN0001.jpg"]
    picture = zlib.decompress(picture, -15) if compressed else picture
    assert pixels(picture) == pixels(photo(size=(320, 240)))
    with olefile.OleFileIO(io.BytesIO(out)) as ole:
        assert not ole.getproperties("\x05HwpSummaryInformation")[4]
        assert ole.root.createTime == ole.root.modifyTime == 0


@pytest.mark.parametrize("flag", [0x02, 0x04, 0x10])
def test_locked_hwp_is_refused(flag: int) -> None:
    assert refusal(hangul_samples.hwp5(flags=1 | flag)) is Reason.UNSUPPORTED


def test_hwp_with_an_embedded_program_is_refused() -> None:
    data = hangul_samples.hwp5(pictures={"BIN0001.OLE": compound_file({("x",): b"y" * 5000})})
    assert refusal(data) is Reason.UNSUPPORTED


def test_compound_files_of_all_sizes_read_back() -> None:
    """More than 109 table sectors (7 MB) need the second-level table."""
    for size in (0, 1, 63, 64, 65, 4095, 4096, 4097, 100_000, 9_000_000):
        streams: dict[tuple[str, ...], bytes] = {
            ("a",): (bytes(range(256)) * (size // 256 + 1))[:size],
            ("Storage", "b"): b"x" * 100,
            ("Storage", "Inner", "c"): b"y" * 5000,
            **{(f"n{number}",): b"z" * number for number in range(40)},
        }
        with olefile.OleFileIO(io.BytesIO(compound_file(streams))) as ole:
            assert len(ole.listdir()) == len(streams)
            for path, data in streams.items():
                assert ole.openstream(list(path)).read() == data
            assert not ole.parsing_issues


def test_password_protected_office_file_is_refused() -> None:
    """Office wraps it into a compound file, as it does old DOC and XLS files."""
    data = compound_file({("EncryptionInfo",): b"x" * 100, ("EncryptedPackage",): b"y" * 9000})
    assert refusal(data) is Reason.UNSUPPORTED


def test_text_passes_as_it_is_and_programs_do_not() -> None:
    for text in ("신고합니다\r\n".encode(), b"\xef\xbb\xbf" + BODY.encode(), BODY.encode("cp949")):
        result, out = cleaned(text)
        assert out == text
        assert (result.kind, result.removed) == (Kind.TEXT, ())
    assert refusal(b"abc\0def") is Reason.UNSUPPORTED
    assert refusal(bytes(range(128, 256)) * 10) is Reason.UNSUPPORTED
    assert refusal(BODY.encode() * 400 + b"\xff\xfe\x00") is Reason.UNSUPPORTED


class TestBombs:
    def test_zip_bomb_by_ratio(self) -> None:
        data = office_samples.docx(extra={"word/media/image1.jpeg": bytes(60_000_000)})
        assert refusal(data) is Reason.TOO_LARGE

    def test_zip_bomb_by_count(self) -> None:
        data = office_samples.docx(extra={f"word/x{n}.xml": "<a/>" for n in range(200)})
        assert refusal(data, Limits(archive_entries=150)) is Reason.TOO_LARGE

    def test_zip_bomb_by_total(self) -> None:
        data = office_samples.docx(extra={f"word/x{n}.xml": b"<a>" * 300_000 for n in range(9)})
        assert refusal(data, Limits(unpacked_bytes=2_000_000)) is Reason.TOO_LARGE

    def test_header_that_lies_about_its_size_unpacks_no_more(self) -> None:
        data = bytearray(office_samples.docx(extra={"word/x.xml": b"A" * 1_000_000}))
        at = 0
        while (at := data.find(struct.pack("<I", 1_000_000), at + 1)) > 0:
            data[at : at + 4] = struct.pack("<I", 1000)
        assert refusal(bytes(data)) is Reason.BROKEN

    def test_entity_bomb_is_not_expanded(self) -> None:
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        data = office_samples.docx(extra={"word/document.xml": f"{bomb}<x>&b;</x>"})
        assert refusal(data) is Reason.BROKEN

    def test_external_entity_is_not_read(self) -> None:
        bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'
        data = office_samples.docx(extra={"word/document.xml": bomb})
        assert refusal(data) is Reason.BROKEN

    def test_deep_xml_is_refused(self) -> None:
        deep = "<a>" * 100_000 + "</a>" * 100_000
        assert refusal(office_samples.docx(extra={"word/document.xml": deep})) is Reason.BROKEN

    def test_documents_within_documents_end_at_a_depth(self) -> None:
        inner = office_samples.xlsx()
        for _ in range(6):
            inner = office_samples.docx(extra={"word/embeddings/a.docx": inner,
                                        "word/_rels/document.xml.rels": office_samples.relations(
                                            ("rIdX", "package", "embeddings/a.docx"))})  # fmt: skip
        assert refusal(inner) is Reason.TOO_LARGE

    def test_two_entries_of_one_name_are_refused(self) -> None:
        data = office_samples.docx(extra={"word/x-twice.xml": "<a/>"})
        data = data.replace(b"hidden/notes.xml", b"word/x-twice.xml")
        assert refusal(data) is Reason.BROKEN

    def test_hwp_stream_bomb_is_refused(self) -> None:
        data = hangul_samples.hwp5(pictures={"BIN0001.bmp": bytes(30_000_000)})
        assert refusal(data, Limits(unpacked_bytes=5_000_000)) is Reason.TOO_LARGE
