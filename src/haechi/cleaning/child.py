"""One clean: the child that the zygote forked, from its first line to its exit."""

from __future__ import annotations

import math
import os
import socket
from collections.abc import Callable
from typing import BinaryIO, NoReturn

from haechi.cleaning import sandbox, wire
from haechi.cleaning.types import CleaningError, CleanResult, Limits, Reason
from haechi.crypto.spool import EncryptedSpool, SpoolFull, SpoolHandle

CleanFunction = Callable[[BinaryIO, int, BinaryIO, Limits], CleanResult]

# Output may be larger than input: a HEIC becomes a JPEG, an archive is packed anew.
_OUTPUT_FACTOR, _OUTPUT_SPARE = 2, 64 * 1024 * 1024


def run(reply: socket.socket, source_fd: int, target_fd: int, clean: CleanFunction) -> NoReturn:
    """Never returns, never raises: whatever happens, the process ends here."""
    try:
        request = wire.unpack_request(reply.recv(wire.MAX_MESSAGE))
        reply.send(_answer(request, source_fd, target_fd, clean))
    finally:
        os._exit(0)


def _answer(request: wire.Request, source_fd: int, target_fd: int, clean: CleanFunction) -> bytes:
    size, limits = request.source_size, request.limits
    source = EncryptedSpool.from_handle(SpoolHandle(source_fd, request.source_key, size))
    target = EncryptedSpool.from_handle(SpoolHandle(target_fd, request.target_key, 0))
    sandbox.lock_down(
        memory=limits.memory_bytes,
        seconds=math.ceil(limits.wall_seconds(size)) + 1,
        output=_OUTPUT_FACTOR * size + _OUTPUT_SPARE,
    )
    try:
        result = clean(source, size, target, limits)
        target.sync()
        return wire.pack_result(result)
    except CleaningError as error:
        return wire.pack_error(error.reason)
    except SpoolFull:
        return wire.pack_error(Reason.FULL)
