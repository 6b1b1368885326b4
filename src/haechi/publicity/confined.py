"""Draws a logo anew as a PNG. Runs inside the cleaning child: no network, no files, bounded memory.

An SVG is a document that can carry scripts, load things and grow without end when drawn. Here it is
drawn once, by Typst's renderer (which knows no scripts), and only the pixels leave.
"""

from __future__ import annotations

import io
import re
from typing import BinaryIO

import typst
from PIL import Image, ImageOps

from haechi.cleaning.sniff import sniff
from haechi.cleaning.types import CleaningError, CleanResult, Code, Kind, Limits, Reason, Removed
from haechi.cleaning.xmltree import Element, drop, local, parse, serialise, space

SIDE = 2000  # pixels of the longer side: 60 mm at 840 dpi
LETTERS = (Code.OTHER.value, "letters")
_SPACES = frozenset({"http://www.w3.org/2000/svg", ""})
_LINK_SPACES = frozenset(
    {"", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"}
)
_DROPPED = frozenset({"script", "foreignObject", "metadata", "a", "animate", "set", "iframe"})
_ACTIVE = frozenset({"script", "foreignObject", "iframe"})
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+svg[^\[>]*>", re.I)
_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), width: 200pt, height: 200pt, fit: "contain")"""
# Now: the child can open no file any more, and Pillow loads its readers when they are first needed.
Image.init()
_NO_FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
_FORMATS = {Kind.PNG: "PNG", Kind.JPEG: "JPEG"}


def clean_stream(source: BinaryIO, size: int, target: BinaryIO, limits: Limits) -> CleanResult:
    """As `haechi.cleaning.dispatch.clean_stream`; raises CleaningError and nothing else."""
    try:
        png, removed = _drawn(source, size, limits)
        target.write(png)
    except CleaningError:
        raise
    except MemoryError:
        raise CleaningError(Reason.TOO_LARGE) from None
    except Exception:
        # A hostile file can make a library raise anything; the message may quote the file.
        raise CleaningError(Reason.BROKEN) from None
    return CleanResult(Kind.PNG, "image/png", "png", len(png), tuple(removed), ())


def _drawn(source: BinaryIO, size: int, limits: Limits) -> tuple[bytes, list[Removed]]:
    kind = sniff(source, size)
    data = source.read()
    if kind in _FORMATS:
        return _picture(data, _FORMATS[kind], limits), []
    if b"<svg" in data[:65536]:
        root = parse(_DOCTYPE.sub(b"", data, count=1), limits)
        removed = _disarm(root)
        if Removed(*LETTERS) in removed:
            return _packed(Image.new("RGBA", (1, 1))), removed  # refused by the caller
        return _from_svg(serialise(root)), removed
    raise CleaningError(Reason.UNSUPPORTED)


def _picture(data: bytes, form: str, limits: Limits) -> bytes:
    with Image.open(io.BytesIO(data), formats=[form]) as picture:
        if picture.width * picture.height > limits.pixels:
            raise CleaningError(Reason.TOO_LARGE)
        return _packed(ImageOps.exif_transpose(picture))


def _packed(picture: Image.Image) -> bytes:
    """RGBA without anything beside the pixels, no larger than `SIDE`."""
    plain = picture.convert("RGBA")
    plain.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    clean = Image.frombytes("RGBA", plain.size, plain.tobytes())
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()


def _disarm(root: Element) -> list[Removed]:
    """Take out what acts, loads or carries foreign vocabularies; name what of it a person should know."""
    if local(root.tag) != "svg":
        raise CleaningError(Reason.BROKEN)
    removed: dict[Removed, None] = {}
    for element in list(root.iter()):
        name = local(element.tag)
        if name in {"text", "tspan"} and "".join(map(str, element.itertext())).strip():
            removed[Removed(*LETTERS)] = None
        if element is not root and (space(element.tag) not in _SPACES or name in _DROPPED):
            if name == "a":
                element.tag = element.tag.replace("}a", "}g") if "}" in element.tag else "g"
            else:
                drop(element)
                if name in _ACTIVE:
                    removed[Removed(Code.SCRIPT.value)] = None
                continue
        _strip(element, removed)
    return list(removed)


def _strip(element: Element, removed: dict[Removed, None]) -> None:
    for key in list(element.attrib):
        value = str(element.get(key)).strip()
        name = local(key)
        acts = name.lower().startswith("on") or "javascript:" in value.lower()
        outside = name == "href" and not value.startswith(
            ("#", "data:image/png", "data:image/jpeg")
        )
        if acts:
            removed[Removed(Code.SCRIPT.value)] = None
        if acts or outside or space(key) not in _LINK_SPACES:
            del element.attrib[key]


def _from_svg(svg: bytes) -> bytes:
    made = typst.compile(
        _PAGE, format="png", ppi=SIDE / 200 * 72, font_paths=_NO_FONTS,
        sys_inputs={"svg": svg.decode()},
    )  # fmt: skip
    with Image.open(io.BytesIO(bytes(made)), formats=["PNG"]) as picture:
        box = picture.convert("RGBA").getbbox()
        if box is None:
            raise CleaningError(Reason.BROKEN)
        return _packed(picture.crop(box))
