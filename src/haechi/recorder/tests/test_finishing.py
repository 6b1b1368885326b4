"""After a call, when the disk refuses or the recorder is killed between two steps (RC-12)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from haechi.common.environment import Environment, SettingError
from haechi.crypto.sealedbox import new_key_pair
from haechi.recorder import finishing
from haechi.recorder.containers import as_they_are, take_in_orphans
from haechi.recorder.finishing import Finisher
from haechi.recorder.settings import recorder_settings
from haechi.recorder.tests.world import until
from haechi.telephony.calls.surroundings import Finished, Folders
from haechi.telephony.container.format import Header
from haechi.telephony.container.writer import create
from haechi.telephony.custody import DayKey, DeskKey, new_recording_key
from haechi.telephony.journal import open_record, seal_record
from haechi.telephony.media.port import RecordedContainer
from haechi.telephony.plan import AudioFormat, Plan
from haechi.telephony.plan_file import PlanFile, encode_plan
from haechi.telephony.records import CallRecord
from haechi.telephony.status import NAME, read_status, write_status
from haechi.telephony.types import CallId, Mode, Outcome, PhoneNumber

CATALOGUE = new_key_pair()
PLAN = Plan(CATALOGUE.public, "127.0.0.1", (), (), ())
KEY = new_recording_key(
    DeskKey(1, new_key_pair().public),
    DeskKey(2, new_key_pair().public),
    DayKey(date(2026, 11, 22), new_key_pair().public),
)
RECORD = CallRecord(
    CallId("ab" * 16), 1, 2, 3, None, Mode.FULL, PhoneNumber("010"), PhoneNumber("02"),
    1000.0, 1001.0, 1009.0, Outcome.TALKED, (), (),
)  # fmt: skip


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(tmp_path)
    made.make()
    (tmp_path / "plan.json").write_bytes(encode_plan(PLAN))
    return made


def container(folders: Folders, number: int = 1) -> RecordedContainer:
    path = folders.live / f"{RECORD.call}-{number}.hrc"
    sealed = seal_record(replace(RECORD, outcome=Outcome.INTERRUPTED), CATALOGUE.public)
    create(path, Header(RECORD.call, 1, Mode.FULL, 500 * number, (), KEY.shares, sealed))
    return RecordedContainer(path, KEY, 500 * number, ())


def journal(folders: Folders) -> list[CallRecord]:
    return [
        open_record(path.read_bytes(), CATALOGUE)
        for path in sorted(folders.journal.glob("*.sealed"))
    ]


def finisher(folders: Folders, finalise: finishing.Finalise = as_they_are) -> Finisher:
    plans = PlanFile(folders.root)
    plans.look()
    made = Finisher(folders, plans, finalise)
    made.start()
    return made


def test_a_disk_that_refuses_is_asked_again_and_nothing_is_lost(folders, monkeypatch):
    monkeypatch.setattr(finishing, "PAUSE", 0.01)
    tries = []

    def stubborn(finished: Finished, where: Folders):
        tries.append(1)
        if len(tries) < 3:
            raise OSError(28, "No space left on device")
        return as_they_are(finished, where)

    behind = finisher(folders, stubborn)
    behind.take(Finished(RECORD, (container(folders),), AudioFormat.FLAC))
    until(lambda: behind.done == 1, 5)
    behind.stop(5)
    (record,) = journal(folders)
    assert (behind.failed, record.outcome, len(record.files)) == (2, Outcome.TALKED, 1)
    assert not list(folders.live.iterdir())
    assert (folders.done / record.files[0].name).exists()


def test_what_cannot_be_finished_stays_for_the_next_start(folders):
    def broken(_finished: Finished, _where: Folders):
        raise ValueError("a fault of ours")

    behind = finisher(folders, broken)
    behind.take(Finished(RECORD, (container(folders),), AudioFormat.FLAC))
    behind.take(Finished(replace(RECORD, call=CallId("cd" * 16)), (), AudioFormat.FLAC))
    until(lambda: behind.failed == 2, 5)
    behind.stop(5)
    assert len(list(folders.live.glob("*.hrc"))) == 1
    assert take_in_orphans(folders, CATALOGUE.public) == 1
    (record,) = journal(folders)
    assert record.outcome is Outcome.INTERRUPTED


def test_all_files_of_a_killed_call_are_one_record_and_a_second_start_adds_none(folders):
    container(folders, 1)
    container(folders, 2)
    assert take_in_orphans(folders, CATALOGUE.public) == 1
    assert take_in_orphans(folders, CATALOGUE.public) == 0
    (record,) = journal(folders)
    assert [file.begun_ms for file in record.files] == [500, 1000]
    assert {path.name for path in folders.done.iterdir()} == {file.name for file in record.files}


def test_a_kill_between_journal_and_removal_tells_the_call_twice_and_loses_no_file(folders):
    found = container(folders)
    take_in_orphans(folders, CATALOGUE.public)
    (folders.done / found.path.name).rename(found.path)  # as if the removal had not happened
    (folders.done / found.path.name).hardlink_to(found.path)
    assert take_in_orphans(folders, CATALOGUE.public) == 1
    assert {record.call for record in journal(folders)} == {RECORD.call}
    assert [path.name for path in folders.done.iterdir()] == [found.path.name]


def test_the_status_is_stale_when_nobody_writes_it(tmp_path):
    assert read_status(tmp_path) is None
    write_status(tmp_path, {"calls": 3})
    found = read_status(tmp_path)
    assert found is not None
    assert found["calls"] == 3
    path = tmp_path / NAME
    path.write_text(path.read_text().replace(str(found["at"]), str(found["at"] - 60)))
    assert read_status(tmp_path) is None
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("HAECHI_SIP_PORT", "99999"), ("HAECHI_RTP_PORTS", "20000"), ("HAECHI_RTP_PORTS", "9-5"),
     ("HAECHI_RECORDER_CALLS", "0"), ("HAECHI_RECORDER_WORKERS", "many")],
)  # fmt: skip
def test_a_wrong_setting_is_named_and_its_value_is_not(tmp_path, name, value):
    with pytest.raises(SettingError, match=name) as refused:
        recorder_settings(tmp_path, Environment({name: value}))
    assert value not in str(refused.value)
