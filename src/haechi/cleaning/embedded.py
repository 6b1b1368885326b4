"""Files inside documents: each is cleaned like a file of its own, to a bounded depth."""

from __future__ import annotations

import io
from typing import BinaryIO

from haechi.cleaning.hwp5 import clean_hwp5
from haechi.cleaning.hwpx import clean_hwpx
from haechi.cleaning.media import clean_media
from haechi.cleaning.mp3 import clean_mp3
from haechi.cleaning.ooxml import clean_ooxml
from haechi.cleaning.pictures import PICTURES
from haechi.cleaning.sniff import sniff
from haechi.cleaning.types import CleaningError, Kind, Limits, Notes, Reason
from haechi.cleaning.vector import clean_vector
from haechi.cleaning.wav import clean_wav

DOCUMENTS = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.HWPX, Kind.HWP5})
_DOCUMENTS = {Kind.HWPX: clean_hwpx, Kind.HWP5: clean_hwp5}
STREAMED = frozenset({Kind.MP4, Kind.MOV, Kind.M4A, Kind.MP3, Kind.WAV})
RECORDED = frozenset(
    {Kind.WEBM, Kind.OGG}
)  # become MP4: inside a document they would not be their type
_FONTS = (".odttf", ".fntdata", ".ttf", ".otf")


class Embedded:
    """Cleans the parts of one document; ``depth`` counts the documents around it."""

    def __init__(self, limits: Limits, notes: Notes, depth: int = 0) -> None:
        if depth > limits.nesting:
            raise CleaningError(Reason.TOO_LARGE)
        self._limits = limits
        self._notes = notes
        self._depth = depth

    def clean(self, name: str, data: bytes) -> bytes:
        """The part, cleaned and still of its type. Raises CleaningError UNSUPPORTED otherwise."""
        if name.lower().endswith(_FONTS):
            return data
        source = io.BytesIO(data)
        kind = sniff(source, len(data))
        if kind in PICTURES and kind is not Kind.HEIC:
            return PICTURES[kind](data, self._limits, self._notes)
        target = io.BytesIO()
        if kind in DOCUMENTS:
            inner = Embedded(self._limits, self._notes, self._depth + 1)
            inner.clean_document(source, target, kind)
        elif kind in STREAMED:
            clean_streamed(source, len(data), target, kind, self._notes)
        else:
            return self._vector(data)
        return target.getvalue()

    def clean_document(self, source: BinaryIO, target: BinaryIO, kind: Kind) -> None:
        _DOCUMENTS.get(kind, clean_ooxml)(source, target, self._limits, self._notes, self.clean)

    def _vector(self, data: bytes) -> bytes:
        cleaned = clean_vector(data, self._limits, self._notes) if data else b""
        if cleaned is None:
            raise CleaningError(Reason.UNSUPPORTED)
        return cleaned


def clean_streamed(source: BinaryIO, size: int, target: BinaryIO, kind: Kind, notes: Notes) -> Kind:
    """Returns the kind written."""
    if kind is Kind.MP3:
        clean_mp3(source, target, notes)
    elif kind is Kind.WAV:
        clean_wav(source, size, target, notes)
    else:
        return clean_media(source, size, target, kind, notes)
    return kind
