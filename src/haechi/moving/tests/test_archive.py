"""The sealed file itself: whole or not at all (ALL-1)."""

import os
from pathlib import Path

import pytest

from haechi.crypto.stream import CHUNK, HEADER
from haechi.moving.archive import ArchiveReader, ArchiveWriter
from haechi.moving.errors import ArchiveRefused

PASSPHRASE = "some words"
_TAG = 17


def written(path: Path, size: int) -> bytes:
    with path.open("wb") as file:
        writer = ArchiveWriter(file, PASSPHRASE, os.urandom(16))
        writer.add("a", bytes(size))
        writer.close()
    return path.read_bytes()


def read(path: Path) -> list[tuple[str, int]]:
    with ArchiveReader(path, PASSPHRASE) as reader:
        return [(name, len(source.read())) for name, _, source in reader.members()]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    written(tmp_path / "a", 100_000)
    assert read(tmp_path / "a") == [("a", 100_000)]


def test_a_missing_last_chunk_shows_though_the_tar_ended_in_the_one_before(tmp_path: Path) -> None:
    """The tar's end lies in the first chunk, only its padding in the last: a tar reader would be content."""
    path = tmp_path / "a"
    whole = written(path, 61_440)
    sealed = len(whole) - whole.index(b"\n") - 1 - HEADER
    last = sealed - (CHUNK + _TAG)
    assert 0 < last < 8192
    path.write_bytes(whole[:-last])
    with pytest.raises(ArchiveRefused):
        read(path)


def test_what_is_no_archive_is_told_as_such(tmp_path: Path) -> None:
    for data in (b"", b"PK\x03\x04", b"{}\n", b'{"format": "haechi-export"}\n', b"x" * 5000):
        (tmp_path / "a").write_bytes(data)
        with pytest.raises(ArchiveRefused):
            read(tmp_path / "a")


def test_a_header_cannot_make_the_reader_eat_all_memory(tmp_path: Path) -> None:
    path = tmp_path / "a"
    whole = written(path, 10)
    path.write_bytes(whole.replace(b'"memory": 67108864', b'"memory": 67108864000', 1))
    with pytest.raises(ArchiveRefused, match="out of bounds"):
        read(path)
