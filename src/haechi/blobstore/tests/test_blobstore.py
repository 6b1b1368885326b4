"""Sealed files: nothing half-written is left, and no time finer than the day (ALL-1, HL-5)."""

import errno
import os
import resource
import subprocess
import sys
import textwrap
from datetime import datetime
from pathlib import Path

import pytest
from time_machine import travel

from haechi.blobstore.services import delete_blob, open_blob, write_blob
from haechi.common.clock import SEOUL


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            **settings.STORAGES["default"],
            "OPTIONS": {**settings.STORAGES["default"]["OPTIONS"], "location": tmp_path / "blobs"},
        },
    }
    return tmp_path / "blobs"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_written_is_read_again(folder):
    name = write_blob([b"one", b"", b"two"])
    with open_blob(name) as blob:
        assert blob.read() == b"onetwo"
    assert len(files(folder)) == 1


def test_a_name_tells_nothing_and_never_repeats():
    names = {write_blob([b"x"]) for _ in range(20)}
    assert len(names) == 20
    assert all(len(name) == 35 for name in names)


def test_files_and_folders_can_be_read_by_their_owner_alone(folder):
    write_blob([b"x"])
    for path in [folder, *folder.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_time_of_a_blob_and_of_its_folders_is_the_day(folder):
    midnight = datetime.now(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    kept, gone = write_blob([b"x"]), write_blob([b"y"])
    delete_blob(gone)
    for path in [folder, *folder.rglob("*")]:
        assert path.stat().st_mtime == midnight, path
        assert path.stat().st_atime <= midnight or path.is_dir(), path
    assert (folder / kept).exists()


def test_the_day_is_the_korean_one(folder):
    with travel("2026-03-01 20:00:00+00:00", tick=False):
        name = write_blob([b"x"])
    assert (folder / name).stat().st_mtime == datetime(2026, 3, 2, tzinfo=SEOUL).timestamp()


def test_a_source_that_breaks_off_leaves_nothing_behind(folder):
    def breaking():
        yield b"x" * 100_000
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_blob(breaking())
    assert files(folder) == []


def test_deleting_a_blob_twice_is_no_error():
    name = write_blob([b"x"])
    delete_blob(name)
    delete_blob(name)
    with pytest.raises(FileNotFoundError):
        open_blob(name)


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path):
    """A real refusal of the operating system: the process may write no file over 64 KiB."""
    script = """
        import os, signal, django
        django.setup()
        from haechi.blobstore.services import write_blob
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            write_blob([b"x" * 40_000] * 10)
        except OSError as error:
            print(error.errno)
    """

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024))

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env={
            "DJANGO_SETTINGS_MODULE": "haechi.config.settings.test",
            "HAECHI_DATA_DIR": str(tmp_path),
            "PYTHONPATH": "src",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) == errno.EFBIG
    assert files(tmp_path / "blobs") == []


@pytest.fixture
def synced(folder, monkeypatch) -> list[tuple[Path, int]]:
    """Every file and folder that was brought to the disk, with its size then."""
    seen: list[tuple[Path, int]] = []
    real = os.fsync

    def recorded(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        seen.append((path, os.fstat(descriptor).st_size if path.is_file() else 0))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", recorded)
    return seen


def test_a_file_and_its_name_are_on_the_disk_when_it_counts_as_written(folder, synced):
    """Fault: power cut. Whoever was told that a file is stored finds it, whole, under its name."""
    name = write_blob([b"x" * 70_000, b"y"])
    path = folder / name
    assert synced == [(path, 70_001), (path.parent, 0), (folder, 0)]


def test_a_disk_that_fails_when_it_is_to_keep_a_file_leaves_nothing(folder, monkeypatch):
    """Fault: the disk reports only at fsync that it did not take the file. It is told, and none is left."""

    def refused(_descriptor: int) -> None:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(os, "fsync", refused)
    with pytest.raises(OSError, match="no"):
        write_blob([b"x"])
    assert files(folder) == []
