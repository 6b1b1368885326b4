"""Real documents with planted traces, made by hand."""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from haechi.cleaning.ole_write import compound_file

MARK = "PLANTED-BY-HONG-GILDONG"
BODY = "부서장이 업체 대표에게서 상품권을 받았습니다"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def photo(kind: str = "JPEG", *, orientation: int = 6, size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture with camera, author, position and comment in its EXIF, where the format has it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = MARK
    exif[0x013B] = MARK
    exif[0x0132] = "2024:03:01 09:10:11"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (37.0, 33.0, 59.0), "E", (126.0, 58.0, 40.0)
    out = io.BytesIO()
    left = Image.new("RGB", (size[0] // 2, size[1]), (200, 30, 30))
    picture = Image.new("RGB", size, (30, 30, 200))
    picture.paste(left, (0, 0))
    if kind == "GIF":
        picture.quantize(8).save(out, kind, comment=MARK.encode())
    else:
        picture.save(out, kind, exif=exif.tobytes(), quality=95)
    return out.getvalue()


def zipped(parts: dict[str, bytes | str], *, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (2024, 3, 1, 9, 10, 12))
            stored = name == "mimetype"
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def relations(*entries: tuple[str, str, str]) -> str:
    """(key, type, target); a target with a colon is external."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"'
        + (' TargetMode="External"' if ":" in target else "")
        + "/>"
        for key, kind, target in entries
    )
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def content_types(main: str, main_type: str) -> str:
    return (
        f'<Types xmlns="{CONTENT_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        f'<Override PartName="/{main}" ContentType="{main_type}"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/">'
    f"<dc:creator>{MARK}</dc:creator><dc:title>{MARK}</dc:title>"
    f"<cp:lastModifiedBy>{MARK}</cp:lastModifiedBy>"
    "<dcterms:created>2024-03-01T09:10:11Z</dcterms:created></cp:coreProperties>"
)


def docx(*, macro: bool = False, extra: dict[str, bytes | str] | None = None) -> bytes:
    main_type = (
        "application/vnd.ms-word.document.macroEnabled.main+xml"
        if macro
        else "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    )
    document = (
        f'<w:document xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:a="{A}" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
        'xmlns:o="urn:schemas-microsoft-com:office:office"><w:body>'
        f'<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD"><w:r><w:t>{BODY}</w:t></w:r></w:p>'
        f'<w:p><w:ins w:id="1" w:author="{MARK}" w:date="2024-03-01T09:10:00Z"><w:r><w:t>덧붙임'
        "</w:t></w:r></w:ins></w:p>"
        '<w:p><w:r><w:object><o:OLEObject r:id="rIdOle" ProgID="Package"/></w:object></w:r></w:p>'
        '<w:p><w:hyperlink r:id="rIdLink"><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>'
        f'<w:p><w:r><w:drawing><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="{MARK}.jpg" '
        f'descr="C:\\Users\\{MARK}\\a.jpg"/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:embed="rIdPic"/></pic:blipFill></pic:pic></w:drawing></w:r></w:p>'
        "</w:body></w:document>"
    )
    settings = (
        f'<w:settings xmlns:w="{W}" xmlns:r="{OFFICE}"><w:attachedTemplate r:id="rIdT"/>'
        '<w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids>'
        f'<w:docVars><w:docVar w:name="who" w:val="{MARK}"/></w:docVars></w:settings>'
    )
    comments = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="{MARK}" w:initials="HGD" '
        'w:date="2024-03-01T09:10:00Z"><w:p><w:r><w:t>확인 바람</w:t></w:r></w:p></w:comment>'
        "</w:comments>"
    )
    entries = [
        ("rIdPic", "image", "media/image1.jpeg"),
        ("rIdOle", "oleObject", "embeddings/oleObject1.bin"),
        ("rIdLink", "hyperlink", f"file:///C:/Users/{MARK}/a.txt"),
        ("rIdS", "settings", "settings.xml"),
        ("rIdC", "comments", "comments.xml"),
        ("rIdPeople", "people", "people.xml"),
    ]
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": content_types("word/document.xml", main_type),
        "_rels/.rels": relations(
            ("rId1", "officeDocument", "word/document.xml"),
            ("rId2", "metadata/core-properties", "docProps/core.xml"),
            ("rId3", "metadata/thumbnail", "docProps/thumbnail.jpeg"),
            ("rId4", "customXml", "customXml/item1.xml"),
        ),
        "docProps/core.xml": CORE,
        "docProps/thumbnail.jpeg": photo(),
        "customXml/item1.xml": f"<x>{MARK}</x>",
        "word/document.xml": document,
        "word/settings.xml": settings,
        "word/_rels/settings.xml.rels": relations(
            ("rIdT", "attachedTemplate", f"file:///C:/Users/{MARK}/Normal.dotm")
        ),
        "word/comments.xml": comments,
        "word/people.xml": f'<w15:people xmlns:w15="urn:w15"><w15:person w15:author="{MARK}"/>'
        "</w15:people>",
        "word/media/image1.jpeg": photo(),
        "word/embeddings/oleObject1.bin": compound_file({("x",): MARK.encode()}),
        "hidden/notes.xml": f"<x>{MARK}</x>",
    }
    if macro:
        parts["word/vbaProject.bin"] = compound_file({("VBA",): MARK.encode()})
        entries.append(("rIdV", "vbaProject", "vbaProject.bin"))
    parts["word/_rels/document.xml.rels"] = relations(*entries)
    return zipped({**parts, **(extra or {})}, comment=MARK.encode())


def xlsx() -> bytes:
    return zipped(
        {
            "[Content_Types].xml": content_types(
                "xl/workbook.xml",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            ),
            "_rels/.rels": relations(
                ("rId1", "officeDocument", "xl/workbook.xml"),
                ("rId2", "core-properties", "docProps/core.xml"),
            ),
            "docProps/core.xml": CORE,
            "xl/workbook.xml": f'<workbook xmlns="{X}" xmlns:r="{OFFICE}" '
            'xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac">'
            f'<fileSharing userName="{MARK}"/><x15ac:absPath url="C:\\Users\\{MARK}\\"/>'
            '<sheets><sheet name="표" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "revisionHeaders", "revisions/revisionHeaders.xml"),
                ("rId3", "person", "persons/person.xml"),
            ),
            "xl/revisions/revisionHeaders.xml": f'<headers xmlns="{X}" userName="{MARK}"/>',
            "xl/persons/person.xml": '<personList xmlns="http://schemas.microsoft.com/office/'
            f'spreadsheetml/2018/threadedcomments"><person displayName="{MARK}" id="1" '
            f'userId="{MARK}" providerId="AD"/></personList>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{X}" xmlns:r="{OFFICE}"><sheetData>'
            f'<row r="1"><c r="A1" t="inlineStr"><is><t>{BODY}</t></is></c></row></sheetData>'
            '<pageSetup paperSize="9" r:id="rId1"/></worksheet>',
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("rId1", "printerSettings", "../printerSettings/printerSettings1.bin"),
                ("rId2", "comments", "../comments1.xml"),
            ),
            "xl/printerSettings/printerSettings1.bin": MARK.encode("utf-16-le"),
            "xl/comments1.xml": f'<comments xmlns="{X}"><authors><author>{MARK}</author></authors>'
            f'<commentList><comment ref="A1" authorId="0"><text><r><t>{MARK}:</t></r><r><t>확인'
            "</t></r></text></comment></commentList></comments>",
        }
    )


def pptx() -> bytes:
    slide = (
        f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{OFFICE}"><p:cSld><p:spTree>'
        f"<p:sp><p:txBody><a:p><a:r><a:t>{BODY}</a:t></a:r></a:p></p:txBody></p:sp>"
        '<p:graphicFrame><a:graphic><a:graphicData uri="ole"><p:oleObj r:id="rIdOle"><p:pic>'
        '<p:nvPicPr><p:cNvPr id="4" name="x"/></p:nvPicPr><p:blipFill><a:blip r:embed="rIdPic"/>'
        "</p:blipFill></p:pic></p:oleObj></a:graphicData></a:graphic></p:graphicFrame>"
        "</p:spTree></p:cSld></p:sld>"
    )
    return zipped(
        {
            "[Content_Types].xml": content_types(
                "ppt/presentation.xml",
                "application/vnd.openxmlformats-officedocument.presentationml."
                "presentation.main+xml",
            ),
            "_rels/.rels": relations(
                ("rId1", "officeDocument", "ppt/presentation.xml"),
                ("rId2", "core-properties", "docProps/core.xml"),
            ),
            "docProps/core.xml": CORE,
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}"/>',
            "ppt/_rels/presentation.xml.rels": relations(
                ("rId1", "slide", "slides/slide1.xml"),
                ("rId2", "commentAuthors", "commentAuthors.xml"),
                ("rId3", "changesInfo", "changesInfos/changesInfo1.xml"),
            ),
            "ppt/commentAuthors.xml": f'<p:cmAuthorLst xmlns:p="{P}"><p:cmAuthor id="0" '
            f'name="{MARK}" initials="H"/></p:cmAuthorLst>',
            "ppt/changesInfos/changesInfo1.xml": f"<x>{MARK}</x>",
            "ppt/slides/slide1.xml": slide,
            "ppt/slides/_rels/slide1.xml.rels": relations(
                ("rIdOle", "oleObject", "../embeddings/oleObject1.bin"),
                ("rIdPic", "image", "../media/image1.jpeg"),
                ("rIdBook", "package", "../embeddings/book.xlsx"),
            ),
            "ppt/embeddings/oleObject1.bin": compound_file({("x",): MARK.encode()}),
            "ppt/embeddings/book.xlsx": xlsx(),
            "ppt/media/image1.jpeg": photo(),
        }
    )


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


def pdf(*, password: str = "") -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(300, 300)).obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    image = document.make_stream(
        photo(), Type=Name.XObject, Subtype=Name.Image, Width=64, Height=48,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode,
        Metadata=document.make_stream(MARK.encode(), Type=Name.Metadata, Subtype=Name.XML),
    )  # fmt: skip
    # A font and a picture that bear the names of entries the cleaner removes.
    page.Resources = Dictionary(
        Font=Dictionary(AA=document.make_indirect(font)), XObject=Dictionary(Thumb=image)
    )
    page.Contents = document.make_stream(
        b"BT /AA 24 Tf 20 200 Td (VISIBLE TEXT) Tj ET q 100 0 0 75 20 20 cm /Thumb Do Q"
    )
    page.PieceInfo = Dictionary(App=Dictionary(Private=String(MARK)))
    page.LastModified = String("D:20240301091011")
    page.Thumb = document.make_stream(MARK.encode(), Width=1, Height=1)
    page.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{MARK}')")))
    page.Annots = Array(
        [
            Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], T=String(MARK),
                       M=String("D:20240301091011"), Contents=String("memo stays")),
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
                       A=Dictionary(S=Name.Launch, F=String(f"C:/{MARK}.exe"))),
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], FT=Name.Tx,
                       T=String("field"), V=String("VALUE STAYS")),
        ]
    )  # fmt: skip
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(MARK))
    document.Root.Metadata = document.make_stream(
        MARK.encode(), Type=Name.Metadata, Subtype=Name.XML
    )
    document.attachments[f"{MARK}.txt"] = MARK.encode()
    document.docinfo["/Author"] = MARK
    document.docinfo["/CreationDate"] = "D:20240301091011"
    out = io.BytesIO()
    if password:
        document.save(out, encryption=pikepdf.Encryption(owner=password, user=password))
    else:
        document.save(out)
    return out.getvalue()


def updated_pdf() -> bytes:
    """Saved twice: the first version of the page still lies in the file."""
    first = pdf()
    at = first.rindex(b"startxref") + 10
    previous = int(first[at:].split()[0])
    old = f"% {MARK} old page text".encode()
    stream = b"99 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(old), old)
    table = b"xref\n99 1\n%010d 00000 n \n" % len(first)
    with pikepdf.open(io.BytesIO(first)) as document:
        root, size = document.Root.objgen[0], len(document.objects) + 1
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (max(100, size), root, previous)
    end = b"startxref\n%d\n%%%%EOF\n" % (len(first) + len(stream))
    return first + stream + table + trailer + end
