"""Start-up after a kill: nothing that was received is lost, nothing is opened (RC-12)."""

import hashlib

import pytest

from haechi.telephony.container.format import FRAME
from haechi.telephony.container.reader import ContainerReader
from haechi.telephony.container.recovery import orphans, seal_orphans
from haechi.telephony.container.tests.making import (
    fresh_key,
    header_for,
    packet,
    write_container,
)

KEY = fresh_key()
TWO = [[packet(1), packet(2)], [packet(50)]]


@pytest.fixture
def folders(tmp_path):
    for name in ("live", "done"):
        (tmp_path / name).mkdir()
    return tmp_path / "live", tmp_path / "done"


def test_an_orphan_is_journalled_moved_and_opens_up_to_its_last_second(folders):
    live, done = folders
    write_container(live / "a-1.hrc", KEY, TWO, finish=False)
    with (live / "a-1.hrc").open("ab") as file:
        file.write(FRAME.pack(5000, 2000, 0) + bytes(17))  # killed in the middle of a write
    found = []
    assert seal_orphans(live, done, found.append) == 1
    (orphan,), path = found, done / "a-1.hrc"
    assert (orphan.header, orphan.file.milliseconds, orphan.file.interrupted) == (
        header_for(KEY),
        1000,
        True,
    )
    assert orphan.file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert orphan.file.size == path.stat().st_size
    assert not list(live.iterdir())
    with ContainerReader(path, KEY.key) as reader:
        assert list(reader.records()) == TWO[0] + TWO[1]
        assert reader.interrupted


def test_a_finished_container_that_was_left_is_not_called_interrupted(folders):
    write_container(folders[0] / "a-1.hrc", KEY, TWO)
    (orphan,) = orphans(folders[0])
    assert not orphan.file.interrupted


def test_a_journal_that_fails_leaves_the_orphan_for_the_next_start(folders):
    live, done = folders
    write_container(live / "a-1.hrc", KEY, TWO, finish=False)

    def full(_):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        seal_orphans(live, done, full)
    assert [path.name for path in live.iterdir()] == ["a-1.hrc"]
    assert seal_orphans(live, done, lambda _: None) == 1


def test_a_torn_header_holds_no_sound_and_goes(folders):
    live, done = folders
    write_container(live / "a-1.hrc", KEY, [])
    whole = (live / "a-1.hrc").read_bytes()
    for size in (0, 5, 12, 300):
        (live / "a-1.hrc").write_bytes(whole[:size])
        assert seal_orphans(live, done, lambda _: None) == 0
        assert not list(live.iterdir())


def test_what_is_no_container_is_put_aside_not_deleted(folders):
    live, done = folders
    (live / "a-1.hrc").write_bytes(b"something else entirely")
    assert seal_orphans(live, done, lambda _: None) == 0
    assert [path.name for path in live.iterdir()] == ["a-1.unreadable"]


def test_a_damaged_container_is_kept_whole(folders):
    live, done = folders
    write_container(live / "a-1.hrc", KEY, TWO, finish=False)
    with (live / "a-1.hrc").open("ab") as file:
        file.write(FRAME.pack(3, 9000, 7) + b"what is this")
    size = (live / "a-1.hrc").stat().st_size
    assert seal_orphans(live, done, lambda _: None) == 1
    assert (done / "a-1.hrc").stat().st_size == size
