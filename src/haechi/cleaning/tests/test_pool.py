"""HL-5: hostile files are read in a process that can reach nothing, and nothing lies plain."""

import ast
import asyncio
import errno
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from haechi.cleaning import Cleaner, CleaningError, Kind, Limits, Reason
from haechi.cleaning.tests import document_samples, media_samples
from haechi.cleaning.tests.document_samples import MARK, photo
from haechi.cleaning.tests.helpers import tells
from haechi.crypto.spool import EncryptedSpool

pytestmark = pytest.mark.process
PROBE = "haechi.cleaning.tests.probe"
QUICK = Limits(seconds=1.5, memory_bytes=512 << 20)


def spool(directory: Path, data: bytes) -> EncryptedSpool:
    made = EncryptedSpool(directory)
    made.write(data)
    return made


def read(made: EncryptedSpool) -> bytes:
    with made:
        return made.read()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spool")


@pytest.fixture(scope="module")
def cleaner(directory: Path) -> Iterator[Cleaner]:
    with Cleaner(spool_dir=directory, limits=Limits()) as made:
        yield made


@pytest.fixture(scope="module")
def prober(directory: Path) -> Iterator[Cleaner]:
    with Cleaner(spool_dir=directory, limits=QUICK, module=PROBE) as made:
        yield made


def ask(prober: Cleaner, directory: Path, command: str) -> str:
    return read(prober.clean(spool(directory, command.encode() + b"\n"))[1]).decode()


def failure(cleaner: Cleaner, directory: Path, data: bytes) -> Reason:
    with spool(directory, data) as source, pytest.raises(CleaningError) as caught:
        cleaner.clean(source)
    return caught.value.reason


