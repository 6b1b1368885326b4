"""Keeps a set of processes running, and stops every one of them.

Each child leads a process group of its own, so that a Ctrl-C of the terminal reaches the supervisor alone
and a stuck helper of a child can be ended with it. When the supervisor itself is killed the kernel ends
the children (`lifetime`, which also undoes the signal mask that they inherit).
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

STOP_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
GRACE = 10.0  # seconds between asking and killing
SETTLED = 60.0  # a process that ran this long starts again at once
LONGEST_PAUSE = 30.0
_TICK = 0.25


@dataclass(frozen=True)
class Program:
    """What to run. `descriptors` are inherited; `environment` is all it gets."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    descriptors: tuple[int, ...] = ()


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    crashes: int = 0
    due: float = 0.0


class Supervisor:
    """Runs programs until told to stop. `say` gets sentences for the operator."""

    def __init__(self, programs: Sequence[Program], say: Callable[[str], None]) -> None:
        self._children = [_Child(program) for program in programs]
        self._say = say

    def pids(self) -> dict[str, int]:
        return {c.program.name: c.process.pid for c in self._children if c.process is not None}

    def run(self, tick: Callable[[], bool]) -> bool:
        """Start all, restart what ends, until a stop signal comes (True) or `tick` gives up (False)."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS | {signal.SIGCHLD})
        try:
            while tick():
                self._start_due()
                got = signal.sigtimedwait(STOP_SIGNALS | {signal.SIGCHLD}, _TICK)
                if got is not None and got.si_signo in STOP_SIGNALS:
                    return True
                self._collect()
            return False
        finally:
            self.stop()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _start_due(self) -> None:
        for child in self._children:
            if child.process is None and time.monotonic() >= child.due:
                self._start(child)

    def _start(self, child: _Child) -> None:
        child.process = subprocess.Popen(  # noqa: S603
            child.program.command,
            env=dict(child.program.environment),
            pass_fds=child.program.descriptors,
            stdin=subprocess.DEVNULL,
            process_group=0,
        )
        child.started = time.monotonic()

    def _collect(self) -> None:
        for child in self._children:
            if child.process is None or child.process.poll() is None:
                continue
            ran = time.monotonic() - child.started
            child.crashes = 1 if ran >= SETTLED else child.crashes + 1
            pause = min(LONGEST_PAUSE, 2.0 ** (child.crashes - 2)) if child.crashes > 1 else 0.0
            code = child.process.returncode
            _end_group(child.process.pid, signal.SIGKILL)
            self._say(
                f"{child.program.name}: 멈춤(코드 {code}), {pause:g}초 뒤 다시 시작 / "
                f"ended with code {code}, starting again in {pause:g} s"
            )
            child.process, child.due = None, time.monotonic() + pause

    def stop(self) -> None:
        """End every child with its group: asked first, killed after the grace."""
        running = [child for child in self._children if child.process is not None]
        for child in running:
            _end_group(_pid(child), signal.SIGTERM)
        until = time.monotonic() + GRACE
        for child in running:
            with suppress(subprocess.TimeoutExpired):
                _wait(child, max(0.0, until - time.monotonic()))
            _end_group(_pid(child), signal.SIGKILL)
            _wait(child, None)
            child.process = None


def _pid(child: _Child) -> int:
    return child.process.pid if child.process else 0


def _wait(child: _Child, seconds: float | None) -> None:
    if child.process:
        child.process.wait(seconds)


def _end_group(group: int, number: signal.Signals) -> None:
    if group:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
