"""HWP 5: a new compound file with the document in it and nothing about who wrote it on what.

Left out: summary strings and times, preview text and picture, scripts, older versions, link
paths; free sectors and times of the old file. Picture notes (see ``hwpx``), authors of tracked
changes and pictures themselves are cleaned.
Source: Hancom, "Hwp Document File Formats 5.0" revision 1.3; [MS-OLEPS].
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import BinaryIO

import olefile  # type: ignore[import-untyped]

from haechi.cleaning.hwp5_records import clean_doc_info, clean_section
from haechi.cleaning.inflate import RAW, deflate_raw, inflate
from haechi.cleaning.ole_write import compound_file
from haechi.cleaning.types import CleaningError, Code, Limits, Notes, Reason

CleanPart = Callable[[str, bytes], bytes]
_Path = tuple[str, ...]

_SUMMARY = "\x05HwpSummaryInformation"
_COMPRESSED, _PASSWORD, _DISTRIBUTED, _SCRIPT, _DRM = 0x01, 0x02, 0x04, 0x08, 0x10
_HISTORY, _SIGNED, _CERTIFIED, _CERTIFIED_DRM = 0x40, 0x80, 0x100, 0x400
# A distribution copy is scrambled, and its picture notes with it.
_UNREADABLE = _PASSWORD | _DISTRIBUTED | _DRM | _CERTIFIED | _CERTIFIED_DRM
_MAX_STREAMS = 5000
# What a reader of the document needs.
_KEPT = frozenset({"FileHeader", "DocInfo", "BodyText", "BinData", "Bibliography"})
_GONE = {"Scripts": Code.SCRIPT, "DocHistory": Code.EDIT_HISTORY, "PrvText": Code.PREVIEW,
         "PrvImage": Code.PREVIEW, "DocOptions": Code.LOCAL_PATH,
         "XMLTemplate": Code.CUSTOM_DATA, _SUMMARY: Code.AUTHOR}  # fmt: skip
_HWP_SUMMARY_CLASS = bytes.fromhex("60b6a29f6110d411b4c6006097c09d8c")


def clean_hwp5(
    source: BinaryIO, target: BinaryIO, limits: Limits, notes: Notes, clean_part: CleanPart
) -> None:
    """``clean_part`` cleans a picture by name and content. Raises CleaningError."""
    streams = _read(source, limits)
    header = bytearray(streams.get(("FileHeader",), b""))
    if len(header) < 40:
        raise CleaningError(Reason.BROKEN)
    (flags,) = struct.unpack_from("<I", header, 36)
    if flags & _UNREADABLE:
        raise CleaningError(Reason.UNSUPPORTED)
    kept: dict[_Path, bytes] = {}
    packer = _Packer(bool(flags & _COMPRESSED), limits)
    for path, data in streams.items():
        if path[0] in _KEPT:
            kept[path] = _cleaned(path, data, packer, notes, clean_part)
        elif data != _BLANK.get(path[0]):
            notes.took(_GONE.get(path[0], Code.OTHER))
    struct.pack_into("<I", header, 36, flags & ~(_SCRIPT | _HISTORY | _SIGNED))
    kept["FileHeader",] = bytes(header[:40]) + bytes(len(header) - 40)
    kept |= {(name,): blank for name, blank in _BLANK.items()}
    target.write(compound_file(kept))


def _read(source: BinaryIO, limits: Limits) -> dict[_Path, bytes]:
    source.seek(0)
    streams: dict[_Path, bytes] = {}
    with olefile.OleFileIO(source) as ole:
        names = ole.listdir(streams=True, storages=False)
        if len(names) > _MAX_STREAMS:
            raise CleaningError(Reason.TOO_LARGE)
        total = sum(ole.get_size(name) for name in names)
        if total > limits.document_bytes:
            raise CleaningError(Reason.TOO_LARGE)
        for name in names:
            with ole.openstream(name) as stream:
                streams[tuple(name)] = stream.read()
    return streams


class _Packer:
    def __init__(self, compressed: bool, limits: Limits) -> None:
        self.compressed = compressed
        self.left = limits.unpacked_bytes

    def unpack(self, data: bytes) -> bytes:
        """Raises CleaningError; the bound is shared by all streams of the file."""
        if not self.compressed:
            return data
        plain = inflate(data, self.left, wbits=RAW, keep=True).data
        self.left -= len(plain)
        return plain

    def pack(self, data: bytes) -> bytes:
        return deflate_raw(data) if self.compressed else data


def _cleaned(
    path: _Path, data: bytes, packer: _Packer, notes: Notes, clean_part: CleanPart
) -> bytes:
    if path == ("DocInfo",):
        return packer.pack(clean_doc_info(packer.unpack(data), notes))
    if path[0] == "BodyText":
        return packer.pack(clean_section(packer.unpack(data), notes))
    if path[0] == "BinData":
        return _binary(path[-1], data, packer, clean_part)
    return data


def _binary(name: str, data: bytes, packer: _Packer, clean_part: CleanPart) -> bytes:
    """Each item may be stored packed or not, whatever the document is; its content tells."""
    try:
        return clean_part(name, data)
    except CleaningError as error:
        if error.reason is not Reason.UNSUPPORTED:
            raise
    plain = inflate(data, packer.left, wbits=RAW, keep=True).data
    packer.left -= len(plain)
    return deflate_raw(clean_part(name, plain))


def _empty_summary() -> bytes:
    """A property set with the properties Hangul always writes, all empty or zero."""
    strings, times = (2, 3, 4, 5, 6, 8, 9, 20), (11, 12, 13)
    rows, values = b"", b""
    start = 8 + 8 * (len(strings) + len(times))
    for number in (*strings, *times):
        rows += struct.pack("<2I", number, start + len(values))
        values += struct.pack("<3I", 31, 1, 0) if number in strings else struct.pack("<IQ", 64, 0)
    section = struct.pack("<2I", 8 + len(rows) + len(values), len(strings) + len(times))
    head = struct.pack("<2HI16sI", 0xFFFE, 0, 0, b"", 1) + _HWP_SUMMARY_CLASS
    return head + struct.pack("<I", 48) + section + rows + values


# What Hangul expects to find, with nothing in it.
_BLANK = {_SUMMARY: _empty_summary(), "PrvText": "\r\n".encode("utf-16-le")}
