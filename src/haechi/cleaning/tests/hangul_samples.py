"""HWPX and HWP 5 documents with planted traces, made by hand."""

import struct
import zlib

from haechi.cleaning.ole_write import compound_file
from haechi.cleaning.tests.samples import BODY, MARK, photo, zipped


def hwpx() -> bytes:
    opf = "http://www.idpf.org/2007/opf/"
    hp = "http://www.hancom.co.kr/hwpml/2011/paragraph"
    hh = "http://www.hancom.co.kr/hwpml/2011/head"
    return zipped(
        {
            "mimetype": "application/hwp+zip",
            "version.xml": '<v:HCFVersion xmlns:v="urn:v" major="5" os="10" '
            f'appVersion="11, 0, 0, {MARK}"/>',
            "META-INF/container.xml": '<c:container xmlns:c="urn:c"><c:rootfiles>'
            '<c:rootfile full-path="Contents/content.hpf"/></c:rootfiles></c:container>',
            "Contents/content.hpf": f'<opf:package xmlns:opf="{opf}"><opf:metadata>'
            f"<opf:title>{MARK}</opf:title><opf:language>ko</opf:language>"
            f'<opf:meta name="creator" content="text">{MARK}</opf:meta>'
            '<opf:meta name="CreatedDate" content="text">2024-03-01T09:10:11Z</opf:meta>'
            "</opf:metadata><opf:manifest>"
            '<opf:item id="header" href="Contents/header.xml" media-type="application/xml"/>'
            '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>'
            '<opf:item id="image1" href="BinData/image1.jpg" media-type="image/jpg"/>'
            '<opf:item id="script" href="Scripts/sourceScripts" media-type="application/x-js"/>'
            '</opf:manifest><opf:spine><opf:itemref idref="section0"/>'
            '<opf:itemref idref="script"/></opf:spine></opf:package>',
            "Contents/header.xml": f'<hh:head xmlns:hh="{hh}"><hh:trackChangeAuthors>'
            f'<hh:trackChangeAuthor name="{MARK}" id="1"/></hh:trackChangeAuthors>'
            f'<hh:docOption><hh:linkinfo path="C:\\Users\\{MARK}\\a.hwpx"/></hh:docOption>'
            "</hh:head>",
            "Contents/section0.xml": f'<hp:sec xmlns:hp="{hp}"><hp:p><hp:run><hp:t>{BODY}</hp:t>'
            f"<hp:pic><hp:shapeComment>원본 그림의 이름: {MARK}.jpg 카메라 모델</hp:shapeComment>"
            '</hp:pic><hp:ctrl><hp:fieldBegin type="MEMO"><hp:parameters>'
            f'<hp:stringParam name="Author">{MARK}</hp:stringParam></hp:parameters>'
            "</hp:fieldBegin></hp:ctrl></hp:run></hp:p></hp:sec>",
            "Preview/PrvText.txt": MARK,
            "Preview/PrvImage.png": photo("PNG"),
            "Scripts/sourceScripts": MARK.encode("utf-16-le"),
            "BinData/image1.jpg": photo(),
            "BinData/left-behind.jpg": photo(),
        }
    )


def record(tag: int, body: bytes, level: int = 0) -> bytes:
    if len(body) < 0xFFF:
        return struct.pack("<I", tag | level << 10 | len(body) << 20) + body
    return struct.pack("<2I", tag | level << 10 | 0xFFF << 20, len(body)) + body


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return engine.compress(data) + engine.flush()


def hwp5(*, flags: int = 1, pictures: dict[str, bytes] | None = None) -> bytes:
    """A compound file as Hangul 5.0 lays it out; ``flags`` as in its FileHeader."""

    def pack(data: bytes) -> bytes:
        return raw_deflate(data) if flags & 1 else data

    wide = MARK.encode("utf-16-le")
    head = b"HWP Document File".ljust(32, b"\0") + struct.pack("<2I", 0x05010100, flags)
    note = f"원본 그림의 이름: {MARK}.jpg".encode("utf-16-le")
    drawing = b" osg" + bytes(40) + struct.pack("<H", len(note) // 2) + note
    text = BODY.encode("utf-16-le")
    section = record(0x42, bytes(22)) + record(0x43, text, 1) + record(0x47, drawing, 1)
    author = struct.pack("<I", len(MARK)) + wide
    streams = {
        ("FileHeader",): head.ljust(256, b"\0"),
        ("DocInfo",): pack(record(0x10, bytes(26)) + record(0x61, author)),
        ("BodyText", "Section0"): pack(section + record(0x43, text * 400, 1)),
        ("\x05HwpSummaryInformation",): b"\xfe\xff" + bytes(46) + wide * 3,
        ("PrvText",): wide,
        ("PrvImage",): photo("PNG"),
        ("DocOptions", "_LinkDoc"): wide,
        ("Scripts", "DefaultJScript"): wide,
        ("DocHistory", "VersionLog0"): wide,
    }
    for name, data in (pictures or {"BIN0001.jpg": photo(size=(320, 240))}).items():
        streams["BinData", name] = pack(data)
    # Padding stands for what a program leaves in the sectors of a file saved many times.
    return compound_file(streams) + wide.ljust(512, b"\0")
