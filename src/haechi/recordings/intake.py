"""What the recorder left becomes rows of the catalogue and blobs, exactly once (RC-12, ALL-1).

A journal file goes only after its row is committed; until then everything can be done again. Files of the
recorder go last. What is damaged is put aside with a reason, and somebody is told.
"""

import contextlib
import logging
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from haechi.blobstore.services import BlobName, delete_blob
from haechi.common.clock import SEOUL
from haechi.common.durable import sync
from haechi.institutions.models import Institution
from haechi.recordings.alarms import raise_alarm
from haechi.recordings.errors import Damaged
from haechi.recordings.filing import Filed, file_away
from haechi.recordings.folders import in_each_folder, recorder_folders
from haechi.recordings.linking import link_session
from haechi.recordings.models import Call, Line, NoticeProof
from haechi.recordings.models import Notice as NoticeRow
from haechi.recordings.numbers import dialled, mark_of, seal_number
from haechi.recordings.types import Alarm
from haechi.telephony.journal import BadRecord, open_record
from haechi.telephony.records import CallRecord
from haechi.telephony.types import Leg, Mode

logger = logging.getLogger(__name__)

EVERY = 2.0
BATCH = 200  # then other jobs of the lane have their turn
JOURNAL, DONE, REJECTED = "journal", "done", "rejected"


def take_in() -> int:
    """Take in what lies in the journals, oldest names first; return how many rows were made.

    Raises:
        django.db.Error: the database is away; everything stays where it is.
        OSError: the blob store does not take what is given, or a node is away; the same.
    """
    return sum(in_each_folder(_take_in_from))


def _take_in_from(folder: Path) -> int:
    try:
        waiting = sorted((folder / JOURNAL).glob("*.sealed"))[:BATCH]
    except OSError:
        return 0
    return sum(_take(folder, path) for path in waiting)


def _take(folder: Path, path: Path) -> bool:
    try:
        record = open_record(path.read_bytes(), settings.JOURNAL)
        made = store(record, folder / DONE)
    except FileNotFoundError:
        return False  # another worker was faster
    except (Damaged, BadRecord) as damage:
        _reject(folder, path, str(damage))
        return False
    for file in record.files:
        for name in filter(None, (file.name, file.peaks)):
            (folder / DONE / name).unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    return made


def store(record: CallRecord, done: Path) -> bool:
    """Make the rows of one record; False where they stand already.

    Raises:
        Damaged: it names what is not there, or its files are not what it says.
    """
    institution = Institution.objects.filter(pk=record.institution).first()
    if institution is None:
        raise Damaged("institution")
    if Call.objects.filter(call=record.call).exists() or _is_imported_again(record):
        return False
    filed = [file_away(institution, record.call, file, done) for file in record.files]
    try:
        with transaction.atomic():
            call = _row(institution, record)
            _proofs(call, record)
            for number, each in enumerate(filed, start=1):
                each.save(call, number)
            link_session(call)
            if call.files_count and not call.is_proven:
                raise_alarm(institution.pk, Alarm.NOTICE_UNPROVEN)
    except IntegrityError:
        _forget(filed)
        if Call.objects.filter(call=record.call).exists():
            return False  # another worker was faster
        raise Damaged("row") from None
    except BaseException:
        _forget(filed)
        raise
    return True


def _forget(filed: list[Filed]) -> None:
    for each in filed:
        for name in filter(None, (each.blob, each.peaks)):
            delete_blob(BlobName(name))


def _is_imported_again(record: CallRecord) -> bool:
    """The same file from the exchange twice is one recording."""
    return (
        record.mode == Mode.IMPORTED
        and bool(record.session)
        and Call.objects.filter(institution=record.institution, session=record.session).exists()
    )


def _row(institution: Institution, record: CallRecord) -> Call:
    begun = datetime.fromtimestamp(record.begun_at, UTC)
    line = Line.objects.filter(pk=record.line or 0, institution=institution).first()
    caller, called = dialled(record.caller), dialled(record.called)
    return Call.objects.create(
        institution=institution,
        call=record.call,
        day=begun.astimezone(SEOUL).date(),
        begun_at=begun,
        talk_seconds=_talked(record),
        mode=record.mode,
        outcome=record.outcome,
        line=line,
        department_id=_department(institution, line, record),
        official_id=_official(institution, record),
        caller=seal_number(caller, record.call, "caller"),
        called=seal_number(called, record.call, "called"),
        caller_mark=mark_of(caller, institution.pk),
        called_mark=mark_of(called, institution.pk),
        is_proven=is_proven(record),
        files_count=len(record.files),
        session=record.session[:64],
    )


def _talked(record: CallRecord) -> int:
    if record.connected_at is None:
        return 0
    return max(0, round(record.ended_at - record.connected_at))


def _department(institution: Institution, line: Line | None, record: CallRecord) -> int | None:
    if line is not None and record.department is None:
        return line.department_id
    known = institution.departments.filter(pk=record.department or 0)
    return record.department if known.exists() else None


def _official(institution: Institution, record: CallRecord) -> int | None:
    known = institution.officers.filter(pk=record.official or 0)
    return record.official if known.exists() else None


def is_proven(record: CallRecord) -> bool:
    """Whether nothing was recorded before a notice had been heard to its end (제7조).

    Of a call that an exchange recorded, the exchange spoke the notice: nothing is known of it here.
    """
    if record.mode not in {Mode.FULL, Mode.SELECTIVE} or not record.files:
        return True
    heard = [each.ended_ms for each in record.notices if each.complete]
    return bool(heard) and min(file.begun_ms for file in record.files) >= min(heard)


def _proofs(call: Call, record: CallRecord) -> None:
    for played in record.notices:
        notice = NoticeRow.objects.filter(
            pk=played.notice, institution=call.institution, sha256=played.sha256
        ).first()
        if notice is None:
            raise_alarm(call.institution_id, Alarm.NOTICE_UNPROVEN)
            Call.objects.filter(pk=call.pk).update(is_proven=False)
            continue
        NoticeProof.objects.create(
            call=call,
            notice=notice,
            begun_ms=max(0, played.begun_ms),
            ended_ms=max(0, played.begun_ms, played.ended_ms),
            to_official=played.to_leg == Leg.OFFICIAL,
            is_complete=played.complete,
        )


def _reject(folder: Path, path: Path, reason: str) -> None:
    """Aside, not away: the record and its files stay sealed as they are for whoever looks into it."""
    aside = folder / REJECTED
    aside.mkdir(mode=0o700, exist_ok=True)
    (aside / f"{path.stem}.reason").write_text(f"{reason}\n")
    with contextlib.suppress(FileNotFoundError):
        path.rename(aside / path.name)
    sync(aside)
    logger.error("a record of a call was put aside: %s", reason)
    for institution_id in Institution.objects.filter(recording_settings__isnull=False).values_list(
        "pk", flat=True
    ):
        raise_alarm(institution_id, Alarm.FILE_REJECTED)


def waiting() -> list[str]:
    """Names of records that are no rows yet: each begins with its time in nanoseconds."""
    return _names(JOURNAL)


def rejected() -> int:
    return len(_names(REJECTED))


def _names(part: str) -> list[str]:
    return [path.name for folder in recorder_folders() for path in (folder / part).glob("*.sealed")]
