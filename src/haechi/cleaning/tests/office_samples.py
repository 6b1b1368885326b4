"""Office documents with planted traces, made by hand."""

from haechi.cleaning.ole_write import compound_file
from haechi.cleaning.tests.samples import BODY, MARK, photo, zipped

CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


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


_DOCUMENT = (
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
_SETTINGS = (
    f'<w:settings xmlns:w="{W}" xmlns:r="{OFFICE}"><w:attachedTemplate r:id="rIdT"/>'
    '<w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids>'
    f'<w:docVars><w:docVar w:name="who" w:val="{MARK}"/></w:docVars></w:settings>'
)
_COMMENTS = (
    f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="{MARK}" w:initials="HGD" '
    'w:date="2024-03-01T09:10:00Z"><w:p><w:r><w:t>확인 바람</w:t></w:r></w:p></w:comment>'
    "</w:comments>"
)


def docx(*, macro: bool = False, extra: dict[str, bytes | str] | None = None) -> bytes:
    main_type = (
        "application/vnd.ms-word.document.macroEnabled.main+xml"
        if macro
        else "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
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
        "word/document.xml": _DOCUMENT,
        "word/settings.xml": _SETTINGS,
        "word/_rels/settings.xml.rels": relations(
            ("rIdT", "attachedTemplate", f"file:///C:/Users/{MARK}/Normal.dotm")
        ),
        "word/comments.xml": _COMMENTS,
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
