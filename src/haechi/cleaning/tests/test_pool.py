"""HL-5: hostile files are read in a process that can reach nothing, and nothing lies plain."""

import asyncio
import errno
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from haechi.cleaning import Cleaner, CleaningError, Kind, Limits, Reason
from haechi.cleaning.tests import hangul_samples, media_samples, office_samples, pdf_samples
from haechi.cleaning.tests.helpers import tells
from haechi.cleaning.tests.processes import PROBE, QUICK, ask, failure, read, spool
from haechi.cleaning.tests.samples import MARK, heic, photo

pytestmark = pytest.mark.process


SAMPLES: dict[str, tuple[Callable[[], bytes], Kind]] = {
    "jpeg": (photo, Kind.JPEG),
    "png": (lambda: photo("PNG"), Kind.PNG),
    "webp": (lambda: photo("WEBP"), Kind.WEBP),
    "gif": (lambda: photo("GIF"), Kind.GIF),
    "heic": (heic, Kind.JPEG),
    "pdf": (pdf_samples.pdf, Kind.PDF),
    "docx": (office_samples.docx, Kind.DOCX),
    "xlsx": (office_samples.xlsx, Kind.XLSX),
    "pptx": (office_samples.pptx, Kind.PPTX),
    "hwpx": (hangul_samples.hwpx, Kind.HWPX),
    "hwp5": (hangul_samples.hwp5, Kind.HWP5),
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


def test_broken_types_inside_the_child(cleaner: Cleaner, directory: Path) -> None:
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
        while _children_of(zygote):  # the one that echoed: it must not be taken for the next
            time.sleep(0.02)
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(failure, made, directory, b"sleep")
            child = _child_of(zygote)
            os.kill(zygote, signal.SIGKILL)
            assert waiting.result(10) is Reason.CRASHED
        _wait_until_gone(child)


def _children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _child_of(pid: int) -> int:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if children := _children_of(pid):
            return children[0]
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
        for data in (office_samples.docx(), photo() + os.urandom(2_000_000)):
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
