"""The worker takes in what was uploaded (`uploads`): audio becomes calls of the catalogue, or says why not.

The sound is decoded in a process of its own, out of an encrypted spool. A worker that is killed goes on where
it was: a file's call has its id beforehand, so it is catalogued once. What a disk refuses is tried again: a
file is given up only where its key or its sealed bytes are surely gone.
"""

import io
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from haechi.blobstore.services import blob_folder, delete_blob, open_blob
from haechi.common.clock import now, today
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with
from haechi.crypto.spool import EncryptedSpool
from haechi.crypto.stream import open_stream
from haechi.crypto.types import Buffer, DataKey, PublicKey
from haechi.recordings import keystore
from haechi.recordings.days import past_key
from haechi.recordings.errors import Damaged, KeyGone
from haechi.recordings.intake import store
from haechi.recordings.models import Call, ImportBatch, ImportFile, RecordingSettings
from haechi.recordings.numbers import open_name
from haechi.recordings.planning import plan_of
from haechi.recordings.types import ImportState
from haechi.recordings.uploads import LARGEST_TABLE, where
from haechi.telephony.child import clean_environment
from haechi.telephony.custody import DayKey
from haechi.telephony.finalising.process import read_message, write_message
from haechi.telephony.importing.keeping import NO_LINE, NOT_ON, OVER, Taken, check_time, day_of
from haechi.telephony.importing.mapping import BadRow, Mapping, Row, read_mapping, rows
from haechi.telephony.importing.one import Answer, Job
from haechi.telephony.plan import InstitutionPlan, Line
from haechi.telephony.plan_file import canonical
from haechi.telephony.types import CallId, PhoneNumber
from haechi.telephony.wire import dump, load

logger = logging.getLogger(__name__)

EVERY = 5.0
KEPT = timedelta(days=30)  # how long results stand on the page
PATIENCE = 3600.0  # seconds for one audio
MODULE = "haechi.telephony.importing.one"
NOT_IN_TABLE = "the table does not name it"
TWICE = "the table names it twice"
TOO_LATE = "it was not taken in in time"
UNREADABLE = "the audio cannot be read"
NO_DESK = "a recording desk is empty"


class _Gone(Exception):
    """No sealed file has this name any more."""


_LOST = (KeyGone, CannotOpen, _Gone)  # nobody opens it any more


def take_uploads() -> int:
    """Take in every waiting batch whose folder of keys is there; return how many calls came of them.

    Raises:
        OSError, django.db.Error: everything stays where it is and is tried again.
    """
    settings.SPOOL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    waiting = ImportBatch.objects.filter(ended_at__isnull=True).order_by("pk")
    taken = sum(_take(batch) for batch in waiting if keystore.is_there(batch.institution_id))
    ImportBatch.objects.filter(ended_at__lt=now() - KEPT).delete()
    return taken


def _take(batch: ImportBatch) -> int:
    mapping = read_mapping(batch.mapping.encode())
    try:
        table = b"".join(_opened(batch, batch.uid, batch.blob, batch.key))[: LARGEST_TABLE + 1]
        found = list(rows(table, mapping))
    except (BadRow, *_LOST) as fault:
        reason = str(fault) if isinstance(fault, BadRow) else TOO_LATE
        for file in batch.files.filter(state=ImportState.WAITING):
            _settle(file, ImportState.REJECTED, reason)
        _end(batch, reason=reason)
        return 0
    named: dict[str, list[Row]] = {}
    for row in found:
        if isinstance(row, Row):
            named.setdefault(row.file, []).append(row)
    for file in batch.files.filter(state=ImportState.WAITING):
        _one(batch, file, named.get(open_name(file.name, file.call), []), mapping)
    names = {open_name(file.name, file.call) for file in batch.files.all()}
    _end(
        batch,
        faults=[[at, str(row)] for at, row in enumerate(found, 2) if isinstance(row, BadRow)],
        missing=sum(name not in names for name in named),
    )
    return batch.files.filter(state=ImportState.TAKEN).count()


def _one(batch: ImportBatch, file: ImportFile, named: list[Row], mapping: Mapping) -> None:
    if Call.objects.filter(call=file.call).exists():
        _settle(file, ImportState.TAKEN)  # a worker was killed before it could say so
        return
    try:
        if len(named) != 1:
            raise BadRow(TWICE if named else NOT_IN_TABLE)
        made = _made(batch, file, named[0], mapping)
    except (BadRow, Damaged) as bad:
        _settle(file, ImportState.REJECTED, str(bad))
    except _LOST:
        _settle(file, ImportState.REJECTED, TOO_LATE)
    else:
        _settle(file, ImportState.TAKEN if made else ImportState.KNOWN)


