"""Small real files for the demo reports, drawn here; the photographs carry a place, as telephones' do."""

import io
import math
import random
import struct
import wave
import zipfile

from PIL import Image, ImageDraw, TiffImagePlugin

_SIZE = (960, 720)
_GPS = 0x8825  # Exif 2.3, pointer to the GPS directory
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


def make_file(name: str) -> bytes:
    """The bytes of the sample of that name, the same each time."""
    kind = name.rsplit(".", 1)[-1]
    makers = {"jpg": _photo, "png": _screenshot, "pdf": _paper, "wav": _hum, "xlsx": _sheet}
    return makers[kind](random.Random(name))  # noqa: S311  a picture, not a secret


def photo_with_place() -> bytes:
    """A photograph with camera, time and GPS position in its Exif data."""
    return _photo(random.Random("place"))  # noqa: S311


def _scene(dice: random.Random) -> Image.Image:
    image = Image.new("RGB", _SIZE, (150 + dice.randrange(60), 170, 190))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 430, *_SIZE), fill=(110, 108, 104))
    for left in range(0, _SIZE[0], 80):
        shade = 120 + dice.randrange(40)
        pen.rectangle(
            (left, 450 + dice.randrange(20), left + 70, 700), fill=(shade, shade - 6, shade - 12)
        )
    for _ in range(6):
        x, y, r = dice.randrange(900), dice.randrange(120, 420), dice.randrange(20, 70)
        pen.ellipse((x, y, x + 2 * r, y + r), fill=(90, 110 + dice.randrange(60), 80))
    return image


def _photo(dice: random.Random) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Samsung", "SM-S921N"  # Make, Model
    exif[0x0132] = "2026:01:05 08:12:44"  # DateTime
    degrees = tuple(TiffImagePlugin.IFDRational(value) for value in (37, 33, 58))
    east = tuple(TiffImagePlugin.IFDRational(value) for value in (126, 58, 41))
    exif.get_ifd(_GPS).update({1: "N", 2: degrees, 3: "E", 4: east})
    out = io.BytesIO()
    _scene(dice).save(out, "JPEG", quality=70, exif=exif)
    return out.getvalue()


def _screenshot(dice: random.Random) -> bytes:
    image = Image.new("RGB", (720, 960), (245, 246, 248))
    pen = ImageDraw.Draw(image)
    for row in range(9):
        top, wide = 60 + row * 95, 240 + dice.randrange(300)
        left = 30 if row % 3 else 690 - wide
        pen.rounded_rectangle((left, top, left + wide, top + 70), 18, fill=(225, 232, 245))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _paper(dice: random.Random) -> bytes:
    image = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(image)
    for top in range(200, 1500, 64):
        pen.line((120, top, 1120, top), fill=(60, 60, 60), width=2)
        pen.line(
            (140, top + 34, 140 + dice.randrange(200, 900), top + 34),
            fill=(150, 150, 150),
            width=14,
        )
    out = io.BytesIO()
    image.save(out, "PDF", title="정비 명세서", author="차량팀", resolution=150)
    return out.getvalue()


def _hum(dice: random.Random) -> bytes:
    """Three seconds of a boiler at 8 kHz."""
    rate, out = 8000, io.BytesIO()
    samples = (
        int(6000 * math.sin(2 * math.pi * 58 * n / rate) + dice.randrange(-800, 800))
        for n in range(3 * rate)
    )
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return out.getvalue()


def _sheet(dice: random.Random) -> bytes:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{day}</t></is></c>'
        f'<c r="B{n}"><v>{dice.randrange(120, 980) * 1000}</v></c></row>'
        for n, day in enumerate(("8월", "9월", "10월", "11월"), start=1)
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="내역" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{_XML}<worksheet xmlns="{_SHEET}">'
        f"<sheetData>{rows}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return out.getvalue()
