"""Confines the process that reads hostile files.

A file that takes over a parser finds itself in a process with two encrypted descriptors and a
socket to its parent: no network, no file, no other process, bounded memory, time and output.
Sources: prctl(2), setrlimit(2), seccomp(2), user_namespaces(7), ``linux/seccomp.h``.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import resource
import signal
import struct
from contextlib import suppress

_libc = ctypes.CDLL(None, use_errno=True)

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 4, 38, 22
_SECCOMP_MODE_FILTER = 2
_CLONE_THREAD = 0x00010000
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06

# Audit architecture, numbers of clone and clone3, numbers refused. In the order of the names:
# open creat openat openat2 socket socketpair connect accept accept4 bind execve execveat fork
# vfork ptrace kill tkill tgkill pidfd_send_signal pidfd_getfd process_vm_readv process_vm_writev
# unshare setns mount bpf io_uring_setup userfaultfd add_key keyctl setrlimit prlimit64
# memfd_create shmget msgget perf_event_open name_to_handle_at open_by_handle_at
_MACHINES: dict[str, tuple[int, int, int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, 56, 435, (
        2, 85, 257, 437, 41, 53, 42, 43, 288, 49, 59, 322, 57, 58, 101, 62, 200, 234, 424, 438,
        310, 311, 272, 308, 165, 321, 425, 323, 248, 250, 160, 302, 319, 29, 68, 298, 303, 304)),
    "aarch64": (0xC00000B7, 220, 435, (
        56, 437, 198, 199, 203, 202, 242, 200, 221, 281, 117, 129, 130, 131, 424, 438, 270, 271,
        97, 268, 40, 280, 425, 282, 217, 219, 164, 261, 279, 194, 186, 241, 264, 265)),
}  # fmt: skip


def leave_network() -> bool:
    """Own user and network namespace for this process and its children; False when not permitted.

    Only a single-threaded process may do this. Where it is refused (some containers), the other
    bounds still leave no descriptor to speak through.
    """
    flags = _CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC
    return int(_libc.unshare(flags)) == 0


def die_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def address_space() -> int:
    """Bytes of virtual memory this process has mapped."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def lock_down(*, memory: int, seconds: int, output: int) -> None:
    """Give up what cleaning does not need; ``memory`` comes on top of what is mapped already."""
    space = address_space() + memory
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, space)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_FSIZE, output)
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # 0 leaves the open descriptors usable and allows no other, not even in place of a closed one.
    _limit(resource.RLIMIT_NOFILE, 0)
    _filter_system_calls()


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(which, (bound, bound))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _filter_system_calls() -> None:
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return
    code = _instructions(*machine)
    program = _Program(len(code) // 8, code)
    _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def _instructions(arch: int, clone: int, clone3: int, refused: tuple[int, ...]) -> bytes:
    """Classic BPF over ``struct seccomp_data``: nr at 0, arch at 4, low half of args[0] at 16."""
    allow = 7 + len(refused)
    thread, no_clone3, refuse = allow + 1, allow + 4, allow + 5
    lines = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, arch),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        # The x32 numbers of x86_64 would walk around the list.
        (_AT_LEAST, refuse - 5, 0, 0x40000000),
        # glibc falls back from clone3 to clone, whose flags a filter can read.
        (_EQUAL, no_clone3 - 6, 0, clone3),
        (_EQUAL, thread - 7, 0, clone),
        *((_EQUAL, refuse - at - 8, 0, number) for at, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, 16),
        (_ANY_BIT, 0, 2, _CLONE_THREAD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
