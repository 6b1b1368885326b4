"""Several recorders, each with a folder of its own, and one worker (RC-11, RC-12)."""

import pytest

from haechi.recordings.intake import DONE, JOURNAL, take_in, waiting
from haechi.recordings.models import Call
from haechi.recordings.plan_folder import write_plan
from haechi.telephony.plan_file import PLAN_NAME


@pytest.fixture
def nodes(hall, tmp_path, settings):
    """Two nodes' folders; the first has room for a call of `hall`."""
    folders = tmp_path / "a" / "recorder", tmp_path / "b" / "recorder"
    for folder in folders:
        folder.mkdir(parents=True)
    settings.RECORDER_DIRS = folders
    return folders


def leave_in(hall, folder):
    hall.folder = folder
    record = hall.record()
    hall.leave(record)
    return record.call


def test_calls_of_every_node_stand_in_one_catalogue(hall, nodes):
    left = {leave_in(hall, folder) for folder in nodes}
    assert len(waiting()) == 2
    assert take_in() == 2
    assert {call.call for call in Call.objects.all()} == left
    for folder in nodes:
        assert [*(folder / JOURNAL).iterdir(), *(folder / DONE).iterdir()] == []


def test_every_node_gets_the_same_plan_and_notices(hall, nodes):
    assert write_plan()
    first, second = ((folder / PLAN_NAME).read_bytes() for folder in nodes)
    assert first == second
    assert len(list((nodes[1] / "notices").iterdir())) == 4
    assert not write_plan()
    (nodes[1] / PLAN_NAME).unlink()
    assert write_plan()
    assert (nodes[1] / PLAN_NAME).exists()


def test_a_node_that_cannot_be_reached_keeps_no_other_waiting(hall, nodes):
    """Its folder is not made either: what is not mounted would be filled beside the mount."""
    missing, there = nodes
    missing.rmdir()
    with pytest.raises(FileNotFoundError):
        write_plan()
    assert (there / PLAN_NAME).exists()
    assert not missing.exists()
    leave_in(hall, there)
    missing.write_bytes(b"stale file handle")
    assert take_in() == 1
