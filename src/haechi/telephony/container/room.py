"""Room for a recording before it begins: a notice must not claim what the disk then refuses."""

import ctypes
import errno
import os
from pathlib import Path

RESERVED = 2 * 1024 * 1024  # two minutes of G.711 on both legs
KEEP_SIZE = 1  # FALLOC_FL_KEEP_SIZE
NOT_KNOWN = {errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}

_fallocate = ctypes.CDLL(None, use_errno=True).fallocate
_fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_longlong, ctypes.c_longlong)


def check_room(folder: Path, least: int) -> None:
    """Raises OSError (ENOSPC) where less than `least` bytes are free, or as statvfs does."""
    system = os.statvfs(folder)
    if system.f_bavail * system.f_frsize < least:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def reserve(descriptor: int, size: int = RESERVED) -> None:
    """Keep blocks for a file without lengthening it; a file system that cannot is left as it is.

    Raises:
        OSError: no room.
    """
    if _fallocate(descriptor, KEEP_SIZE, 0, size):
        number = ctypes.get_errno()
        if number not in NOT_KNOWN:
            raise OSError(number, os.strerror(number))


def give_back(path: Path) -> None:
    """Let go of the blocks beyond a file's end. May wait for the disk. Raises OSError."""
    os.truncate(path, path.stat().st_size)
