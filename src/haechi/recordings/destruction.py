"""The end of a day of recording: its key, then the files, then halves and numbers in the rows (RC-4, ALL-3).

With the key gone every copy of every half is noise, in backups and on whatever disk. Each step again does no
harm, so a run that was killed is taken up by the next. What is under a legal hold has left the day's box.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import WORKER
from haechi.blobstore.services import delete_blob
from haechi.common.clock import today
from haechi.recordings import keystore
from haechi.recordings.grants import forget
from haechi.recordings.holds import finish_endings
from haechi.recordings.models import Call, DayKey, Grant, RecordingFile, RecordingSettings
from haechi.retention.services import record_destruction
from haechi.retention.types import Kind, Rule

BATCH = 500


def destroy_due_days() -> int:
    """Destroy every day whose period is over, and the numbers of calls of that time; how many files went."""
    due = DayKey.objects.filter(destroyed_on__isnull=True, destroy_on__lte=today())
    for day in due.order_by("day", "pk"):
        keystore.destroy(day.institution_id, keystore.day_name(day.day))
        DayKey.objects.filter(pk=day.pk, destroyed_on__isnull=True).update(destroyed_on=today())
    finish_endings()
    gone = sum(_destroy_files(day) for day in _days_with_rest())
    for office in RecordingSettings.objects.order_by("pk"):
        forget_numbers(office)
    return gone


def _days_with_rest() -> QuerySet[DayKey]:
    """Days over, of which recordings are left: just now, since a run was killed, or a hold ended."""
    rest = RecordingFile.objects.filter(
        day_key=OuterRef("pk"), destroyed_on__isnull=True, hold__isnull=True
    )
    return DayKey.objects.filter(Exists(rest), destroyed_on__isnull=False).order_by("day", "pk")


def _destroy_files(day: DayKey) -> int:
    count = 0
    files = RecordingFile.objects.filter(day_key=day, destroyed_on__isnull=True, hold__isnull=True)
    while batch := list(files.order_by("pk")[:BATCH]):
        _delete_blobs(batch)
        with transaction.atomic():
            went = _empty([file.pk for file in batch])
            _leave_record(day, went)
        count += went
    return count


def forget_numbers(office: RecordingSettings) -> int:
    """Calls past the period of which no recording is left: who called whom goes, the rest stays."""
    limit = today() - timedelta(days=office.retention_days)
    live = RecordingFile.objects.filter(call=OuterRef("pk"), destroyed_on__isnull=True)
    due: QuerySet[Call] = Call.objects.filter(
        ~Exists(live), institution_id=office.pk, day__lt=limit, destroyed_on__isnull=True
    )
    count = 0
    while batch := list(due.order_by("day").values_list("pk", flat=True)[:BATCH]):
        count += Call.objects.filter(pk__in=batch).update(
            caller=b"", called=b"", caller_mark=b"", called_mark=b"", destroyed_on=today()
        )
    return count


def _empty(files: Iterable[int]) -> int:
    keys = list(files)
    forget(*Grant.objects.filter(file__in=keys, ended_at__isnull=True).values_list("pk", flat=True))
    live = RecordingFile.objects.filter(pk__in=keys, destroyed_on__isnull=True)
    return live.update(
        destroyed_on=today(), blob="", peaks="", custodian_half=b"", approver_half=b""
    )


def _delete_blobs(files: Iterable[RecordingFile]) -> None:
    for file in files:
        for name in filter(None, (file.blob, file.peaks)):
            delete_blob(name)


def _leave_record(day: DayKey, count: int) -> None:
    if not count:
        return
    days = (day.destroy_on - day.day).days - 1
    record_destruction(
        kind=Kind.RECORDING,
        rule=Rule.RECORD_PERIOD,
        days=days,
        count=count,
        institution_id=day.institution_id,
        numbers=[day.day.isoformat()],
    )
    record(
        actor=WORKER,
        action=Action.RECORDING_DESTROYED,
        subject=f"recording-day:{day.day}",
        institution_id=day.institution_id,
        detail={"count": count, "days": days},
    )
