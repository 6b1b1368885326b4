"""A supervised process must not outlive its supervisor, nor leave a core with keys in it."""

import ctypes
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4  # prctl(2)


def begin_supervised(parent: int | None) -> None:
    """Die with `parent` (its process id; None when run by hand or by an init system); dump no core.

    The supervisor's blocked signals are inherited: unblocked here, or SIGTERM would not be heard.

    The kernel sends the signal when the supervisor goes, even by SIGKILL; a supervisor that went before
    the call is noticed by the changed parent.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    # A piped core_pattern ignores the limit (core(5)); what is not dumpable is not piped either.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc.prctl(_PR_SET_DUMPABLE, 0)
    if parent is None:
        return
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    if os.getppid() != parent:
        sys.exit(1)
