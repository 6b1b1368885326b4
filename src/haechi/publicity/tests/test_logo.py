"""Logos: redrawn by a process that can do nothing else (HL-9)."""

from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image

from haechi.crypto.spool import EncryptedSpool
from haechi.publicity.errors import LogoFault, LogoRefused
from haechi.publicity.logo import ReadLogo, read_logo

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' viewBox="0 0 40 20" {0}>{1}</svg>'
)
BOX = '<rect width="40" height="20" fill="#0055aa"/>'


def read(data: bytes) -> ReadLogo:
    settings.SPOOL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with EncryptedSpool(settings.SPOOL_DIR) as spool:
        spool.write(data)
        spool.seek(0)
        return read_logo(spool)


def svg(body: str = BOX, root: str = "") -> bytes:
    return SVG.format(root, body).encode()


def picture(form: str, **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 30), "#0055aa").save(out, form, **options)
    return out.getvalue()


def test_a_drawing_becomes_a_sharp_picture() -> None:
    seen = Image.open(BytesIO(read(svg()).png))
    assert (seen.format, seen.size, seen.getpixel((1000, 500))) == (
        "PNG", (2000, 1000), (0, 85, 170, 255),
    )  # fmt: skip


def test_pictures_lose_what_is_no_pixel() -> None:
    exif = Image.Exif()
    exif[0x013B] = "홍길동"
    exif[0x0112] = 6
    made = read(picture("JPEG", exif=exif)).png
    seen = Image.open(BytesIO(made))
    assert seen.size == (30, 60), "turned upright"
    assert not seen.info
    assert "홍길동".encode() not in made


@pytest.mark.parametrize(
    "hostile",
    [
        svg(BOX + "<script>alert(1)</script>"),
        svg(BOX, 'onload="alert(1)"'),
        svg(f'{BOX}<a href="javascript:alert(1)">{BOX}</a>'),
        svg(BOX + '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
    ],
)
def test_what_acts_is_left_out_and_told(hostile: bytes) -> None:
    made = read(hostile)
    assert made.script_removed
    assert Image.open(BytesIO(made.png)).size == (2000, 1000)


def test_what_would_be_loaded_from_elsewhere_is_left_out() -> None:
    body = (
        BOX
        + '<image href="file:///etc/passwd" width="9" height="9"/><use xlink:href="http://a/b#c"/>'
    )
    made = read(svg(body))
    assert not made.script_removed
    assert Image.open(BytesIO(made.png)).getpixel((20, 20)) == (0, 85, 170, 255)


def test_drawing_programs_headers_are_no_obstacle() -> None:
    head = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/a.dtd">'
    assert read(head + svg()).png


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"MZ\x90\x00" + bytes(64), LogoFault.KIND),
        (picture("GIF"), LogoFault.KIND),
        (picture("PNG")[:60], LogoFault.BROKEN),
        (svg()[:80], LogoFault.BROKEN),
        (svg(""), LogoFault.BROKEN),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">]>' + svg("&a;"), LogoFault.BROKEN),
        (svg("<text>한빛</text>"), LogoFault.LETTERS),
        (b"x" * (10 * 1024 * 1024 + 1), LogoFault.TOO_LARGE),
    ],
)
def test_what_cannot_be_a_logo_is_refused(data: bytes, fault: LogoFault) -> None:
    with pytest.raises(LogoRefused) as refused:
        read(data)
    assert refused.value.fault is fault


def test_a_drawing_that_grows_without_end_ends() -> None:
    """`use` doubled thirty times over would be a thousand million rectangles."""
    levels = "".join(
        f'<g id="l{n}"><use xlink:href="#l{n - 1}"/><use xlink:href="#l{n - 1}"/></g>'
        for n in range(1, 31)
    )
    with pytest.raises(LogoRefused) as refused:
        read(
            svg(
                f'<defs><rect id="l0" width="1" height="1"/>{levels}</defs><use xlink:href="#l30"/>'
            )
        )
    assert refused.value.fault is LogoFault.BROKEN
