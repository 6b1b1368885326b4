"""The outermost boxes of an ISO media file. Source: ISO/IEC 14496-12 clause 4.2."""

from __future__ import annotations

import struct
from typing import BinaryIO

from haechi.cleaning.types import CleaningError, Reason

_MAX_BOXES = 100_000
_NAME = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -\xa9")


def check_whole(source: BinaryIO, size: int) -> set[bytes]:
    """The names of the boxes.

    Raises CleaningError BROKEN when the index is missing or a box reaches past the end. Without
    that a cut-off video would be copied as far as it goes and look complete.
    """
    at, count, seen = 0, 0, set[bytes]()
    while at + 8 <= size and count < _MAX_BOXES:
        source.seek(at)
        header = source.read(16)
        length, name = struct.unpack_from(">I4s", header)
        if length == 1 and len(header) == 16:
            (length,) = struct.unpack_from(">Q", header, 8)
        elif length == 0:
            length = size - at
        if length < 8 or not _NAME.issuperset(name):
            break  # bytes some phones append behind the last box
        if at + length > size:
            raise CleaningError(Reason.BROKEN)
        seen.add(name)
        at += length
        count += 1
    if not {b"moov", b"mdat"} <= seen:
        raise CleaningError(Reason.BROKEN)
    return seen
