"""A process for one uploaded audio: decoded here, where no key but the file's own is, and sealed at once.

It reads the spool, whose key comes by standard input, never an unsealed file. The answer is a record to be
catalogued, or why there is none.
"""

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from haechi.crypto.spool import EncryptedSpool, SpoolHandle
from haechi.telephony.custody import DayKey
from haechi.telephony.finalising.process import END_WITH_PARENT, LOWEST, read_message, write_message
from haechi.telephony.importing.audio import BadAudio, look_at
from haechi.telephony.importing.keeping import Taken, check_length, keep
from haechi.telephony.importing.mapping import BadRow, Mapping
from haechi.telephony.records import CallRecord
from haechi.telephony.wire import dump, load

NO_NEW_PRIVILEGES = 38
MEMORY = 2 << 30
SECONDS = 1800  # of the processor; twelve hours of sound take a few minutes
LARGEST = 4 << 30  # bytes written


@dataclass(frozen=True)
class Job:
    """`spool`: a descriptor of an encrypted spool, its key and size. `done`: where sealed files go."""

    spool: int
    key: bytes = field(repr=False)
    size: int
    taken: Taken
    day: DayKey
    mapping: Mapping
    done: str


@dataclass(frozen=True)
class Answer:
    """`record` None: `reason` says why."""

    record: CallRecord | None
    reason: str


def main() -> None:
    os.umask(0o077)
    os.nice(LOWEST)
    libc = ctypes.CDLL(None)
    libc.prctl(END_WITH_PARENT, signal.SIGKILL)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    for which, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST),
    ):
        resource.setrlimit(which, (limit, limit))
    message = read_message(sys.stdin.buffer)
    if message is not None:
        write_message(sys.stdout.buffer, dump(_answer(load(Job, message))))


def _answer(job: Job) -> Answer:
    source = EncryptedSpool.from_handle(SpoolHandle(job.spool, job.key, job.size))
    try:
        audio = look_at(source)
        check_length(audio, job.taken.row)
        return Answer(keep(job.taken, audio, job.day, job.mapping, Path(job.done)), "")
    except (BadAudio, BadRow) as bad:
        return Answer(None, str(bad))


if __name__ == "__main__":
    main()
