"""The worker's watch over recording: what it sees becomes readings, and readings alarms (`alarms`).

Thresholds come in pairs, so that a figure at the edge does not ring again and again.
"""

import time
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q

from haechi.common.clock import now, today
from haechi.institutions.types import InstitutionStatus
from haechi.recordings.alarms import forget_old, observe, open_rows
from haechi.recordings.days import is_store_missing
from haechi.recordings.hysteresis import Reading, level
from haechi.recordings.models import DayKey, RecordingFile, RecordingSettings, RoomState
from haechi.recordings.planning import records
from haechi.recordings.sight import Incident, Minute, is_fresh, loss
from haechi.recordings.types import Alarm, Failure, FileKind

EVERY = 10.0
FLOORS = (
    2,
    3,
)  # times the room that a recorder keeps free: bad below the first, good above the second
HOURS = 12, 24  # that the disk still lasts, the same
WAITING = 120, 30  # seconds that a record of a call waits
LOSS, LOSS_OF = (0.02, 0.01), 3000  # share of packets; of fewer nothing is said
DAYS_AHEAD = 3
RECENT = 120.0  # seconds
KEPT = timedelta(days=366)
NOT_STORED = frozenset({Failure.NO_KEY, Failure.NO_ROOM, Failure.REFUSED, Failure.BROKEN_OFF})


def watch() -> None:
    """Look at every institution that records, all as of one moment: a long list makes no recorder silent."""
    state, moment = RoomState.objects.filter(pk=1).first(), time.time()
    seen = open_rows()
    offices = RecordingSettings.objects.select_related(
        "institution", "full_notice", "selective_notice"
    ).filter(institution__status=InstitutionStatus.ACTIVE)
    for office in offices.order_by("pk"):
        readings = dict(_readings(office, state, moment)) if records(office) else {}
        for alarm in Alarm:
            reading = readings.get(alarm, Reading.GOOD)
            observe(office.pk, alarm, reading, seen.get((office.pk, alarm)))
    forget_old(now() - KEPT)


def _readings(
    office: RecordingSettings, state: RoomState | None, moment: float
) -> Iterator[tuple[Alarm, Reading]]:
    """What is not named is good; so are events, whose alarms end by themselves after a quiet day."""
    yield (
        Alarm.KEYS_MISSING,
        _bad(is_store_missing(office.institution) or days_ahead(office) < DAYS_AHEAD),
    )
    yield Alarm.NOT_FINALISED, _bad(_unfinished(office))
    if state is None:
        yield Alarm.RECORDER_GONE, Reading.BAD
        return
    alive = [is_fresh(node, moment) for node in state.nodes]
    yield Alarm.RECORDER_GONE, _bad(not alive or not all(alive))
    yield Alarm.NOT_RECORDED, _bad(_not_stored(office, state, moment))
    yield Alarm.DISK_LOW, disk(state)
    oldest = state.store.get("oldest", 0)
    yield Alarm.JOURNAL_BACKLOG, level(oldest, bad_above=WAITING[0], good_below=WAITING[1])
    expected, share = loss([Minute(**each) for each in state.minutes], moment)
    if expected >= LOSS_OF:
        yield Alarm.PACKET_LOSS, level(share, bad_above=LOSS[0], good_below=LOSS[1])


def _bad(found: bool) -> Reading:
    return Reading.BAD if found else Reading.GOOD


def days_ahead(office: RecordingSettings) -> int:
    """Days from today on, without a gap, that have a key."""
    rows = DayKey.objects.filter(
        institution_id=office.pk,
        day__gte=today(),
        destroyed_on__isnull=True,
        lost_on__isnull=True,
    )
    there = set(rows.values_list("day", flat=True))
    count = 0
    while today() + timedelta(days=count) in there:
        count += 1
    return count


def unfinished(institution_id: int) -> int:
    """Recordings that stayed containers and are still kept."""
    rows = RecordingFile.objects.filter(
        kind=FileKind.CONTAINER, destroyed_on__isnull=True, call__institution=institution_id
    )
    return rows.count()


def _unfinished(office: RecordingSettings) -> bool:
    recent = Q(call__begun_at__gte=now() - timedelta(hours=1), call__institution=office.pk)
    rows = RecordingFile.objects.filter(recent, kind=FileKind.CONTAINER, destroyed_on__isnull=True)
    return rows.exists()


def _not_stored(office: RecordingSettings, state: RoomState, moment: float) -> bool:
    found = (Incident(**each) for each in state.failures)
    return any(
        each.kind in NOT_STORED and each.institution == office.pk and moment - each.at < RECENT
        for each in found
    )


def disk(state: RoomState) -> Reading:
    """The worst of every disk on which recordings come to lie."""
    need = state.store.get("need", 0)
    places = [node for node in state.nodes if node]
    floor = max((node.get("floor", 0) for node in places), default=0)
    places += [state.store] if "free" in state.store else []
    free = min((place["free"] for place in places if "free" in place), default=None)
    if free is None:
        return Reading.GOOD
    hours = (free - floor) / need if need else float("inf")
    if free < FLOORS[0] * floor or hours < HOURS[0]:
        return Reading.BAD
    return Reading.GOOD if free > FLOORS[1] * floor and hours > HOURS[1] else Reading.BETWEEN
