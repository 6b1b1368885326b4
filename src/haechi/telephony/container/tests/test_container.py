"""The container: what goes in comes out, and nothing changed opens (RC-12, ALL-1)."""

import errno
import itertools
import os
import resource
import struct
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haechi.telephony.container.errors import ContainerChanged, NotAContainer
from haechi.telephony.container.format import FRAME, Record, RecordKind, pack_record
from haechi.telephony.container.reader import ContainerReader, chunks, read_header
from haechi.telephony.container.room import check_room, give_back
from haechi.telephony.container.tests.making import (
    COUNTS,
    fresh_key,
    header_for,
    packet,
    write_container,
)
from haechi.telephony.container.writer import ChunkWriter, create
from haechi.telephony.types import Leg

KEY = fresh_key()
THREE = [[packet(1), packet(2, Leg.OFFICIAL)], [packet(3)], [packet(4), packet(5)]]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "call-1.hrc"
    write_container(path, KEY, THREE)
    return path


def read(path, key=KEY):
    """The records that open, and what ended the reading."""
    found = []
    with ContainerReader(path, key.key) as reader:
        try:
            found.extend(reader.records())
        except ContainerChanged:
            return found, "changed"
        return found, "interrupted" if reader.interrupted else "whole"


def offsets(path):
    """Where each chunk begins, and the end."""
    with path.open("rb") as file:
        read_header(file)
        return [*(chunk.offset for chunk in chunks(file)), path.stat().st_size]


records = st.lists(
    st.lists(
        st.builds(
            Record,
            st.sampled_from(Leg),
            st.sampled_from(RecordKind),
            st.integers(0, 2**32 - 1),
            st.binary(max_size=1500),
        ),
        min_size=1,
        max_size=5,
    ),
    max_size=5,
)


@given(records)
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read_in_order(written):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.hrc"
        write_container(path, KEY, written)
        assert read(path) == ([each for chunk in written for each in chunk], "whole")


def test_header_and_counts_come_back(path):
    with ContainerReader(path, KEY.key) as reader:
        assert reader.header == header_for(KEY)
        list(reader.records())
        assert (reader.counts, reader.milliseconds) == (COUNTS, 100)


def test_cut_at_every_byte_yields_whole_chunks_and_says_interrupted(path, tmp_path):
    whole, starts = path.read_bytes(), offsets(path)
    genuine = [each for chunk in THREE for each in chunk]
    counts = [0, 2, 3, 5]  # records in so many whole chunks
    cut = tmp_path / "cut.hrc"
    for size in range(starts[0], len(whole)):
        cut.write_bytes(whole[:size])
        chunks_left = sum(start <= size for start in starts[1:4])
        assert read(cut) == (genuine[: counts[chunks_left]], "interrupted"), size
    for size in range(starts[0]):
        cut.write_bytes(whole[:size])
        with pytest.raises(NotAContainer):
            ContainerReader(cut, KEY.key)


def test_every_changed_byte_of_the_chunks_is_seen(path):
    whole, starts = path.read_bytes(), offsets(path)
    genuine = [each for chunk in THREE for each in chunk]
    for at in range(starts[0], len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x01]) + whole[at + 1 :])
        found, end = read(path)
        assert end != "whole", at
        assert found == genuine[: len(found)], at


def test_changed_header_opens_no_chunk(path):
    path.write_bytes(path.read_bytes().replace(b'"institution": 3', b'"institution": 4'))
    assert read(path) == ([], "changed")


@pytest.mark.parametrize(
    "order", [(1, 0, 2, 3), (1, 2, 3), (0, 2, 3), (0, 1, 1, 2, 3), (0, 3), (3,)]
)
def test_moved_doubled_and_missing_chunks_are_seen(path, order):
    whole, starts = path.read_bytes(), offsets(path)
    parts = [whole[start:end] for start, end in itertools.pairwise(starts)]
    path.write_bytes(whole[: starts[0]] + b"".join(parts[each] for each in order))
    assert read(path)[1] == "changed"


def test_a_chunk_of_another_file_under_the_same_key_does_not_open(path, tmp_path):
    other = tmp_path / "other.hrc"
    write_container(other, fresh_key(), THREE)
    whole, foreign, start = path.read_bytes(), other.read_bytes(), offsets(path)[0]
    path.write_bytes(whole[:start] + foreign[offsets(other)[0] :])
    assert read(path) == ([], "changed")


