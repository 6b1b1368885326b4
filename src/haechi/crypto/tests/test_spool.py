"""HL-5: plain bytes of an upload exist only in RAM."""

import errno
import io
import os
import pickle
import resource
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from haechi.crypto.spool import CHUNK, EncryptedSpool, SpoolDamaged, SpoolFull

MARK = b"PLAIN-MARKER-of-the-reporter"


def raw_bytes(spool: EncryptedSpool) -> bytes:
    """What lies on the disk, read through the descriptor of a handle."""
    handle = spool.handle()
    try:
        return os.pread(handle.fd, 1 << 30, 0)
    finally:
        os.close(handle.fd)


def test_small_content_makes_no_file_at_all(tmp_path: Path) -> None:
    before = set(os.listdir("/proc/self/fd"))
    with EncryptedSpool(tmp_path) as spool:
        spool.write(MARK * 100)
        assert set(os.listdir("/proc/self/fd")) == before
        spool.seek(0)
        assert spool.read() == MARK * 100


def test_spilled_bytes_are_ciphertext_and_have_no_name(tmp_path: Path) -> None:
    with EncryptedSpool(tmp_path) as spool:
        for _ in range(40):
            spool.write(MARK * 1000)
        assert list(tmp_path.iterdir()) == []
        stored = raw_bytes(spool)
        assert len(stored) > 1_000_000
        assert MARK not in stored
        assert MARK[:8] not in stored


def test_directory_without_tmpfile_support_still_leaves_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_open = os.open

    def refusing(path: object, flags: int, *rest: int, **named: int) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "no O_TMPFILE")
        return real_open(path, flags, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refusing)
    with EncryptedSpool(tmp_path) as spool:
        spool.write(MARK * 20_000)
        spool.sync()
        assert list(tmp_path.iterdir()) == []
        spool.seek(0)
        assert spool.read() == MARK * 20_000


def test_every_rewrite_of_a_chunk_uses_a_fresh_nonce(tmp_path: Path) -> None:
    with EncryptedSpool(tmp_path) as spool:
        seen = set()
        for _ in range(50):
            spool.seek(0)
            spool.write(bytes(CHUNK))
            seen.add(raw_bytes(spool)[:12])
        assert len(seen) == 50


def test_swapped_or_altered_chunks_are_refused(tmp_path: Path) -> None:
    with EncryptedSpool(tmp_path, memory=2 * CHUNK) as spool:
        for letter in b"abcdef":
            spool.write(bytes([letter]) * CHUNK)
        handle = spool.handle()
        slot = 12 + CHUNK + 16
        os.pwrite(handle.fd, os.pread(handle.fd, slot, 4 * slot), 3 * slot)
        os.close(handle.fd)
        spool.seek(3 * CHUNK)
        with pytest.raises(SpoolDamaged):
            spool.read(CHUNK)


def test_descriptor_is_not_given_to_libraries(tmp_path: Path) -> None:
    with EncryptedSpool(tmp_path) as spool, pytest.raises(io.UnsupportedOperation):
        spool.fileno()


def test_truncated_bytes_never_come_back(tmp_path: Path) -> None:
    with EncryptedSpool(tmp_path, memory=2 * CHUNK) as spool:
        spool.write(b"x" * (5 * CHUNK + 100))
        spool.truncate(CHUNK + 7)
        spool.truncate(5 * CHUNK)
        spool.seek(0)
        assert spool.read() == b"x" * (CHUNK + 7) + bytes(4 * CHUNK - 7)


def test_handle_opens_the_same_bytes_in_a_forked_child(tmp_path: Path) -> None:
    source = EncryptedSpool(tmp_path)
    target = EncryptedSpool(tmp_path)
    source.write(MARK * 50_000)
    handles = pickle.dumps((source.handle(), target.handle()))
    child = os.fork()
    if child == 0:
        there, back = (EncryptedSpool.from_handle(h) for h in pickle.loads(handles))  # noqa: S301
        back.write(there.read().upper())
        back.sync()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    done = EncryptedSpool.from_handle(replace(target.handle(), size=source.size))
    assert done.read() == (MARK * 50_000).upper()


