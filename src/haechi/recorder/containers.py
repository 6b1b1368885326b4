"""Containers as they are, where nothing aligns them: linked into `done/`, and what a killed recorder left."""

import contextlib
import hashlib
import logging
import os
from itertools import groupby
from pathlib import Path

from haechi.common.durable import sync
from haechi.crypto.types import PublicKey
from haechi.telephony.calls.surroundings import Finished, Folders
from haechi.telephony.container.recovery import Orphan, orphans
from haechi.telephony.container.room import give_back
from haechi.telephony.journal import seal_left, write_sealed
from haechi.telephony.media.port import RecordedContainer
from haechi.telephony.records import RecordedFile

log = logging.getLogger(__name__)
BLOCK = 1 << 20


def as_they_are(finished: Finished, folders: Folders) -> tuple[RecordedFile, ...]:
    """Raises OSError."""
    return tuple(described(finished, container, folders) for container in finished.containers)


def take_in_orphans(folders: Folders, catalogue: PublicKey) -> int:
    """Journal what a killed recorder left in `live/`; returns how many calls. Raises OSError.

    Linked into `done/` first, journalled, then gone from `live/`: after another kill the worker finds
    the call twice, and takes it once.
    """
    calls = 0
    for call, left in groupby(orphans(folders.live), key=lambda orphan: orphan.header.call):
        pieces = list(left)
        for orphan in pieces:
            _link(orphan.path, folders.done)
        files = tuple(orphan.file for orphan in pieces)
        sealed = seal_left(pieces[0].header.record, files, catalogue)
        write_sealed(folders.journal, call, sealed)
        _forget(pieces)
        calls += 1
    return calls


def _forget(pieces: list[Orphan]) -> None:
    for orphan in pieces:
        orphan.path.unlink()


def described(finished: Finished, container: RecordedContainer, folders: Folders) -> RecordedFile:
    """The container itself, in `done/`. Raises OSError."""
    size, digest = 0, hashlib.sha256()
    with container.path.open("rb") as file:
        while block := file.read(BLOCK):
            size += len(block)
            digest.update(block)
    give_back(container.path)
    sync(container.path)  # the journal must not tell of sound that a power cut could still take
    _link(container.path, folders.done)
    record = finished.record
    lasted = round((record.ended_at - record.begun_at) * 1000) - container.begun_ms
    return RecordedFile(
        container.path.name, "container", size, digest.hexdigest(), container.begun_ms, max(0, lasted),
        container.interrupted, container.key.shares, None, container.counts,
    )  # fmt: skip


def _link(path: Path, folder: Path) -> None:
    with contextlib.suppress(FileExistsError):
        os.link(path, folder / path.name)
    sync(folder)
