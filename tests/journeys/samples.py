"""Files as people send them: with the traces that cameras and office programs leave in them."""

import io
import zipfile
from pathlib import Path

import pikepdf
from PIL import Image
from PIL.ExifTags import GPS, Base

from haechi.cleaning.tests.media_samples import large_video, video

AUTHOR = "홍길동제보자"
CAMERA = "GALAXY-S31-NO-88213"


def photo() -> bytes:
    """A JPEG that tells where and with which telephone it was taken."""
    exif = Image.Exif()
    exif[Base.Make.value] = "Samsung"
    exif[Base.Model.value] = CAMERA
    exif[Base.DateTime.value] = "2026:11:01 09:10:11"
    exif[Base.Orientation.value] = 6
    place = exif.get_ifd(0x8825)
    place[GPS.GPSLatitudeRef.value], place[GPS.GPSLatitude.value] = "N", (37.0, 33.0, 59.4)
    place[GPS.GPSLongitudeRef.value], place[GPS.GPSLongitude.value] = "E", (126.0, 58.0, 40.8)
    out = io.BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(out, "JPEG", exif=exif, quality=80)
    return out.getvalue()


def paper() -> bytes:
    """A one-page PDF with its author's name."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.docinfo["/Author"] = AUTHOR
    document.docinfo["/Producer"] = "한글 2024"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def hangul() -> bytes:
    """The smallest HWPX (KS X 6101): mimetype first and stored, one section, the author in content.hpf."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>'
    parts = {
        "version.xml": (
            f'{head}<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" major="5"/>'
        ),
        "Contents/content.hpf": (
            f'{head}<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:metadata><opf:title/>'
            f'<opf:meta name="creator" content="text">{AUTHOR}</opf:meta></opf:metadata><opf:manifest>'
            '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>'
            '</opf:manifest><opf:spine><opf:itemref idref="section0"/></opf:spine></opf:package>'
        ),
        "Contents/section0.xml": (
            f'{head}<hs:sec xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
            ' xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph"><hp:p><hp:run><hp:t>계약 내역</hp:t>'
            "</hp:run></hp:p></hs:sec>"
        ),
        "META-INF/container.xml": (
            f'{head}<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container"><ocf:rootfiles>'
            '<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>'
            "</ocf:rootfiles></ocf:container>"
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/hwp+zip")
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def write_all(folder: Path) -> dict[str, Path]:
    """Each sample under the name a person would give it."""
    samples = {
        "photo": ("현장사진.jpg", photo()),
        "video": ("회의실영상.mp4", video(frames=12)),
        "film": ("긴영상.mp4", large_video(30_000_000)),
        "paper": ("계약서.pdf", paper()),
        "hangul": ("내역서.hwpx", hangul()),
        "program": ("사진아님.jpg", b"MZ\x90\x00" + bytes(4096)),
        "empty": ("빈파일.pdf", b""),
    }
    written = {}
    for key, (name, content) in samples.items():
        written[key] = folder / name
        written[key].write_bytes(content)
    return written
