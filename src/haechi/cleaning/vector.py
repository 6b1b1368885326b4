"""Picture formats that only occur inside documents: EMF, WMF, BMP, TIFF, SVG.

Sources: [MS-EMF] 2.3.4.2, [MS-WMF] 2.3.2.3, TIFF 6.0, SVG 1.1.
"""

from __future__ import annotations

import io
import struct

from PIL import Image

from haechi.cleaning.pixels import check_pixels
from haechi.cleaning.types import CleaningError, Code, Limits, Notes, Reason
from haechi.cleaning.xmltree import drop, local, parse, serialise, space

_WMF = (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00")
_TIFF = (b"II*\0", b"MM\0*")
_SVG_SPACES = frozenset(
    {"", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink",
     "http://www.w3.org/XML/1998/namespace"}
)  # fmt: skip
_SVG_DROPPED = frozenset({"metadata", "script", "foreignObject"})
_MAX_FRAMES = 100


def clean_vector(data: bytes, limits: Limits, notes: Notes) -> bytes | None:
    """The cleaned picture, or nothing when it is none of these. Raises CleaningError BROKEN."""
    if data[40:44] == b" EMF" and data[:4] == b"\x01\0\0\0":
        return _emf(data, notes)
    if data.startswith(_WMF):
        return data  # a list of drawing calls without a place for a name
    if data.startswith(b"BM"):
        return _recoded(data, "BMP", limits)
    if data.startswith(_TIFF):
        return _recoded(data, "TIFF", limits)
    if b"<svg" in data[:4096]:
        return _svg(data, limits, notes)
    return None


def _emf(data: bytes, notes: Notes) -> bytes:
    """The header names the program and the title of the drawing."""
    if len(data) < 88:
        raise CleaningError(Reason.BROKEN)
    length, start = struct.unpack_from("<II", data, 60)
    if not length or not start:
        return data
    end = start + 2 * length
    if end > len(data):
        raise CleaningError(Reason.BROKEN)
    if any(data[start:end]):
        notes.took(Code.SOFTWARE)
    return data[:start] + bytes(end - start) + data[end:]


def _recoded(data: bytes, name: str, limits: Limits) -> bytes:
    frames: list[Image.Image] = []
    with Image.open(io.BytesIO(data), formats=[name]) as picture:
        for number in range(min(getattr(picture, "n_frames", 1), _MAX_FRAMES)):
            picture.seek(number)
            check_pixels(picture.width, picture.height * (number + 1), limits)
            frame = Image.frombytes(picture.mode, picture.size, picture.tobytes())
            if picture.mode == "P":
                frame.putpalette(picture.getpalette() or [])
            frames.append(frame)
    out = io.BytesIO()
    if name == "TIFF":
        frames[0].save(out, name, save_all=True, append_images=frames[1:], compression="tiff_lzw")
    else:
        frames[0].save(out, name)
    return out.getvalue()


def _svg(data: bytes, limits: Limits, notes: Notes) -> bytes:
    root = parse(data, limits)
    if local(root.tag) != "svg":
        raise CleaningError(Reason.BROKEN)
    for element in list(root.iter()):
        foreign = space(element.tag) not in _SVG_SPACES
        if element is not root and (foreign or local(element.tag) in _SVG_DROPPED):
            notes.took(Code.OTHER)
            drop(element)
            continue
        for key in list(element.attrib):
            outside = local(key) == "href" and not str(element.get(key)).startswith("#")
            if space(key) not in _SVG_SPACES or local(key).startswith("on") or outside:
                del element.attrib[key]
    return serialise(root)
