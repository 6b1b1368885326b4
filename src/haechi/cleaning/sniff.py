"""The type of a file by its content, never by its name."""

from __future__ import annotations

import encodings.cp437  # noqa: F401  zipfile's codec for names: a confined child can load none
import zipfile
from typing import BinaryIO

import olefile  # type: ignore[import-untyped]

from haechi.cleaning.mpeg import frame_length, id3v2_length
from haechi.cleaning.text import looks_like_text
from haechi.cleaning.types import Kind

_HEAD = 4096
_MAX_TAGS = 8
_STARTS: dict[Kind, tuple[bytes, ...]] = {
    Kind.JPEG: (b"\xff\xd8\xff",),
    Kind.PNG: (b"\x89PNG\r\n\x1a\n",),
    Kind.GIF: (b"GIF87a", b"GIF89a"),
    Kind.WEBM: (b"\x1a\x45\xdf\xa3",),
    Kind.OGG: (b"OggS",),
}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_MOV_STARTS = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_OFFICE = {
    "word/document.xml": Kind.DOCX,
    "xl/workbook.xml": Kind.XLSX,
    "ppt/presentation.xml": Kind.PPTX,
}
_MAX_OLE = 512 * 1024 * 1024


def sniff(source: BinaryIO, size: int) -> Kind:
    """Reads a little of ``source`` and leaves its position at the start."""
    source.seek(0)
    head = source.read(_HEAD)
    try:
        return _by_magic(head, source, size)
    finally:
        source.seek(0)


def _by_magic(head: bytes, source: BinaryIO, size: int) -> Kind:
    for kind, starts in _STARTS.items():
        if head.startswith(starts):
            return kind
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head[:4] in (b"RIFF", b"RF64"):
        return {b"WEBP": Kind.WEBP, b"WAVE": Kind.WAV}.get(head[8:12], Kind.UNKNOWN)
    return _container(head, source, size)


def _container(head: bytes, source: BinaryIO, size: int) -> Kind:
    if head.startswith(b"PK\x03\x04"):
        return _archive(source)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(source, size)
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    if head[4:8] in _MOV_STARTS:
        return Kind.MOV
    return _sound_or_text(head, source, size)


def _iso_media(head: bytes) -> Kind:
    length = int.from_bytes(head[:4], "big")
    major = head[8:12]
    brands = {head[at : at + 4] for at in range(16, min(length, len(head)), 4)}
    if major in (b"avif", b"avis"):
        return Kind.UNKNOWN
    if major in _HEIC_BRANDS or (major in (b"mif1", b"msf1") and brands & _HEIC_BRANDS):
        return Kind.HEIC
    if major == b"qt  ":
        return Kind.MOV
    return Kind.M4A if major in (b"M4A ", b"M4B ") else Kind.MP4


def _archive(source: BinaryIO) -> Kind:
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
            if names and names[0] == "mimetype":
                with archive.open("mimetype") as entry:
                    return Kind.HWPX if entry.read(40) == b"application/hwp+zip" else Kind.UNKNOWN
            for name in names:
                if name in _OFFICE and "[Content_Types].xml" in names:
                    return _OFFICE[name]
    except Exception:  # whatever a broken archive makes of the reader, it is no document
        return Kind.UNKNOWN
    return Kind.UNKNOWN


def _compound(source: BinaryIO, size: int) -> Kind:
    if size > _MAX_OLE:
        return Kind.UNKNOWN
    source.seek(0)
    try:
        with olefile.OleFileIO(source) as ole:
            if ole.exists("FileHeader"):
                with ole.openstream("FileHeader") as stream:
                    if stream.read(17) == b"HWP Document File":
                        return Kind.HWP5
    except Exception:  # as above
        return Kind.UNKNOWN
    return Kind.UNKNOWN


def _sound_or_text(head: bytes, source: BinaryIO, size: int) -> Kind:
    start = 0
    for _ in range(_MAX_TAGS):
        tag = id3v2_length(head)
        if not tag:
            break
        start += tag
        source.seek(start)
        head = source.read(_HEAD)
    first = frame_length(head)
    if first and (frame_length(head[first:]) or start + first >= size):
        return Kind.MP3
    if not start and head and looks_like_text(head):
        return Kind.TEXT
    return Kind.UNKNOWN
