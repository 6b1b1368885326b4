"""Worker and officers' pages do their parts with the rights of their own database roles (ALL-6)."""

import io
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction

from haechi.cli.database import apply_grants
from haechi.cli.grants import REPORTER, STAFF, WORKER
from haechi.common.clock import now, today
from haechi.recordings import room, watch
from haechi.recordings.alarms import open_alarms, raise_alarm
from haechi.recordings.days import make_days
from haechi.recordings.destruction import destroy_due_days
from haechi.recordings.grants import (
    end_due_grants,
    grant_approver_half,
    grant_custodian_half,
    open_grant,
)
from haechi.recordings.holds import hold, release
from haechi.recordings.intake import take_in
from haechi.recordings.models import (
    Call,
    Grant,
    ImportFile,
    RecorderAlarm,
    RecordingFile,
    RoomState,
)
from haechi.recordings.opening import open_recording
from haechi.recordings.plan_folder import write_plan
from haechi.recordings.taking import take_uploads
from haechi.recordings.types import Alarm
from haechi.recordings.uploads import USUAL, Upload, batches_of, receive, save_mapping
from haechi.telephony.types import Mode

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")


@contextmanager
def zone(role: str):
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


@pytest.fixture
def town(hall):
    apply_grants()
    return hall


def test_the_worker_takes_in_plans_and_destroys(town):
    for session in ("", "s1", "s1"):
        given = {"mode": Mode.SIPREC, "notices": ()} if session else {"notices": ()}
        town.leave(town.record(session=session, **given))
    (town.folder / "journal" / "0-torn.sealed").write_bytes(b"torn")
    with zone(WORKER):
        assert take_in() == 3  # one of them unproven: alarms are queued
        assert write_plan()
        with time_machine.travel(now() + timedelta(days=31)):
            assert make_days() > 0
            assert destroy_due_days() == 3
            assert end_due_grants() == 0


def test_officers_grant_hold_and_hear(town):
    file = town.called()
    with zone(STAFF):
        grant = open_grant(
            actor=town.keeper,
            file=file,
            grantee=town.keeper.officer,
            ends_on=today(),
            reference="disclosure:1",
        )
        grant_custodian_half(actor=town.custodian, grant=grant)
        grant_approver_half(actor=town.approver, grant=grant)
        hold(actor=town.chief, file=file, reason="수사기관 요청")
        heard = b"".join(open_recording(grant, town.keeper.unlocked).audio())
        release(actor=town.chief, file=file)
    assert heard.startswith(b"fLaC")


def test_the_worker_watches_and_takes_in_what_officers_upload(town, settings, tmp_path):
    settings.SPOOL_DIR = tmp_path
    sent = [Upload(name, 4, io.BytesIO(b"none")) for name in ("t.csv", "a.wav")]
    with zone(STAFF):
        save_mapping(actor=town.keeper, mapping=USUAL)
        batch = receive(actor=town.keeper, table=sent[0], audio=sent[1:])
    with zone(WORKER):
        room.look()
        watch.watch()
        assert take_uploads() == 0
        raise_alarm(town.institution.pk, Alarm.DISK_LOW)
    with zone(STAFF):
        assert parts_are_readable(town.institution)
        assert [file.state for file in batches_of(town.institution)[0].files.all()] == ["rejected"]
        with pytest.raises(ProgrammingError), transaction.atomic():
            RoomState.objects.update(failures=[])
        with pytest.raises(ProgrammingError), transaction.atomic():
            ImportFile.objects.filter(batch=batch).delete()


def parts_are_readable(institution) -> bool:
    return bool(open_alarms(institution.pk)) and RoomState.objects.exists()


@pytest.mark.parametrize(
    "model", [Call, RecordingFile, Grant, RoomState, RecorderAlarm, ImportFile]
)
def test_the_reporters_zone_reads_nothing_of_calls(town, model):
    with zone(REPORTER), pytest.raises(ProgrammingError), transaction.atomic():
        list(model.objects.all())


@pytest.mark.parametrize("model", [Call, RecordingFile])
def test_no_zone_deletes_a_row_of_the_catalogue(town, model):
    town.called()
    for role in (STAFF, WORKER):
        with zone(role), pytest.raises(ProgrammingError), transaction.atomic():
            model.objects.all()._raw_delete("default")
