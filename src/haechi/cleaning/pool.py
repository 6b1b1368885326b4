"""The cleaner as the rest of the program sees it: a spool in, a cleaned spool out."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import haechi
from haechi.cleaning import wire
from haechi.cleaning.types import CleaningError, CleanResult, Limits, Reason
from haechi.crypto.spool import EncryptedSpool, SpoolFull, SpoolHandle

_GRACE = 10.0  # seconds the caller waits beyond the child's own deadline


@dataclass
class _Zygote:
    process: subprocess.Popen[bytes]
    control: socket.socket
    owner: int


class Cleaner:
    """Cleans files in short-lived confined processes; thread-safe, and free until first used.

    ``workers`` bounds how many files are cleaned at once; further callers wait. ``module`` holds
    the ``clean_stream`` that the children run.
    """

    def __init__(
        self,
        *,
        spool_dir: Path,
        limits: Limits,
        workers: int = 2,
        module: str = "haechi.cleaning.dispatch",
    ) -> None:
        self._spool_dir = spool_dir
        self._limits = limits
        self._module = module
        self._slots = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._zygote: _Zygote | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def clean(self, source: EncryptedSpool) -> tuple[CleanResult, EncryptedSpool]:
        """Blocks until done. Raises CleaningError; ``source`` stays as it is in either case."""
        if source.size == 0:
            raise CleaningError(Reason.EMPTY)
        if source.size > self._limits.file_bytes:
            raise CleaningError(Reason.TOO_LARGE)
        with self._slots, EncryptedSpool(self._spool_dir) as target:
            try:
                result = self._run(source, target)
                cleaned = replace(target.handle(), size=result.size)
            except SpoolFull:
                raise CleaningError(Reason.FULL) from None
        return result, EncryptedSpool.from_handle(cleaned)

    def close(self) -> None:
        """End the zygote and with it every child. A later ``clean`` starts a new one."""
        with self._lock:
            self._stop()

    def _run(self, source: EncryptedSpool, target: EncryptedSpool) -> CleanResult:
        limits = self._limits
        with ExitStack() as stack:
            read, write = _shared(stack, source), _shared(stack, target)
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            stack.callback(ours.close)
            with theirs:
                seconds = limits.wall_seconds(read.size)
                self._fork_child(seconds, [theirs.fileno(), read.fd, write.fd])
            request = wire.Request(read.key, read.size, write.key, limits)
            ours.settimeout(seconds + _GRACE)
            try:
                ours.sendall(wire.pack_request(request))
                return wire.unpack_reply(ours.recv(wire.MAX_MESSAGE), limits)
            except TimeoutError:
                raise CleaningError(Reason.TIMEOUT) from None
            except OSError:
                raise CleaningError(Reason.CRASHED) from None

    def _fork_child(self, seconds: float, fds: list[int]) -> None:
        with self._lock:
            for fresh in (False, True):
                zygote = self._running(restart=fresh)
                with suppress(OSError):  # it died while idle: once more with a new one
                    socket.send_fds(zygote.control, [wire.DEADLINE.pack(seconds)], fds)
                    return
        raise CleaningError(Reason.CRASHED)

    def _running(self, *, restart: bool) -> _Zygote:
        zygote = self._zygote
        # After a fork of this process the zygote still belongs to the parent.
        mine = zygote is not None and zygote.owner == os.getpid()
        if zygote is None or restart or not mine or zygote.process.poll() is not None:
            self._stop()
            zygote = self._zygote = _start(self._module)
        return zygote

    def _stop(self) -> None:
        zygote, self._zygote = self._zygote, None
        if zygote is None:
            return
        zygote.control.close()
        if zygote.owner == os.getpid():
            zygote.process.kill()  # its children die with it
            zygote.process.wait()


def _shared(stack: ExitStack, spool: EncryptedSpool) -> SpoolHandle:
    handle = spool.handle()
    stack.callback(os.close, handle.fd)
    return handle


def _start(module: str) -> _Zygote:
    """A fresh interpreter, not a fork: this process has threads and secrets."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {
        "PYTHONPATH": str(Path(haechi.__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "1",
        # Buffers of half a megabyte come and go by the thousand: not a fresh mapping for each.
        "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
        "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
    }
    with theirs:
        command = [sys.executable, "-s", "-m", "haechi.cleaning.zygote"]
        process = subprocess.Popen(  # noqa: S603
            [*command, str(theirs.fileno()), module],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd="/",
            env=environment,
        )
    return _Zygote(process, ours, os.getpid())
