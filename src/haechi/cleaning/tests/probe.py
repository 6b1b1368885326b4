"""Runs in place of the cleaner inside a confined child: tries what an intruder would try.

The first line of the "file" says what; the answer is written to the target.
"""

import ctypes
import ctypes.util
import os
import resource
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from haechi.cleaning.types import CleanResult, Kind, Limits

_LIBC = ctypes.CDLL(None, use_errno=True)
_PARENT_OF_ZYGOTE = os.getppid()


def clean_stream(source: BinaryIO, size: int, target: BinaryIO, limits: Limits) -> CleanResult:
    command = source.read(size).split(b"\n")[0].decode()
    try:
        answer = str(_ATTEMPTS[command]())
    except Exception as error:
        answer = f"refused: {type(error).__name__}"
    target.write(answer.encode())
    return CleanResult(Kind.TEXT, "text/plain", "txt", len(answer), (), ())


def _open() -> str:
    with open("/etc/hostname", "rb") as file:
        return repr(file.read())


def _open_in_place_of_another() -> int:
    os.closerange(0, 3)
    return int(_LIBC.open(b"/etc/hostname", os.O_RDONLY))


def _write_file() -> str:
    with open("/tmp/probe-was-here", "wb") as file:
        return str(file.write(b"x"))


def _connect() -> str:
    with socket.socket() as connection:
        connection.connect(("127.0.0.1", 1))
    return "connected"


def _fork() -> int:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return pid


def _thread() -> str:
    out: list[str] = []
    thread = threading.Thread(target=lambda: out.append("ran"))
    thread.start()
    thread.join()
    return out[0]


def _memory() -> int:
    return len(bytearray(3 << 30))


def _spin() -> None:
    while True:
        pass


def _sleep() -> None:
    time.sleep(60)


def _crash() -> None:
    ctypes.string_at(8)


def _descriptors() -> list[int]:
    found = []
    for number in range(256):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    return found


def _limits() -> list[int]:
    return [_LIBC.prctl(3, 0, 0, 0, 0), _LIBC.prctl(21, 0, 0, 0, 0), _LIBC.prctl(39, 0, 0, 0, 0)]


def _traceable() -> int:
    ctypes.set_errno(0)
    _LIBC.ptrace(16, _PARENT_OF_ZYGOTE, 0, 0)
    return ctypes.get_errno()


_ATTEMPTS: dict[str, Callable[[], Any]] = {
    "open": _open,
    "open in place of another": _open_in_place_of_another,
    "write": _write_file,
    "connect": _connect,
    "fork": _fork,
    "thread": _thread,
    "run": lambda: subprocess.run(["/bin/true"], check=False),
    "kill parent": lambda: os.kill(os.getppid(), signal.SIGKILL),
    "kill grandparent": lambda: os.kill(_PARENT_OF_ZYGOTE, signal.SIGKILL),
    "trace": _traceable,
    "memory": _memory,
    "spin": _spin,
    "sleep": _sleep,
    "crash": _crash,
    "lift": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100)),
    "duplicate": lambda: os.dup(1),
    "descriptors": _descriptors,
    "flags": _limits,
    "environment": lambda: sorted(os.environ),
    "echo": lambda: "here",
}
