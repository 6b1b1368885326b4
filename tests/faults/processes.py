"""The processes of a running installation, by what they do."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.promises.processes import family
from tests.promises.world import World

_ZYGOTE = "haechi.cleaning.zygote"
PATIENCE = (
    90.0  # seconds; the supervisor waits up to some seconds before it starts again what crashed
)


def supervisor(world: World) -> int:
    process = world.at._process
    assert process
    return process.pid


def find(world: World, name: str) -> int | None:
    """`reporter`, `staff`, `worker`, `zygote` (parent of the cleaning processes) or `cleaning` (one of
    them); None while there is none."""
    return next((pid for pid in family(supervisor(world)) if _kind(pid) == name), None)


def _kind(pid: int) -> str:
    words = _words(pid)
    if _ZYGOTE in words:
        return "cleaning" if _ZYGOTE in _words(_parent(pid)) else "zygote"
    if words[3:4] == ["site"]:
        return words[4]
    return words[3] if words[2:3] == ["haechi.cli.main"] and len(words) > 3 else ""


def kill(world: World, name: str) -> bool:
    """kill -9; False where there is no such process at this moment."""
    pid = find(world, name)
    if pid is None:
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


def until(holds: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds:g} s: {what}"
        time.sleep(0.05)


def _words(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    return []


def _parent(pid: int) -> int:
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0
