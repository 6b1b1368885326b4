"""Cleaning without a process, and a search for planted bytes through every packing."""

import io
import zlib
from collections.abc import Iterator

import olefile  # type: ignore[import-untyped]
import pikepdf
from PIL import Image

from haechi.cleaning.dispatch import clean_stream
from haechi.cleaning.tests.samples import MARK, unzipped
from haechi.cleaning.types import CleaningError, CleanResult, Limits, Reason


def cleaned(data: bytes, limits: Limits | None = None) -> tuple[CleanResult, bytes]:
    target = io.BytesIO()
    result = clean_stream(io.BytesIO(data), len(data), target, limits or Limits())
    assert result.size == len(target.getvalue())
    return result, target.getvalue()


def refusal(data: bytes, limits: Limits | None = None) -> Reason:
    try:
        result, _ = cleaned(data, limits)
    except CleaningError as error:
        return error.reason
    raise AssertionError(f"was accepted as {result.kind}")


def layers(data: bytes) -> Iterator[bytes]:
    """The bytes themselves and everything that can be unpacked out of them, to any depth."""
    yield data
    if data.startswith(b"PK\x03\x04"):
        for part in unzipped(data).values():
            yield from layers(part)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            for name in ole.listdir():
                stream = ole.openstream(name).read()
                yield from layers(stream)
                yield from _inflated(stream)
    elif data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for each in pdf.objects:
                yield each.unparse()
                if isinstance(each, pikepdf.Stream):
                    yield from layers(each.read_raw_bytes())
                    yield from _inflated(each.read_raw_bytes())


def _inflated(data: bytes) -> Iterator[bytes]:
    for wbits in (15, -15):
        try:
            yield from layers(zlib.decompressobj(wbits).decompress(data))
        except zlib.error:
            continue


def tells(data: bytes, mark: str = MARK) -> bool:
    wanted = (mark.encode(), mark.encode("utf-16-le"), mark.encode("utf-16-be"))
    return any(each in layer for layer in layers(data) for each in wanted)


def codes(result: CleanResult) -> set[str]:
    return {entry.code for entry in result.removed}


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.convert("RGBA").tobytes()


def orientation(data: bytes) -> int | None:
    with Image.open(io.BytesIO(data)) as picture:
        found = picture.getexif().get(0x0112)
    return int(found) if found else None