def _made(batch: ImportBatch, file: ImportFile, row: Row, mapping: Mapping) -> bool:
    """False: the same audio stands in the catalogue. Raises BadRow, Damaged, KeyGone, CannotOpen."""
    day = _key(batch, row)
    institution, line = _place(batch, row)
    digest = sha256()
    with (
        EncryptedSpool(settings.SPOOL_DIR) as spool,
        tempfile.TemporaryDirectory(dir=settings.SPOOL_DIR) as folder,
    ):
        for chunk in _opened(batch, file.call, file.blob, file.key):
            digest.update(chunk)
            spool.write(chunk)
        taken = Taken(CallId(file.call), row, institution, line, digest.hexdigest())
        answer = _asked(spool, taken, day, mapping, folder)
        if answer.record is None:
            raise BadRow(answer.reason)
        return store(answer.record, Path(folder))


def _key(batch: ImportBatch, row: Row) -> DayKey:
    """Of the call's own day. Raises BadRow; OSError: the folder of keys went away meanwhile."""
    office = RecordingSettings.objects.select_related("institution").get(pk=batch.institution_id)
    day = day_of(row)
    check_time(day, today(), office.retention_days)
    found = past_key(office, day)
    if found is None:
        _check_folder(batch)
        raise BadRow(OVER)
    return DayKey(day, PublicKey(bytes(found.public_key)))


def _place(batch: ImportBatch, row: Row) -> tuple[InstitutionPlan, Line]:
    """The official's line: who is called, else who calls. Raises BadRow."""
    plan = plan_of(batch.institution_id)
    if plan is None:
        raise BadRow(NO_DESK)
    lines = {canonical(line.number): line for line in plan.lines}
    numbers: tuple[PhoneNumber, ...] = (row.called, row.caller)
    line = next((lines[each] for each in map(canonical, numbers) if each in lines), None)
    if line is None:
        raise BadRow(NO_LINE)
    if line.mode is None:
        raise BadRow(NOT_ON)
    return plan, line


def _opened(batch: ImportBatch, uid: str, blob: str, sealed: Buffer) -> Iterator[bytes]:
    """Raises KeyGone, CannotOpen, _Gone; OSError: what holds keys or files is not there now."""
    try:
        pair = keystore.load(batch.institution_id, keystore.import_name(batch.key_day))
    except KeyGone:
        _check_folder(batch)
        if keystore.exists(batch.institution_id, keystore.import_name(batch.key_day)):
            raise OSError("the import key cannot be read now") from None
        raise
    key = DataKey(open_with(pair, sealed))
    with _sealed_file(blob) as source:
        yield from open_stream(source, key, where(uid))


def _sealed_file(blob: str) -> BinaryIO:
    try:
        return open_blob(blob)
    except FileNotFoundError:
        folder = blob_folder()
        if folder is not None and not any(folder.glob("*")):
            raise OSError("the blob store is not there") from None  # an empty mount point
        raise _Gone from None


def _check_folder(batch: ImportBatch) -> None:
    """One that is not mounted says nothing of a key. Raises OSError."""
    if not keystore.is_there(batch.institution_id):
        raise OSError("the folder of keys is not there")


def _asked(
    spool: EncryptedSpool, taken: Taken, day: DayKey, mapping: Mapping, folder: str
) -> Answer:
    handle = spool.handle()
    try:
        asked = io.BytesIO()
        job = Job(handle.fd, handle.key, handle.size, taken, day, mapping, folder)
        write_message(asked, dump(job))
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", MODULE],
            input=asked.getvalue(),
            stdout=subprocess.PIPE,
            pass_fds=(handle.fd,),
            env=clean_environment(),
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer(None, UNREADABLE)
    finally:
        os.close(handle.fd)
    message = read_message(io.BytesIO(done.stdout))
    if message is None:
        logger.error("an uploaded recording ended its process (%s)", done.returncode)
        return Answer(None, UNREADABLE)
    return load(Answer, message)


def _settle(file: ImportFile, state: ImportState, reason: str = "") -> None:
    """The row first: a blob without a row is swept, a row without its blob is a loss."""
    blob = file.blob
    with transaction.atomic():
        ImportFile.objects.filter(pk=file.pk).update(
            state=state, reason=reason[:80], blob="", key=b""
        )
    if blob:
        delete_blob(blob)


def _end(batch: ImportBatch, **facts: object) -> None:
    blob = batch.blob
    ImportBatch.objects.filter(pk=batch.pk).update(ended_at=now(), blob="", key=b"", **facts)
    if blob:
        delete_blob(blob)
