"""WAV: format and samples are copied. Source: Multimedia Programming Interface 1.0; EBU 3306."""

from __future__ import annotations

import struct
from typing import BinaryIO

from haechi.cleaning.types import CleaningError, Code, Notes, Reason, Warn

_BLOCK = 1024 * 1024
_UNKNOWN_LENGTH = 0xFFFFFFFF
_MAX_FORMAT = 4096
_MAX_CHUNKS = 10_000
_MEANING = {b"bext": Code.DATES, b"LIST": Code.TITLE, b"iXML": Code.DEVICE, b"id3 ": Code.OTHER}


def clean_wav(source: BinaryIO, size: int, target: BinaryIO, notes: Notes) -> None:
    """Raises CleaningError BROKEN."""
    notes.warn(Warn.VOICE_KEPT)
    sound, start, length = _find(source, size, notes)
    padding = length % 2
    total = 4 + 8 + len(sound) + 8 + length + padding
    if total > _UNKNOWN_LENGTH:
        raise CleaningError(Reason.TOO_LARGE)
    target.write(struct.pack("<4sI4s4sI", b"RIFF", total, b"WAVE", b"fmt ", len(sound)) + sound)
    target.write(struct.pack("<4sI", b"data", length))
    source.seek(start)
    left = length
    while left:
        block = source.read(min(left, _BLOCK))
        target.write(block)
        left -= len(block)
    target.write(bytes(padding))


def _find(source: BinaryIO, size: int, notes: Notes) -> tuple[bytes, int, int]:
    """The format, where the samples start, and how many bytes they are."""
    sound, start, length, at = b"", 0, 0, 12
    wide = 0
    for _ in range(_MAX_CHUNKS):
        source.seek(at)
        header = source.read(8)
        if len(header) < 8:
            break
        name, declared = struct.unpack("<4sI", header)
        if name == b"ds64":
            wide = struct.unpack("<8xQ", source.read(16))[0]
        elif name == b"fmt " and 16 <= declared <= _MAX_FORMAT:
            sound = source.read(declared + declared % 2)
        elif name == b"data" and not start:
            # A recorder that was cut off, or streamed, never wrote the true length.
            declared = (wide or size - at - 8) if declared == _UNKNOWN_LENGTH else declared
            start, length = at + 8, declared
        elif name not in (b"fact", b"JUNK", b"PAD ", b"FLLR"):
            notes.took(_MEANING.get(name, Code.OTHER))
        at += 8 + declared + declared % 2
    if len(sound) < 16 or not length or start + length > size:
        raise CleaningError(Reason.BROKEN)
    return sound, start, length
