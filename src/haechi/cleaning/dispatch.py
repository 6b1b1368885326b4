"""From a type to its cleaner. Runs inside the cleaning child."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import BinaryIO

from haechi.cleaning.gif import clean_gif
from haechi.cleaning.heic import clean_heic
from haechi.cleaning.jpeg import clean_jpeg
from haechi.cleaning.png import clean_png
from haechi.cleaning.sniff import sniff
from haechi.cleaning.text import check_text
from haechi.cleaning.types import CleaningError, CleanResult, Kind, Limits, Notes, Reason
from haechi.cleaning.webp import clean_webp
from haechi.crypto.spool import SpoolFull

_PICTURES: dict[Kind, Callable[[bytes, Limits, Notes], bytes]] = {
    Kind.JPEG: clean_jpeg,
    Kind.PNG: clean_png,
    Kind.GIF: clean_gif,
    Kind.WEBP: clean_webp,
    Kind.HEIC: clean_heic,
}


def clean_stream(source: BinaryIO, size: int, target: BinaryIO, limits: Limits) -> CleanResult:
    """Clean ``source`` into the empty ``target``; raises CleaningError and nothing else."""
    notes = Notes()
    try:
        kind = _clean(source, size, target, limits, notes)
        written = target.seek(0, 2)
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
        raise CleaningError(Reason.UNSUPPORTED)
    if size > limits.document_bytes:
        raise CleaningError(Reason.TOO_LARGE)
    if kind is Kind.TEXT:
        data = source.read()
        check_text(data)
        target.write(data)
        return kind
    target.write(_PICTURES[kind](source.read(), limits, notes))
    return Kind.JPEG if kind is Kind.HEIC else kind
