"""Files through real cleaning processes."""

from pathlib import Path

import pytest

from haechi.cleaning import Cleaner, CleaningError, Limits, Reason
from haechi.crypto.spool import EncryptedSpool

PROBE = "haechi.cleaning.tests.probe"
QUICK = Limits(seconds=1.5, memory_bytes=512 << 20)


def spool(directory: Path, data: bytes) -> EncryptedSpool:
    made = EncryptedSpool(directory)
    made.write(data)
    return made


def read(made: EncryptedSpool) -> bytes:
    with made:
        return made.read()


def ask(prober: Cleaner, directory: Path, command: str) -> str:
    return read(prober.clean(spool(directory, command.encode() + b"\n"))[1]).decode()


def failure(cleaner: Cleaner, directory: Path, data: bytes) -> Reason:
    with spool(directory, data) as source, pytest.raises(CleaningError) as caught:
        cleaner.clean(source)
    return caught.value.reason
