"""PDF files with planted traces."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from haechi.cleaning.tests.samples import MARK, photo


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
    field = document.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], FT=Name.Tx, T=String("field"),
        V=String("VALUE STAYS")))  # fmt: skip
    document.Root.AcroForm = Dictionary(Fields=Array([field]))
    page.Annots = Array(
        [
            Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], T=String(MARK),
                       M=String("D:20240301091011"), Contents=String("memo stays")),
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
                       A=Dictionary(S=Name.Launch, F=String(f"C:/{MARK}.exe"))),
            field,
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
