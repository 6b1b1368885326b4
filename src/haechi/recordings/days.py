"""Keys of days: made ahead by the worker, and moved in time when the retention period changes (RC-4)."""

import logging
from datetime import date, timedelta

from django.db import transaction

from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.recordings import keystore
from haechi.recordings.alarms import raise_alarm
from haechi.recordings.errors import KeyGone
from haechi.recordings.models import DayKey, RecordingSettings
from haechi.recordings.types import KEYS_AHEAD, Alarm

logger = logging.getLogger(__name__)


def make_days() -> int:
    """Make what is missing from today to `KEYS_AHEAD` days on, of every institution that records; how many."""
    made = 0
    for office in RecordingSettings.objects.select_related("institution").order_by("pk"):
        if is_store_missing(office.institution):
            raise_alarm(office.pk, Alarm.KEYS_MISSING)
            continue
        note_lost(office.institution)
        keystore.keep_import_keys(office.pk, today())
        for ahead in range(KEYS_AHEAD + 1):
            made += _make(office, today() + timedelta(days=ahead))
    return made


def forget_import_keys() -> int:
    """Of days that are over: what the worker has not taken in by then opens nobody any more; how many."""
    offices = RecordingSettings.objects.order_by("pk").values_list("pk", flat=True)
    return sum(keystore.forget_import_keys(pk, today()) for pk in offices)


def is_store_missing(institution: Institution) -> bool:
    """The folder of keys is not there though it has been: nothing is made and nothing called lost then."""
    known = DayKey.objects.filter(
        institution=institution, destroyed_on__isnull=True, lost_on__isnull=True
    )
    return not keystore.is_there(institution.pk) and known.exists()


def _make(office: RecordingSettings, day: date) -> bool:
    name = keystore.day_name(day)
    known = DayKey.objects.filter(institution_id=office.pk, day=day, lost_on__isnull=True)
    if known.exists() or keystore.was_destroyed(office.pk, name):
        return False
    pair = keystore.create(office.pk, name)
    _, made = DayKey.objects.get_or_create(
        institution_id=office.pk,
        day=day,
        lost_on=None,
        defaults={"public_key": pair.public, "destroy_on": due_on(day, office.retention_days)},
    )
    return made


def past_key(office: RecordingSettings, day: date) -> DayKey | None:
    """The key of a past day, made now if it never had one, with the end that a call of that day has.

    For calls that are imported later. None: its time is over, or the key was destroyed.
    """
    if due_on(day, office.retention_days) <= today() or is_store_missing(office.institution):
        return None
    _make(office, day)
    rows = DayKey.objects.filter(institution_id=office.pk, day=day, lost_on__isnull=True)
    return rows.filter(destroyed_on__isnull=True, destroy_on__gt=today()).first()


def due_on(day: date, retention_days: int) -> date:
    """The day on which what was recorded on `day` is destroyed: the first after the period."""
    return day + timedelta(days=retention_days + 1)


def note_lost(institution: Institution) -> int:
    """Mark days whose key file is gone before its time; an alarm tells of it. Return how many.

    After a restore an old database holds days that were destroyed since: those were no loss.
    """
    rows = DayKey.objects.filter(
        institution=institution,
        destroyed_on__isnull=True,
        lost_on__isnull=True,
        destroy_on__gt=today(),
    )
    lost = [row for row in rows.order_by("day") if _is_lost(row)]
    for row in lost:
        with transaction.atomic():
            DayKey.objects.filter(pk=row.pk).update(lost_on=today())
            raise_alarm(row.institution_id, Alarm.KEY_LOST)
        logger.error("the key of %s is lost: institution %s", row.day, row.institution_id)
    return len(lost)


def _is_lost(row: DayKey) -> bool:
    """No file, or one that is not of this row: the database is not of this folder."""
    name = keystore.day_name(row.day)
    if keystore.exists(row.institution_id, name):
        try:
            found = keystore.load(row.institution_id, name).public
        except KeyGone:
            return True
        return found != bytes(row.public_key)
    return not keystore.was_destroyed(row.institution_id, name)


def move_days(institution: Institution, retention_days: int) -> int:
    """Give the days their new ends; return how many moved. Call in the transaction of the change.

    A shorter period holds for all that is there. A longer one holds from today on: whoever called before
    was told the shorter.
    """
    moved = 0
    live = DayKey.objects.filter(institution=institution, destroyed_on__isnull=True)
    for row in live.select_for_update().order_by("pk"):
        due = due_on(row.day, retention_days)
        if due < row.destroy_on or (due > row.destroy_on and row.day > today()):
            DayKey.objects.filter(pk=row.pk).update(destroy_on=due)
            moved += 1
    return moved
