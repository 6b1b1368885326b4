"""Alarms of the recorder: told once to the three responsible, ended once, remembered (RC-9, RC-12)."""

import json
import time
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as live
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from haechi.common.clock import now
from haechi.crypto.sealedbox import open_with
from haechi.notifications.models import Delivery
from haechi.notifications.types import Notice
from haechi.recordings import room, watch
from haechi.recordings.alarms import open_alarms, raise_alarm
from haechi.recordings.models import DayKey, RecorderAlarm, RoomState
from haechi.recordings.office import settings_of
from haechi.recordings.people import designate
from haechi.recordings.types import Alarm, Failure, Responsible
from haechi.telephony.status import NAME
from haechi.testing import make_institution

MIB = 1 << 20
HEALTHY = {"since": 1.0, "free": 50_000 * MIB, "size": 90_000 * MIB, "floor": 256 * MIB,
           "lines": [], "not_stored": [], "packets": 0, "lost": 0}  # fmt: skip


@pytest.fixture
def tell(hall):
    """Writes what the recorder tells now, and lets the worker look and watch."""
    hall.folder.mkdir(exist_ok=True)

    def told(*, watching: bool = True, **facts):
        status = {"at": time.time(), **HEALTHY, **facts}
        (hall.folder / NAME).write_text(json.dumps(status))
        room.look()
        if watching:
            watch.watch()

    return told


def messages(notice: Notice) -> list[tuple[int, str]]:
    """Who was told what, of the channel that everybody has."""
    rows = Delivery.objects.filter(notice=notice, channel="email").order_by("pk")
    return [
        (row.officer_id, json.loads(open_with(live.OUTBOX, row.payload))["values"]["number"])
        for row in rows
    ]


def kinds(hall) -> list[str]:
    return sorted(row.kind for row in open_alarms(hall.institution.pk))


def test_a_recorder_that_is_gone_for_a_minute_is_told_once_and_its_return_once(hall, tell):
    designate(actor=hall.chief, kind=Responsible.DEPUTY, officer=hall.approver.officer)
    three = [hall.chief.officer.pk, hall.keeper.officer.pk, hall.approver.officer.pk]
    with time_machine.travel(now(), tick=False) as clock:
        tell()
        assert kinds(hall) == []
        for _ in range(8):  # silent from here on
            clock.shift(10)
            room.look()
            watch.watch()
        words = "녹취기가 응답하지 않음"
        assert sorted(messages(Notice.RECORDER_ALARM)) == sorted((who, words) for who in three)
        assert kinds(hall) == [Alarm.RECORDER_GONE]
        for _ in range(60):
            clock.shift(10)
            tell()
        assert kinds(hall) == []
        assert sorted(messages(Notice.RECORDER_CLEAR)) == sorted((who, words) for who in three)
        assert len(messages(Notice.RECORDER_ALARM)) == len(three)
    row = RecorderAlarm.objects.get(kind=Alarm.RECORDER_GONE)
    assert row.ended_at is not None


def test_a_recorder_that_only_restarts_rings_nobody(hall, tell):
    with time_machine.travel(now(), tick=False) as clock:
        tell()
        clock.shift(30)
        room.look()
        watch.watch()
        clock.shift(10)
        tell(since=2.0)
    assert messages(Notice.RECORDER_ALARM) == []
    assert not RecorderAlarm.objects.exists()
    found = [each["kind"] for each in RoomState.objects.get().failures]
    assert found == [Failure.GONE, Failure.RESTART]


@pytest.mark.parametrize(
    ("facts", "alarm"),
    [
        ({"not_stored": [["HALL", "no-room", 1]]}, Alarm.NOT_RECORDED),
        ({"free": 300 * MIB}, Alarm.DISK_LOW),
        ({"packets": 9000, "lost": 900}, Alarm.PACKET_LOSS),
    ],
)
def test_what_the_recorder_tells_becomes_an_alarm(hall, tell, facts, alarm):
    facts = {
        name: [[hall.institution.pk, *each[1:]] for each in value]
        if name == "not_stored"
        else value
        for name, value in facts.items()
    }
    with time_machine.travel(now(), tick=False) as clock:
        tell()
        for _ in range(8):
            clock.shift(10)
            tell(**facts)
        assert kinds(hall) == [alarm]
        assert {who for who, _ in messages(Notice.RECORDER_ALARM)} == {
            hall.chief.officer.pk,
            hall.keeper.officer.pk,
        }


def test_a_watch_over_many_institutions_makes_no_recorder_silent_and_asks_once(
    hall, tell, monkeypatch
):
    """All of it is seen at one moment, however long the rest takes."""
    settings_of(make_institution("narae").institution)
    monkeypatch.setattr(watch, "records", lambda _: True)
    with time_machine.travel(now(), tick=False) as clock:
        tell(watching=False)
        monkeypatch.setattr(watch, "days_ahead", lambda _: clock.shift(10) or watch.DAYS_AHEAD)
        with CaptureQueriesContext(connection) as asked:
            watch.watch()
    assert not RecorderAlarm.objects.exists()
    alarms = [each for each in asked if 'FROM "recordings_recorderalarm"' in each["sql"]]
    assert len([each for each in alarms if each["sql"].startswith("SELECT")]) <= 2


def test_another_institution_is_not_told_of_calls_that_are_not_its_own(hall, tell):
    tell()
    tell(not_stored=[[hall.institution.pk + 1, "no-key", 3]])
    assert kinds(hall) == []


def test_keys_of_too_few_days_and_recordings_that_stay_containers_are_told(hall, tell):
    file = hall.called()
    DayKey.objects.filter(day__gt=file.day_key.day + timedelta(days=1)).update(lost_on=now().date())
    type(file).objects.filter(pk=file.pk).update(kind="container")
    tell()
    assert kinds(hall) == [Alarm.KEYS_MISSING, Alarm.NOT_FINALISED]


def test_a_record_that_waits_for_two_minutes_is_told(hall, tell):
    journal = hall.folder / "journal"
    journal.mkdir(parents=True)
    old = round((time.time() - 121) * 1e9)
    (journal / f"{old:020d}-{'a' * 32}-0.sealed").write_bytes(b"-")
    tell()
    assert kinds(hall) == [Alarm.JOURNAL_BACKLOG]


def test_where_nothing_is_switched_on_nothing_is_told(hall):
    hall.line.mode = "none"
    hall.line.save()
    watch.watch()
    assert not RecorderAlarm.objects.exists()


def test_an_event_is_told_once_and_goes_without_an_all_clear(hall, tell):
    assert raise_alarm(hall.institution.pk, Alarm.KEY_LOST)
    assert not raise_alarm(hall.institution.pk, Alarm.KEY_LOST)
    with time_machine.travel(now() + timedelta(hours=23)):
        tell()
        assert kinds(hall) == [Alarm.KEY_LOST]
    with time_machine.travel(now() + timedelta(hours=25)):
        tell()
        assert kinds(hall) == []
        assert raise_alarm(hall.institution.pk, Alarm.KEY_LOST)
    assert messages(Notice.RECORDER_CLEAR) == []


def test_of_a_kind_one_alarm_is_open_at_most(hall):
    raise_alarm(hall.institution.pk, Alarm.DESK_EMPTY)
    row = RecorderAlarm.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
