"""The records inside HWP 5 streams. Source: "Hwp Document File Formats 5.0", clauses 4.1 to 4.3."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from haechi.cleaning.types import CleaningError, Code, Notes, Reason, Warn

_BEGIN = 0x10
_CTRL_HEADER = _BEGIN + 55
_TRACK_CHANGE, _TRACK_CHANGE_AUTHOR = _BEGIN + 80, _BEGIN + 81
_EXTENDED = 0xFFF
# Drawings, tables and formulas share one head: 44 bytes, then the note as length and UTF-16.
_OBJECTS = frozenset({b" osg", b" lbt", b"deqe"})
_NOTE_AT = 44
_MEMO = b"em%%"

_Record = tuple[int, int, bytes]


def clean_doc_info(data: bytes, notes: Notes) -> bytes:
    """Raises CleaningError BROKEN."""
    return _rewritten(data, lambda record: _without_author(record, notes))


def clean_section(data: bytes, notes: Notes) -> bytes:
    """Raises CleaningError BROKEN."""
    return _rewritten(data, lambda record: _without_note(record, notes))


def _rewritten(data: bytes, change: Callable[[_Record], bytes]) -> bytes:
    out = []
    for record in _records(data):
        tag, level, _ = record
        body = change(record)
        if len(body) < _EXTENDED:
            out.append(struct.pack("<I", tag | level << 10 | len(body) << 20))
        else:
            out.append(struct.pack("<2I", tag | level << 10 | _EXTENDED << 20, len(body)))
        out.append(body)
    return b"".join(out)


def _records(data: bytes) -> Iterator[_Record]:
    at = 0
    while at < len(data):
        if at + 4 > len(data):
            raise CleaningError(Reason.BROKEN)
        (head,) = struct.unpack_from("<I", data, at)
        size, at = head >> 20, at + 4
        if size == _EXTENDED:
            if at + 4 > len(data):
                raise CleaningError(Reason.BROKEN)
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        if at + size > len(data):
            raise CleaningError(Reason.BROKEN)
        yield head & 0x3FF, head >> 10 & 0x3FF, data[at : at + size]
        at += size


def _without_note(record: _Record, notes: Notes) -> bytes:
    tag, _, body = record
    if tag != _CTRL_HEADER:
        return body
    if body[:4] == _MEMO:
        notes.warn(Warn.COMMENT_TEXT_KEPT)
    if body[:4] in _OBJECTS and len(body) >= _NOTE_AT + 2:
        (length,) = struct.unpack_from("<H", body, _NOTE_AT)
        if length:
            notes.took(Code.DEVICE, "picture_note")
            return body[:_NOTE_AT] + b"\0\0" + body[_NOTE_AT + 2 + 2 * length :]
    return body


def _without_author(record: _Record, notes: Notes) -> bytes:
    """The names keep their length in blanks: the layout around them is not published."""
    tag, _, body = record
    if tag == _TRACK_CHANGE_AUTHOR and len(body) > 4:
        (length,) = struct.unpack_from("<I", body)
        end = min(4 + 2 * int(length), len(body))
        blank = body[:4] + b" \0" * ((end - 4) // 2) + body[4 + (end - 4) // 2 * 2 :]
        if blank != body:
            notes.took(Code.AUTHOR)
        return blank
    if tag == _TRACK_CHANGE:
        notes.warn(Warn.CHANGES_KEPT)
    return body