def test_two_files_under_one_key_share_no_cipher_stream(tmp_path):
    """Were a key used twice by mistake, the headers would still part the nonces."""
    for name, number in (("a.hrc", 1), ("b.hrc", 2)):
        header = header_for(KEY)
        descriptor, link = create(
            tmp_path / name, type(header)(**{**vars(header), "begun_ms": number})
        )
        ChunkWriter(descriptor, KEY.key, link).finish(bytes(64), 0)
    one, other = ((tmp_path / name).read_bytes()[-80:-16] for name in ("a.hrc", "b.hrc"))
    assert one != other


def test_bytes_after_the_final_marker_are_seen(path):
    for tail in (b"x", b"x" * 100, path.read_bytes()[offsets(path)[2] :]):
        whole = path.read_bytes()
        path.write_bytes(whole + tail)
        assert read(path)[1] == "changed"
        path.write_bytes(whole)


def test_wrong_key_opens_nothing(path):
    assert read(path, fresh_key()) == ([], "changed")


def test_a_tail_of_zeros_is_an_interruption(path):
    end = offsets(path)[2]
    path.write_bytes(path.read_bytes()[:end] + bytes(5000))
    assert read(path) == (THREE[0] + THREE[1], "interrupted")


def test_an_impossible_length_is_not_waited_for(path):
    start = offsets(path)[0]
    path.write_bytes(path.read_bytes()[:start] + FRAME.pack(2**32 - 1, 0, 0) + bytes(100))
    assert read(path) == ([], "changed")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF" * 10,
        b"\x89HRC1\r\n\x00\xff\xff\xff\xff",
        b"\x89HRC1\r\n\x00\x00\x00\x00\x02{}",
        b'\x89HRC1\r\n\x00\x00\x00\x00\x0d{"version":2}',
        b"\x89HRC1\r\n\x00\x00\x00\x00\x02[]",
        b"\x89HRC1\r\n\x00\x00\x00\x00\x02\xff\xfe",
    ],
)
def test_what_is_no_container_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "x.hrc"
    path.write_bytes(content)
    with pytest.raises(NotAContainer):
        ContainerReader(path, KEY.key)


def test_nothing_plain_is_in_the_file(tmp_path):
    path, spoken = tmp_path / "a.hrc", b"official and citizen speak" * 6
    write_container(path, KEY, [[packet(1, data=spoken)]])
    content = path.read_bytes()
    assert spoken[:16] not in content
    assert bytes(KEY.key) not in content


def test_only_its_owner_may_read_and_nothing_is_overwritten(path):
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        create(path, header_for(KEY))


def test_kept_room_is_given_back(path):
    give_back(path)
    system = path.stat()
    assert read(path)[1] == "whole"
    assert system.st_blocks * 512 < system.st_size + 64 * 1024


def test_too_little_room_is_seen_before(tmp_path):
    check_room(tmp_path, 1)
    with pytest.raises(OSError, match="space") as error:
        check_room(tmp_path, 1 << 60)
    assert error.value.errno == errno.ENOSPC


@contextmanager
def files_no_longer_than(size):
    """A file that cannot grow, as on a full disk: write(2) stores a part, then fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_leaves_a_container_up_to_its_last_whole_chunk(tmp_path):
    path = tmp_path / "a.hrc"
    descriptor, link = create(path, header_for(KEY))
    writer = ChunkWriter(descriptor, KEY.key, link)
    writer.write(pack_record(packet(1)), 20)
    with files_no_longer_than(path.stat().st_size + 50), pytest.raises(OSError, match="large"):
        writer.write(pack_record(packet(2)), 40)
    assert read(path) == ([packet(1)], "interrupted")
    with pytest.raises(ValueError, match="closed"):
        writer.write(pack_record(packet(3)), 60)


def test_record_reaching_over_its_chunk_is_refused(tmp_path):
    path = tmp_path / "a.hrc"
    descriptor, link = create(path, header_for(KEY))
    ChunkWriter(descriptor, KEY.key, link).write(struct.pack(">BBHI", 0, 0, 500, 0) + b"short", 0)
    os.close(descriptor)
    assert read(path) == ([], "changed")
