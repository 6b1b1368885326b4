"""The worker looks at the recorders and leaves what it saw in the database, for the operations room.

By the database and not by a shared file: officers' pages then need no folder of the recorder, may run on
another machine, and read the last hour from the same row.
"""

import os
import time
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import TruncHour

from haechi.blobstore.services import blob_folder
from haechi.common.clock import now
from haechi.live.services import announce
from haechi.recordings import intake
from haechi.recordings.folders import recorder_folders
from haechi.recordings.models import RecordingFile, RecordingSettings, RoomState
from haechi.recordings.sight import (
    Incident,
    Minute,
    Status,
    incidents,
    next_minutes,
    remember,
)
from haechi.recordings.types import Failure
from haechi.telephony.status import last_status

EVERY = 2.0
TOPIC = "recorder-room"
NEED_EVERY = 600.0  # seconds between counts of what an hour needs
NEED_DAYS = 7


def look() -> None:
    """Write what the recorders tell now. Nothing where there is no recorder and none records."""
    statuses = [last_status(folder) for folder in recorder_folders()]
    if not any(statuses) and not RecordingSettings.objects.exists():
        return
    moment = time.time()
    with transaction.atomic():
        row = RoomState.objects.select_for_update().filter(pk=1).first()
        row = row or RoomState(pk=1, seen_at=now())
        _take(row, statuses, moment)
        row.seen_at = datetime.fromtimestamp(moment, UTC)
        row.save()
        announce(TOPIC)


def _take(row: RoomState, statuses: list[Status | None], moment: float) -> None:
    was = row.seen_at.timestamp()
    before: list[Status | None] = row.nodes
    nodes = [new or (before[at] if at < len(before) else None) for at, new in enumerate(statuses)]
    rejected = intake.rejected()
    found = list(incidents(before, nodes, was, moment))
    if (more := rejected - int(row.store.get("rejected", rejected))) > 0:
        found.append(Incident(moment, Failure.REJECTED, more))
    known = [Incident(**each) for each in row.failures]
    minutes = [Minute(**each) for each in row.minutes]
    row.failures = [asdict(each) for each in remember(known, iter(found))]
    row.minutes = [asdict(each) for each in next_minutes(minutes, before, nodes, moment)]
    row.nodes = nodes
    row.store = _store(row.store, rejected, moment)


def _store(before: dict[str, Any], rejected: int, moment: float) -> dict[str, Any]:
    """Of the worker's side. `need`: bytes of the fullest hour of a week; `oldest`: seconds of waiting."""
    facts: dict[str, Any] = {"rejected": rejected, **_journal(moment)}
    if moment - before.get("need_at", 0) >= NEED_EVERY:
        facts |= {"need": bytes_an_hour(), "need_at": moment}
    else:
        facts |= {"need": before["need"], "need_at": before["need_at"]}
    place = blob_folder()
    if place is not None and place.is_dir():
        system = os.statvfs(place)
        facts |= {
            "free": system.f_bavail * system.f_frsize,
            "size": system.f_blocks * system.f_frsize,
            "same": place.stat().st_dev in {_device(each) for each in recorder_folders()},
        }
    return facts


def _device(folder: Path) -> int:
    return folder.stat().st_dev if folder.is_dir() else -1


def _journal(moment: float) -> dict[str, Any]:
    waiting = [name.partition("-")[0] for name in intake.waiting()]
    times = [int(name) / 1e9 for name in waiting if name.isdigit()]
    return {"waiting": len(waiting), "oldest": round(max(0.0, moment - min(times, default=moment)))}


def bytes_an_hour() -> int:
    """Of finished recordings, in the fullest hour of the last days, of all institutions together."""
    hours: Counter[object] = Counter()
    for institution in RecordingSettings.objects.values_list("pk", flat=True):
        rows = RecordingFile.objects.filter(
            call__institution=institution,
            call__begun_at__gte=now() - timedelta(days=NEED_DAYS),
            destroyed_on__isnull=True,
        )
        by_hour = rows.values(hour=TruncHour("call__begun_at", tzinfo=UTC)).annotate(
            all=Sum("size")
        )
        for each in by_hour.order_by():
            hours[each["hour"]] += each["all"]
    return max(hours.values(), default=0)
