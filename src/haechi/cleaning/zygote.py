"""The parent of all cleaning children: imports everything once, then forks one child per file.

Run as ``python -m haechi.cleaning.zygote FD MODULE``; FD is one end of a SOCK_SEQPACKET pair and
MODULE holds the ``clean_stream`` to run. A message on FD is one little-endian double, the seconds
the child may take, with three descriptors: reply socket, source file, target file. The zygote sees
neither keys nor contents. It ends when the other end of FD is closed.
"""

from __future__ import annotations

import gc
import importlib
import os
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass

from haechi.cleaning import child, sandbox, wire
from haechi.cleaning.types import Reason


@dataclass(frozen=True)
class _Child:
    pid: int
    pidfd: int
    reply: socket.socket
    deadline: float


class _Zygote:
    def __init__(self, control: socket.socket, clean: child.CleanFunction) -> None:
        self._control = control
        self._clean = clean
        self._children: dict[int, _Child] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)

    def serve(self) -> None:
        while True:
            for key, _ in self._selector.select(self._patience()):
                if key.fileobj is self._control:
                    if not self._accept():
                        return
                else:
                    self._reap(self._children[key.fd])
            self._kill_overdue()

    def stop(self) -> None:
        for each in self._children.values():
            os.kill(each.pid, signal.SIGKILL)

    def _patience(self) -> float | None:
        deadlines = [each.deadline for each in self._children.values()]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _accept(self) -> bool:
        message, fds, _, _ = socket.recv_fds(self._control, wire.DEADLINE.size, 3)
        if not message:
            return False
        if len(fds) == 3 and len(message) == wire.DEADLINE.size:
            self._fork(wire.DEADLINE.unpack(message)[0], *fds)
        else:
            for fd in fds:
                os.close(fd)
        return True

    def _fork(self, seconds: float, reply_fd: int, source_fd: int, target_fd: int) -> None:
        reply = socket.socket(fileno=reply_fd)
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become_child(zygote)
            child.run(reply, source_fd, target_fd, self._clean)
        os.close(source_fd)
        os.close(target_fd)
        pidfd = os.pidfd_open(pid)
        self._children[pidfd] = _Child(pid, pidfd, reply, time.monotonic() + seconds)
        self._selector.register(pidfd, selectors.EVENT_READ)

    def _become_child(self, zygote: int) -> None:
        sandbox.die_with_parent()
        if os.getppid() != zygote:
            os._exit(1)
        # A child must not speak for another, nor ask for children of its own.
        self._selector.close()
        self._control.close()
        for each in self._children.values():
            each.reply.close()
            os.close(each.pidfd)
        # Libraries quote broken input in their warnings.
        os.dup2(1, 2)

    def _kill_overdue(self) -> None:
        now = time.monotonic()
        for each in list(self._children.values()):
            if each.deadline <= now:
                os.kill(each.pid, signal.SIGKILL)
                self._forget(each, Reason.TIMEOUT)
                os.waitpid(each.pid, 0)

    def _reap(self, ended: _Child) -> None:
        _, status = os.waitpid(ended.pid, 0)
        overtime = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU
        self._forget(ended, Reason.TIMEOUT if overtime else Reason.CRASHED)

    def _forget(self, ended: _Child, reason: Reason) -> None:
        """Tell why no answer came; the caller has read the child's own answer first, if any."""
        self._selector.unregister(ended.pidfd)
        del self._children[ended.pidfd]
        os.close(ended.pidfd)
        with suppress(OSError):
            ended.reply.send(wire.pack_error(reason), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
        ended.reply.close()


def main(control_fd: int, module: str) -> None:
    # Before the imports: some libraries start threads, and then a process cannot change its user.
    sandbox.leave_network()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    clean: child.CleanFunction = importlib.import_module(module).clean_stream
    gc.collect()
    gc.freeze()
    zygote = _Zygote(socket.socket(fileno=control_fd), clean)
    try:
        zygote.serve()
    finally:
        zygote.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