SAMPLES: dict[str, tuple[Callable[[], bytes], Kind]] = {
    "jpeg": (photo, Kind.JPEG),
    "png": (lambda: photo("PNG"), Kind.PNG),
    "webp": (lambda: photo("WEBP"), Kind.WEBP),
    "gif": (lambda: photo("GIF"), Kind.GIF),
    "pdf": (document_samples.pdf, Kind.PDF),
    "docx": (document_samples.docx, Kind.DOCX),
    "xlsx": (document_samples.xlsx, Kind.XLSX),
    "pptx": (document_samples.pptx, Kind.PPTX),
    "hwpx": (document_samples.hwpx, Kind.HWPX),
    "hwp5": (document_samples.hwp5, Kind.HWP5),
    "mp4": (lambda: media_samples.video(frames=3), Kind.MP4),
    "mov": (lambda: media_samples.video("mov", frames=3), Kind.MOV),
    "m4a": (lambda: media_samples.audio("ipod", "aac"), Kind.M4A),
    "mp3": (lambda: media_samples.audio("mp3", "libmp3lame"), Kind.MP3),
    "wav": (lambda: media_samples.wav((b"LIST", MARK.encode())), Kind.WAV),
    "text": (lambda: "신고".encode("cp949"), Kind.TEXT),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_type_is_cleaned_inside_the_confined_child(
    name: str, cleaner: Cleaner, directory: Path
) -> None:
    """A library that opens a file or starts a program at its first use fails here."""
    make, kind = SAMPLES[name]
    with spool(directory, make()) as source:
        result, target = cleaner.clean(source)
        out = read(target)
    assert result.kind is kind
    assert result.size == len(out) > 0
    assert not tells(out)


def test_heic_and_broken_types_inside_the_child(cleaner: Cleaner, directory: Path) -> None:
    for name in ("jpeg", "png", "webp", "gif", "docx", "hwpx", "hwp5", "mp4", "wav"):
        data = SAMPLES[name][0]()
        assert failure(cleaner, directory, data[: len(data) // 2]) in (
            Reason.BROKEN, Reason.UNSUPPORTED)  # fmt: skip


def test_empty_wrong_and_oversized_files_have_their_own_reasons(
    cleaner: Cleaner, directory: Path
) -> None:
    assert failure(cleaner, directory, b"") is Reason.EMPTY
    assert failure(cleaner, directory, b"\x7fELF" + os.urandom(5000)) is Reason.UNSUPPORTED
    small = Cleaner(spool_dir=directory, limits=Limits(file_bytes=100))
    assert failure(small, directory, bytes(101)) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "attempt",
    [
        "open",
        "write",
        "connect",
        "fork",
        "run",
        "kill parent",
        "kill grandparent",
        "lift",
        "duplicate",
    ],
)
def test_child_can_reach_no_file_network_or_process(
    attempt: str, prober: Cleaner, directory: Path
) -> None:
    assert ask(prober, directory, attempt).startswith("refused: ")
    assert ask(prober, directory, "echo") == "here"


def test_zygote_left_the_network_where_the_system_permits(prober: Cleaner, directory: Path) -> None:
    ask(prober, directory, "echo")
    assert prober._zygote is not None
    pid = prober._zygote.process.pid
    own, theirs = (os.readlink(f"/proc/{each}/ns/net") for each in ("self", pid))
    permitted = subprocess.run(["unshare", "-Un", "true"], check=False).returncode == 0
    assert (own != theirs) is permitted


def test_child_cannot_reuse_a_closed_descriptor(prober: Cleaner, directory: Path) -> None:
    assert ask(prober, directory, "open in place of another") == "-1"


def test_child_cannot_trace_its_parents(prober: Cleaner, directory: Path) -> None:
    assert ask(prober, directory, "trace") == "1"  # EPERM


def test_child_may_start_threads_as_decoders_do(prober: Cleaner, directory: Path) -> None:
    assert ask(prober, directory, "thread") == "ran"


def test_child_holds_its_socket_two_spools_and_nothing_else(
    prober: Cleaner, directory: Path
) -> None:
    descriptors = ast.literal_eval(ask(prober, directory, "descriptors"))
    assert len(descriptors) == 6  # 0, 1, 2 lead to the null device


def test_child_is_undumpable_filtered_and_without_new_rights(
    prober: Cleaner, directory: Path
) -> None:
    assert ask(prober, directory, "flags") == "[0, 2, 1]"


def test_child_sees_none_of_the_server_s_environment(
    prober: Cleaner, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ast.literal_eval(ask(prober, directory, "environment"))
    assert not any("KEY" in name or "SECRET" in name or "DJANGO" in name for name in names)


def test_memory_beyond_the_bound_is_refused(prober: Cleaner, directory: Path) -> None:
    assert ask(prober, directory, "memory") == "refused: MemoryError"


@pytest.mark.parametrize("command", ["sleep", "spin"])
def test_file_that_never_ends_is_a_timeout(command: str, prober: Cleaner, directory: Path) -> None:
    started = time.monotonic()
    assert failure(prober, directory, command.encode()) is Reason.TIMEOUT
    assert time.monotonic() - started < 8
    assert ask(prober, directory, "echo") == "here"


def test_crash_of_a_child_is_said_and_harms_no_other(prober: Cleaner, directory: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        crashes = [threads.submit(failure, prober, directory, b"crash") for _ in range(3)]
        echoes = [threads.submit(ask, prober, directory, "echo") for _ in range(3)]
    assert [each.result() for each in crashes] == [Reason.CRASHED] * 3
    assert [each.result() for each in echoes] == ["here"] * 3


def test_dead_zygote_is_replaced(directory: Path) -> None:
    with Cleaner(spool_dir=directory, limits=QUICK, module=PROBE) as made:
        assert ask(made, directory, "echo") == "here"
        assert made._zygote is not None
        first = made._zygote.process.pid
        os.kill(first, signal.SIGKILL)
        _wait_until_gone(first)
        assert ask(made, directory, "echo") == "here"
        assert made._zygote.process.pid != first


def test_zygote_killed_in_the_middle_is_a_crash_and_takes_its_child_along(
    directory: Path,
) -> None:
    limits = Limits(seconds=30)
    with Cleaner(spool_dir=directory, limits=limits, module=PROBE) as made:
        assert ask(made, directory, "echo") == "here"
        assert made._zygote is not None
        zygote = made._zygote.process.pid
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(failure, made, directory, b"sleep")
            child = _child_of(zygote)
            os.kill(zygote, signal.SIGKILL)
            assert waiting.result(10) is Reason.CRASHED
        _wait_until_gone(child)


def _child_of(pid: int) -> int:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.02)
    raise AssertionError("no child was forked")


def _wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return
        time.sleep(0.02)
    raise AssertionError("the child lives on")


def test_closing_ends_every_process(directory: Path) -> None:
    made = Cleaner(spool_dir=directory, limits=QUICK, module=PROBE)
    ask(made, directory, "echo")
    assert made._zygote is not None
    process = made._zygote.process
    made.close()
    assert process.poll() is not None
    assert ask(made, directory, "echo") == "here"  # and it starts again when asked
    made.close()


def test_works_when_first_used_by_many_threads_of_an_event_loop(directory: Path) -> None:
    made = Cleaner(spool_dir=directory, limits=Limits())
    data = photo()

    async def all_at_once() -> list[int]:
        def one() -> int:
            with spool(directory, data) as source:
                return len(read(made.clean(source)[1]))

        return await asyncio.gather(*(asyncio.to_thread(one) for _ in range(8)))

    sizes = asyncio.run(all_at_once())
    assert len(set(sizes)) == 1
    # The thread that started the zygote is gone; the zygote is not (PR_SET_PDEATHSIG's trap).
    starter = threading.Thread(target=lambda: made.clean(spool(directory, data)))
    starter.start()
    starter.join()
    assert made.clean(spool(directory, data))[0].kind is Kind.JPEG
    made.close()


def test_no_more_children_than_workers(directory: Path) -> None:
    limits = Limits(seconds=1)
    with Cleaner(spool_dir=directory, limits=limits, workers=1, module=PROBE) as made:
        ask(made, directory, "echo")
        started = time.monotonic()
        with ThreadPoolExecutor(2) as threads:
            waiting = [threads.submit(failure, made, directory, b"sleep") for _ in range(2)]
            assert [each.result() for each in waiting] == [Reason.TIMEOUT] * 2
        assert time.monotonic() - started > 1.9


def test_directory_of_the_spools_stays_empty(cleaner: Cleaner, directory: Path) -> None:
    seen: set[str] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.update(os.listdir(directory))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for data in (document_samples.docx(), photo() + os.urandom(2_000_000)):
            with spool(directory, data) as source:
                cleaner.clean(source)[1].close()
    finally:
        done.set()
        watcher.join()
    assert seen == set()


def test_descriptors_do_not_leak(cleaner: Cleaner, directory: Path) -> None:
    def once() -> None:
        with spool(directory, photo()) as source:
            cleaner.clean(source)[1].close()
        failure(cleaner, directory, b"\x7fELF\0\0\0\0")

    once()
    time.sleep(0.2)
    before = len(os.listdir("/proc/self/fd"))
    assert cleaner._zygote is not None
    zygote = f"/proc/{cleaner._zygote.process.pid}/fd"
    inside = len(os.listdir(zygote))
    for _ in range(20):
        once()
    time.sleep(0.2)
    assert len(os.listdir("/proc/self/fd")) == before
    assert len(os.listdir(zygote)) == inside


def test_full_disk_is_said(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cleaner(spool_dir=directory, limits=Limits()) as made, spool(directory, photo()) as small:
        made.clean(small)[1].close()

        def no_space(*_: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "pwrite", no_space)
        with spool(directory, photo()) as source, pytest.raises(CleaningError) as caught:
            made.clean(source)
        assert caught.value.reason is Reason.FULL


def test_memory_of_the_caller_does_not_grow_with_the_file(
    cleaner: Cleaner, directory: Path
) -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

    data = media_samples.large_video(24 << 20)
    with spool(directory, data) as source:
        del data
        before = resident()
        cleaner.clean(source)[1].close()
        assert resident() - before < 4 << 20
