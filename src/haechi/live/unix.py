"""The embedded link: one datagram socket a process in a private folder; sending is one system call each.

No broker process to fail. A socket whose process is gone is removed by whoever notices.
"""

import asyncio
import contextlib
import os
import socket
from collections import deque
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

MAX_MESSAGE = 16 * 1024  # topics, one a line
_SEND_TIMEOUT = 0.05  # a full queue: wait this long, then leave it to the reader's own re-check


@contextlib.contextmanager
def _short(folder: Path) -> Iterator[Path]:
    """The folder under a name that fits: socket addresses hold 107 bytes, data folders may lie deep."""
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        yield Path(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


class UnixLink:
    """Datagram sockets `<folder>/<pid>.sock`, mode 700; topics are ASCII of at most 200 bytes, and several
    may go in one message, a line each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def publish(self, *topics: str) -> None:
        message = "\n".join(topics).encode()
        with (
            contextlib.suppress(OSError),
            _short(self._folder) as folder,
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender,
        ):
            sender.settimeout(_SEND_TIMEOUT)
            for name in os.listdir(self._folder):
                if name.endswith(".sock"):
                    _send(sender, f"{folder}/{name}", message)

    async def listen(self) -> AsyncIterator[str]:
        """Yield topics published by any process until cancelled."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{os.getpid()}-{id(self):x}.sock"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
            path.unlink(missing_ok=True)
            with _short(self._folder) as folder:
                receiver.bind(str(folder / path.name))
            receiver.setblocking(False)
            loop, come = asyncio.get_running_loop(), _Come(receiver)
            loop.add_reader(receiver, come.take)
            try:
                while True:
                    await come.any.wait()
                    come.any.clear()
                    while come.topics:
                        yield come.topics.popleft()
            finally:
                loop.remove_reader(receiver)
                path.unlink(missing_ok=True)


class _Come:
    """What has come: everything that waits is taken at once, however many processes talk."""

    def __init__(self, receiver: socket.socket) -> None:
        self._receiver = receiver
        self.topics: deque[str] = deque()
        self.any = asyncio.Event()

    def take(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                message = self._receiver.recv(MAX_MESSAGE)
                self.topics.extend(message.decode("ascii", "replace").split("\n"))
                self.any.set()


def _send(sender: socket.socket, path: str, message: bytes) -> None:
    try:
        sender.sendto(message, path)
    except ConnectionRefusedError:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
    except OSError:
        return  # gone, or too slow: readers re-check by themselves