def test_handle_does_not_show_its_key(tmp_path: Path) -> None:
    with EncryptedSpool(tmp_path) as spool:
        handle = spool.handle()
        os.close(handle.fd)
        assert handle.key.hex() not in repr(handle)
        assert repr(handle.key) not in repr(handle)


def test_full_disk_is_a_clear_error_and_keeps_what_was_written(tmp_path: Path) -> None:
    with EncryptedSpool(tmp_path, memory=2 * CHUNK) as spool:
        spool.write(b"a" * (4 * CHUNK))
        spool.sync()
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5 * CHUNK, hard))
        try:
            with pytest.raises(SpoolFull):
                spool.write(b"b" * (4 * CHUNK))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        spool.seek(0)
        assert spool.read(4 * CHUNK) == b"a" * (4 * CHUNK)


def test_full_file_system_is_spool_full(monkeypatch: pytest.MonkeyPatch) -> None:
    with EncryptedSpool("/dev/shm") as spool:

        def no_space(*_: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "pwrite", no_space)
        with pytest.raises(SpoolFull):
            spool.write(bytes(8 * CHUNK))


def test_closed_spool_refuses_and_forgets_its_window(tmp_path: Path) -> None:
    spool = EncryptedSpool(tmp_path)
    spool.write(MARK)
    window = spool._window[0]
    spool.close()
    assert not any(window)
    with pytest.raises(ValueError, match="closed"):
        spool.read()


def test_zip_and_picture_libraries_read_and_write_it(tmp_path: Path) -> None:
    with EncryptedSpool(tmp_path, memory=2 * CHUNK) as spool:
        noise = os.urandom(300_000)
        with zipfile.ZipFile(spool, "w") as archive:
            archive.writestr("a.bin", noise)
        with zipfile.ZipFile(spool) as archive:
            assert archive.read("a.bin") == noise
    with EncryptedSpool(tmp_path) as spool:
        Image.effect_noise((800, 600), 90).save(spool, "PNG")
        spool.seek(0)
        assert Image.open(spool).size == (800, 600)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 3 * CHUNK), st.integers(0, 255)),
        st.tuples(st.just("seek"), st.integers(0, 6 * CHUNK), st.just(0)),
        st.tuples(st.just("read"), st.integers(0, 3 * CHUNK), st.just(0)),
        st.tuples(st.just("truncate"), st.integers(0, 6 * CHUNK), st.just(0)),
        st.tuples(st.just("sync"), st.just(0), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_behaves_like_a_file_in_memory(steps: list[tuple[str, int, int]]) -> None:
    model = io.BytesIO()
    with EncryptedSpool("/tmp", memory=2 * CHUNK) as spool:
        for name, amount, byte in steps:
            if name == "write":
                data = bytes([byte]) * amount
                assert spool.write(data) == model.write(data)
            elif name == "truncate":
                # BytesIO never grows by truncate; a file does.
                model.truncate(amount)
                if amount > len(model.getbuffer()):
                    position = model.tell()
                    model.seek(0, io.SEEK_END)
                    model.write(bytes(amount - model.tell()))
                    model.seek(position)
                spool.truncate(amount)
            elif name == "sync":
                spool.sync()
            else:
                assert getattr(spool, name)(amount) == getattr(model, name)(amount)
            assert spool.tell() == model.tell()
        spool.seek(0)
        assert spool.read() == model.getvalue()


def test_memory_does_not_grow_with_size(tmp_path: Path) -> None:
    block = os.urandom(1 << 20)
    with EncryptedSpool(tmp_path) as spool:
        spool.write(block * 4)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(120):
            spool.write(block)
        spool.seek(0)
        into = bytearray(1 << 20)
        while spool.readinto(into):
            pass
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 4096  # KiB


def test_large_sequential_work_keeps_a_floor_of_speed(tmp_path: Path) -> None:
    """A floor far below the measured figure: catches a copy or a cache in the hot path."""
    block = bytes(4 << 20)
    with EncryptedSpool(tmp_path) as spool:
        start = time.perf_counter()
        for _ in range(16):
            spool.write(block)
        spool.seek(0)
        for _ in range(16):
            spool.read(4 << 20)
        spent = time.perf_counter() - start
    assert 128 * (1 << 20) / spent > 150e6
