"""Photos inside a PDF: a JPEG stays the JPEG it was, with its EXIF. Source: ISO 32000-2, 7.4."""

from __future__ import annotations

import base64
import binascii
import struct
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from haechi.cleaning import jpeg
from haechi.cleaning.inflate import inflate
from haechi.cleaning.types import CleaningError, Code, Limits, Notes, Reason

_JPEG, _JPEG_2000 = Name.DCTDecode, Name.JPXDecode
# Boxes of JPEG 2000 that draw: signature, type, header and its parts, codestream.
_JP2_BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})


def clean_image(stream: Stream, limits: Limits, notes: Notes) -> None:
    """In place. Raises CleaningError: BROKEN, TOO_LARGE, UNSUPPORTED for a rare filter chain."""
    filters = _as_list(stream.get("/Filter"))
    if not filters or filters[-1] not in (_JPEG, _JPEG_2000):
        return
    data = stream.read_raw_bytes()
    for each in filters[:-1]:
        data = _decoded(data, each, limits)
    photo = filters[-1] == _JPEG
    cleaned = jpeg.rewrite(data, limits, notes, bare=True) if photo else _jpeg_2000(data, notes)
    parameters = _as_list(stream.get("/DecodeParms"))
    last = parameters[-1] if parameters else None
    stream.write(
        cleaned, filter=filters[-1], decode_parms=last if isinstance(last, Dictionary) else None
    )


def _as_list(value: Any) -> list[Any]:  # noqa: ANN401
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _decoded(data: bytes, name: Any, limits: Limits) -> bytes:  # noqa: ANN401
    try:
        if name == Name.FlateDecode:
            return inflate(data, limits.document_bytes, keep=True).data
        if name == Name.ASCII85Decode:
            return base64.a85decode(data.strip().removesuffix(b"~>").removeprefix(b"<~"))
        if name == Name.ASCIIHexDecode:
            return binascii.unhexlify(b"".join(data.strip().removesuffix(b">").split()))
    except (ValueError, binascii.Error):
        raise CleaningError(Reason.BROKEN) from None
    raise CleaningError(Reason.UNSUPPORTED)


def _jpeg_2000(data: bytes, notes: Notes) -> bytes:
    if data.startswith(b"\xff\x4f"):
        return data  # a bare codestream
    out, at = [], 0
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if length == 1 and at + 16 <= len(data):
            (length,) = struct.unpack_from(">Q", data, at + 8)
        length = length or len(data) - at
        if length < 8 or at + length > len(data):
            raise CleaningError(Reason.BROKEN)
        if name in _JP2_BOXES:
            out.append(data[at : at + length])
        else:
            notes.took(Code.OTHER, "xmp")
        at += length
    return b"".join(out)
