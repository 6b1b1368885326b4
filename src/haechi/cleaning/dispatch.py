"""From a type to its cleaner. Runs inside the cleaning child."""

from __future__ import annotations

import codecs
import errno
import warnings
import zipfile
from typing import BinaryIO

from haechi.cleaning.embedded import (
    DOCUMENTS,
    RECORDED,
    STREAMED,
    Embedded,
    clean_streamed,
)
from haechi.cleaning.pdf import clean_pdf
from haechi.cleaning.pictures import PICTURES
from haechi.cleaning.sniff import sniff
from haechi.cleaning.text import check_text
from haechi.cleaning.types import CleaningError, CleanResult, Kind, Limits, Notes, Reason
from haechi.crypto.spool import SpoolFull

# Now: a cleaning child can load no codec any more, and names inside files need them.
for _name in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "ascii", "cp437",
              "cp949", "cp1252"):  # fmt: skip
    codecs.lookup(_name)


def clean_stream(source: BinaryIO, size: int, target: BinaryIO, limits: Limits) -> CleanResult:
    """Clean ``source`` into the empty ``target``; raises CleaningError and nothing else."""
    notes = Notes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            kind = _clean(source, size, target, limits, notes)
        written = target.seek(0, 2)
        if (
            sniff(target, written) is not kind
        ):  # a file of two kinds: what is opened is not what was cleaned
            raise CleaningError(Reason.BROKEN)
    except CleaningError:
        raise
    except MemoryError:
        raise CleaningError(Reason.TOO_LARGE) from None
    except SpoolFull as error:
        # EFBIG is the child's own bound on what it may write, ENOSPC the disk.
        reason = Reason.TOO_LARGE if error.errno == errno.EFBIG else Reason.FULL
        raise CleaningError(reason) from None
    except Exception:
        # A hostile file can make a library raise anything; the message may quote the file.
        raise CleaningError(Reason.BROKEN) from None
    return CleanResult(
        kind, kind.media_type, kind.extension, written, tuple(notes.removed), tuple(notes.warnings)
    )


def _clean(source: BinaryIO, size: int, target: BinaryIO, limits: Limits, notes: Notes) -> Kind:
    if size == 0:
        raise CleaningError(Reason.EMPTY)
    if size > limits.file_bytes:
        raise CleaningError(Reason.TOO_LARGE)
    kind = sniff(source, size)
    if kind is Kind.UNKNOWN:
        cut = source.read(4) == b"PK\x03\x04" and not zipfile.is_zipfile(source)
        raise CleaningError(Reason.BROKEN if cut else Reason.UNSUPPORTED)
    if kind in STREAMED or kind in RECORDED:
        return clean_streamed(source, size, target, kind, notes)
    if size > limits.document_bytes:
        raise CleaningError(Reason.TOO_LARGE)
    if kind in PICTURES:
        return _clean_picture(source, target, kind, limits, notes)
    if kind in DOCUMENTS:
        Embedded(limits, notes).clean_document(source, target, kind)
        return kind
    if kind is Kind.PDF:
        clean_pdf(source, target, limits, notes)
        return kind
    data = source.read()
    check_text(data)
    target.write(data)
    return kind


def _clean_picture(
    source: BinaryIO, target: BinaryIO, kind: Kind, limits: Limits, notes: Notes
) -> Kind:
    target.write(PICTURES[kind](source.read(), limits, notes))
    return Kind.JPEG if kind is Kind.HEIC else kind
