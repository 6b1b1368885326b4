"""The finaliser's process behind the calls: what it makes, and what is left where it cannot (RC-12)."""

import os
import signal
from pathlib import Path

import pytest

from haechi.recorder import finalising
from haechi.recorder.finalising import Finaliser, sweep_unfinished
from haechi.telephony.calls.surroundings import Finished, Folders
from haechi.telephony.container.tests.making import CALL
from haechi.telephony.finalising.tests.talking import BEGUN_MS, Said, Talk, voice
from haechi.telephony.media.port import RecordedContainer
from haechi.telephony.plan import AudioFormat
from haechi.telephony.records import CallRecord
from haechi.telephony.types import Leg, Mode, Outcome, PhoneNumber

pytestmark = pytest.mark.process


@pytest.fixture
def finaliser():
    made = Finaliser()
    yield made
    made.stop()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    folders = Folders(tmp_path)
    folders.make()
    return folders


@pytest.fixture
def finished(tmp_path: Path, folders: Folders) -> Finished:
    talk = Talk(tmp_path, caller=Said(voice(2, 1)).packets(Leg.CALLER))
    container = RecordedContainer(talk.write(), talk.key, BEGUN_MS, ())
    record = CallRecord(
        CALL, 1, None, None, None, Mode.FULL, PhoneNumber(""), PhoneNumber(""), 1e9, 1e9 + 5, 1e9 + 7,
        Outcome.TALKED, (), (),
    )  # fmt: skip
    return Finished(record, (container,), AudioFormat.FLAC)


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_a_container_becomes_sound_in_a_process_of_the_lowest_priority(
    finaliser: Finaliser, finished: Finished, folders: Folders
):
    for _ in range(2):  # again, after a kill between the file and the journal
        (file,) = finaliser(finished, folders)
        assert (file.kind, file.begun_ms, file.milliseconds) == ("flac", BEGUN_MS, 2180)
        assert names(folders.done) == {f"{CALL}-1.flac", f"{CALL}-1.peaks"}
    assert finaliser.as_containers == 0
    process = finaliser.process
    assert process is not None
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
    key = finished.containers[0].key.key
    told = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    told += Path(f"/proc/{process.pid}/environ").read_bytes()
    assert bytes(key) not in told
    assert key.hex().encode() not in told
    assert CALL.encode() not in told


def test_a_damaged_container_stays_one_and_the_next_is_finished_again(
    finaliser: Finaliser, finished: Finished, folders: Folders
):
    path = finished.containers[0].path
    content = path.read_bytes()
    path.write_bytes(content[:-9000] + bytes(8) + content[-8992:])
    (file,) = finaliser(finished, folders)
    assert (file.kind, file.name, file.peaks) == ("container", path.name, None)
    assert names(folders.done) == {path.name}
    path.unlink()
    path.write_bytes(content)
    (file,) = finaliser(finished, folders)
    assert file.kind == "flac"


def test_a_killed_process_leaves_the_container_and_a_new_one_goes_on(
    finaliser: Finaliser, finished: Finished, folders: Folders
):
    finaliser(finished, folders)
    assert finaliser.process is not None
    finaliser.process.send_signal(signal.SIGKILL)
    finaliser.process.wait()
    (folders.done / f"{CALL}-1.flac.part").touch()
    assert finaliser(finished, folders)[0].kind == "container"
    assert names(folders.done) == {f"{CALL}-1.hrc"}
    assert finaliser(finished, folders)[0].kind == "flac"


def test_too_long_a_backlog_leaves_containers_as_they_are(finished: Finished, folders: Folders):
    waiting = finalising.BACKLOG_MOST + 1
    finaliser = Finaliser(lambda: waiting)
    assert finaliser(finished, folders)[0].kind == "container"
    assert finaliser.process is None
    assert finaliser.as_containers == 1


def test_one_that_takes_too_long_is_ended(
    finished: Finished, folders: Folders, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(finalising, "LEAST_SECONDS", 0.001)
    monkeypatch.setattr(finalising, "BYTES_A_SECOND", 1e12)
    finaliser = Finaliser()
    assert finaliser(finished, folders)[0].kind == "container"
    assert finaliser.process is None


def test_what_a_killed_finaliser_had_made_goes_at_the_start_unless_it_is_in_the_journal(
    folders: Folders,
):
    calls = ("a" * 32, "b" * 32, "c" * 32)
    for call in calls:
        (folders.done / f"{call}-1.flac").touch()
    for call in calls[:2]:
        (folders.live / f"{call}-1.hrc").touch()
    (folders.done / f"{calls[1]}-1.flac.part").touch()
    (folders.journal / f"1-{calls[1]}-ab.sealed").touch()
    sweep_unfinished(folders)
    assert names(folders.done) == {f"{calls[1]}-1.flac", f"{calls[2]}-1.flac"}
