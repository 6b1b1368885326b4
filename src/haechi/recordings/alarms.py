"""What the responsible persons are told by SMS and e-mail when recording is in trouble, once, and when it ends.

An alarm is a row with a state: of an institution and a kind one is open at most, kept so by the database.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import translation

from haechi.common.clock import now
from haechi.institutions.models import Institution
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.recordings.hysteresis import Patience, Reading, Standing, Told, step
from haechi.recordings.models import Designation, RecorderAlarm
from haechi.recordings.types import MANAGING, Alarm

TOUCH = timedelta(minutes=1)  # how often a lasting trouble is written down again
SOON = Patience(quiet=timedelta(minutes=10))
DAY = Patience(quiet=timedelta(days=1))
PATIENCE = {
    # A status is stale after five seconds: together a minute.
    Alarm.RECORDER_GONE: Patience(timedelta(seconds=55), timedelta(seconds=30)),
    Alarm.NOT_RECORDED: Patience(quiet=timedelta(minutes=30)),
    Alarm.DISK_LOW: Patience(timedelta(minutes=1), timedelta(minutes=10)),
    Alarm.KEYS_MISSING: Patience(timedelta(0), timedelta(minutes=30)),
    Alarm.JOURNAL_BACKLOG: Patience(quiet=timedelta(minutes=1)),
    Alarm.PACKET_LOSS: Patience(timedelta(minutes=1), timedelta(minutes=10)),
    Alarm.NOT_FINALISED: Patience(quiet=timedelta(minutes=30)),
    Alarm.DESK_EMPTY: SOON,
    Alarm.KEY_LOST: DAY,
    Alarm.FILE_REJECTED: DAY,
    Alarm.NOTICE_UNPROVEN: DAY,
}
EVENTS = frozenset({Alarm.KEY_LOST, Alarm.FILE_REJECTED, Alarm.NOTICE_UNPROVEN})
"""Kinds that happen and do not last: their rows end after a quiet day, and nobody is told of that."""


def raise_alarm(institution_id: int, alarm: Alarm) -> bool:
    """Of a trouble that was met and not looked for; False where it is open already."""
    moment = now()
    row = _open(institution_id, alarm)
    if row is not None and row.raised_at is not None:
        if not timedelta(0) <= moment - row.bad_at < TOUCH:
            RecorderAlarm.objects.filter(pk=row.pk).update(bad_at=moment)
        return False
    return _keep(institution_id, alarm, row, Standing(moment, moment, raised=True), Told.RAISED)


def open_rows() -> dict[tuple[int, str], RecorderAlarm]:
    """Of all institutions, by institution and kind."""
    rows = RecorderAlarm.objects.filter(ended_at__isnull=True)
    return {(row.institution_id, row.kind): row for row in rows}


def observe(
    institution_id: int, alarm: Alarm, reading: Reading, seen: RecorderAlarm | None
) -> Told | None:
    """Take a reading of the worker's watch; what was told. `seen`: of `open_rows`; where it is to be changed
    it is read anew, for others may have changed it since."""
    if _next(seen, alarm, reading) is None:
        return None
    row = _open(institution_id, alarm)
    following = _next(row, alarm, reading)
    if following is None:
        return None
    after, told = following
    return told if _keep(institution_id, alarm, row, after, told) else None


def _next(
    row: RecorderAlarm | None, alarm: Alarm, reading: Reading
) -> tuple[Standing | None, Told | None] | None:
    """What is to be written; None where nothing is."""
    before = Standing(row.since, row.bad_at, row.raised_at is not None) if row else None
    after, told = step(before, reading, now(), PATIENCE[alarm])
    if after == before or not (told or _is_worth_writing(before, after)):
        return None
    return after, told


def _is_worth_writing(before: Standing | None, after: Standing | None) -> bool:
    if before is None or after is None:
        return True
    return not timedelta(0) <= after.bad_at - before.bad_at < TOUCH


def _open(institution_id: int, alarm: Alarm) -> RecorderAlarm | None:
    rows = RecorderAlarm.objects.filter(institution_id=institution_id, kind=alarm)
    return rows.filter(ended_at__isnull=True).first()


def _keep(
    institution_id: int,
    alarm: Alarm,
    row: RecorderAlarm | None,
    after: Standing | None,
    told: Told | None,
) -> bool:
    """Row and messages together; False where another worker was faster."""
    moment = now()
    try:
        with transaction.atomic():
            kept = row or RecorderAlarm(institution_id=institution_id, kind=alarm)
            if after is not None:
                kept.since, kept.bad_at = after.since, after.bad_at
                kept.raised_at = kept.raised_at or (moment if after.raised else None)
                kept.save()
            elif kept.raised_at is None:
                kept.delete()
            else:
                kept.ended_at = moment
                kept.save()
            if told is not None:
                _tell(kept, told)
    except IntegrityError:
        return False
    return True


def _tell(row: RecorderAlarm, told: Told) -> None:
    """정책임자, 부책임자 and 관리자; where nobody is named, the row stands alone."""
    if told is Told.CLEARED and row.kind in EVENTS:
        return
    people = Designation.objects.filter(
        institution_id=row.institution_id,
        kind__in=MANAGING,
        until__isnull=True,
        officer__is_active=True,
    )
    with translation.override("ko"):
        words = str(Alarm(row.kind).label)
    enqueue(
        institution_id=row.institution_id,
        officer_ids=sorted(set(people.values_list("officer_id", flat=True))),
        notice=Notice.RECORDER_ALARM if told is Told.RAISED else Notice.RECORDER_CLEAR,
        subject=f"recorder:{row.institution_id}:{row.kind}:{row.pk}",
        values={
            "institution": Institution.objects.get(pk=row.institution_id).name_ko,
            "number": words,
        },
    )


def open_alarms(institution_id: int) -> list[RecorderAlarm]:
    """Those that were told and have not ended, the newest first."""
    rows = RecorderAlarm.objects.filter(
        institution_id=institution_id, raised_at__isnull=False, ended_at__isnull=True
    )
    return list(rows)


def forget_old(limit: datetime) -> int:
    """Rows that ended before `limit`; return how many went."""
    return RecorderAlarm.objects.filter(ended_at__lt=limit).delete()[0]
