"""Start-up after a kill: nothing that was received is lost, nothing is opened (RC-12)."""

import hashlib

from haechi.telephony.container.format import FRAME
from haechi.telephony.container.reader import ContainerReader
from haechi.telephony.container.recovery import orphans
from haechi.telephony.container.tests.making import (
    fresh_key,
    header_for,
    packet,
    write_container,
)

KEY = fresh_key()
TWO = [[packet(1), packet(2)], [packet(50)]]


def test_an_orphan_is_described_without_its_key_and_opens_up_to_its_last_second(tmp_path):
    live = tmp_path
    write_container(live / "a-1.hrc", KEY, TWO, finish=False)
    with (live / "a-1.hrc").open("ab") as file:
        file.write(FRAME.pack(5000, 2000, 0) + bytes(17))  # killed in the middle of a write
    (orphan,), path = orphans(live), live / "a-1.hrc"
    assert (orphan.header, orphan.file.milliseconds, orphan.file.interrupted) == (
        header_for(KEY),
        1000,
        True,
    )
    assert orphan.file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert orphan.file.size == path.stat().st_size
    assert list(orphans(live)) == [orphan]  # another kill, another start
    with ContainerReader(path, KEY.key) as reader:
        assert list(reader.records()) == TWO[0] + TWO[1]
        assert reader.interrupted


def test_a_finished_container_that_was_left_is_not_called_interrupted(tmp_path):
    write_container(tmp_path / "a-1.hrc", KEY, TWO)
    (orphan,) = orphans(tmp_path)
    assert not orphan.file.interrupted


def test_a_torn_header_holds_no_sound_and_goes(tmp_path):
    live = tmp_path
    write_container(live / "a-1.hrc", KEY, [])
    whole = (live / "a-1.hrc").read_bytes()
    for size in (0, 5, 12, 300):
        (live / "a-1.hrc").write_bytes(whole[:size])
        assert list(orphans(live)) == []
        assert not list(live.iterdir())


def test_what_is_no_container_is_put_aside_not_deleted(tmp_path):
    live = tmp_path
    (live / "a-1.hrc").write_bytes(b"something else entirely")
    assert list(orphans(live)) == []
    assert [path.name for path in live.iterdir()] == ["a-1.unreadable"]


def test_a_damaged_container_is_kept_whole(tmp_path):
    live = tmp_path
    write_container(live / "a-1.hrc", KEY, TWO, finish=False)
    with (live / "a-1.hrc").open("ab") as file:
        file.write(FRAME.pack(3, 9000, 7) + b"what is this")
    size = (live / "a-1.hrc").stat().st_size
    assert len(list(orphans(live))) == 1
    assert (live / "a-1.hrc").stat().st_size == size
