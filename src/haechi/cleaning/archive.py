"""Reads a ZIP archive within bounds and writes one that tells nothing.

The new archive has no dates, no comments, no extra fields, no owner and nothing between or behind
its entries. Source: APPNOTE.TXT 6.3.9.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from haechi.cleaning.types import CleaningError, Limits, Reason

_ENCRYPTED = 0x1
_EPOCH = (1980, 1, 1, 0, 0, 0)
# Documents stay below 100:1; a bomb needs far more. Small entries may be anything.
_MAX_RATIO, _RATIO_FREE = 200, 4 * 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Parts(dict[str, bytes]):
    """The files of an archive by name, in their order."""


def read_archive(source: BinaryIO, limits: Limits) -> Parts:
    """All entries. Raises CleaningError: TOO_LARGE for a bomb, BROKEN, UNSUPPORTED if encrypted."""
    try:
        with zipfile.ZipFile(source) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check(infos, limits)
            parts = Parts()
            for info in infos:
                parts[info.filename] = _read(archive, info)
    except (zipfile.BadZipFile, NotImplementedError, EOFError):
        raise CleaningError(Reason.BROKEN) from None
    return parts


def _check(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [info.filename for info in infos]
    if len(infos) > limits.archive_entries:
        raise CleaningError(Reason.TOO_LARGE)
    if sum(info.file_size for info in infos) > limits.unpacked_bytes:
        raise CleaningError(Reason.TOO_LARGE)
    if len({name.lower() for name in names}) != len(names) or not all(map(_plain_name, names)):
        raise CleaningError(Reason.BROKEN)
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise CleaningError(Reason.UNSUPPORTED)
        if info.compress_type not in _METHODS:
            raise CleaningError(Reason.BROKEN)
        if info.file_size > _RATIO_FREE + _MAX_RATIO * info.compress_size:
            raise CleaningError(Reason.TOO_LARGE)


def _plain_name(name: str) -> bool:
    return bool(name) and not name.startswith("/") and posixpath.normpath(name) == name


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """One entry; what it declares is what it may hold, so a lying header cannot unpack more."""
    with archive.open(info) as entry:
        data = entry.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise CleaningError(Reason.BROKEN)
    return data


def write_archive(target: BinaryIO, parts: Parts, *, stored: Iterable[str] = ()) -> None:
    """``stored`` names entries that must not be compressed."""
    plain = frozenset(stored)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, data)
