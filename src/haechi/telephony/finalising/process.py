"""The finaliser's own process: jobs come by its standard input, keys with them, never as arguments.

Each message is a length (u32, big endian) and JSON: a `Job` one way, `Answer` the other. The process ends with
its input.
"""

import ctypes
import logging
import os
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from typing import BinaryIO

from haechi.telephony.container.errors import ContainerError
from haechi.telephony.finalising.finalise import Job, finalise
from haechi.telephony.records import RecordedFile
from haechi.telephony.wire import dump, load

log = logging.getLogger(__name__)
LENGTH = struct.Struct(">I")
END_WITH_PARENT = 1  # PR_SET_PDEATHSIG: what a killed recorder left belongs to the next one alone
LOWEST = 19  # nice(2): calls that are going on come first


@dataclass(frozen=True)
class Answer:
    """`file` None: it failed."""

    file: RecordedFile | None


def write_message(target: BinaryIO, message: bytes) -> None:
    target.write(LENGTH.pack(len(message)) + message)
    target.flush()


def read_message(source: BinaryIO) -> bytes | None:
    """None at the end."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    message = source.read(length)
    return message if len(message) == length else None


def main() -> None:
    os.umask(0o077)
    os.nice(LOWEST)
    ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(
        resource.RLIMIT_CORE, (0, 0)
    )  # a core file would hold the key and the voices
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (message := read_message(source)) is not None:
        write_message(target, dump(Answer(_answer(load(Job, message)))))


def _answer(job: Job) -> RecordedFile | None:
    try:
        return finalise(job)
    except (ContainerError, OSError) as error:
        log.error("finalising: %s", type(error).__name__)
    except Exception as error:
        log.error("finalising: %s, a fault of ours", type(error).__name__)
    return None


if __name__ == "__main__":
    main()
