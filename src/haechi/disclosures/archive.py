"""A ZIP under AES-256 (WinZip AE-2), written as it is sent: nothing of it touches a disk.

The format derives its key with 1,000 rounds of PBKDF2-SHA-1 only, so that its password is drawn here and
never chosen: 20 signs of 31 are 99 bits.
"""

import io
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime

import pyzipper

from haechi.common.clock import SEOUL, now

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ".replace("L", "")  # none that looks like another
_GROUPS, _SIGNS = 5, 4
Entry = tuple[str, Iterable[bytes]]


class _Sink(io.RawIOBase):
    """Takes what the writer writes, and hands it on; it cannot go back."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        taken = bytes(memoryview(data))  # type: ignore[arg-type]
        self._held.append(taken)
        return len(taken)

    def take(self) -> bytes:
        held = b"".join(self._held)
        self._held.clear()
        return held


def new_password() -> str:
    """Five groups of four, to be said on the telephone: 7KQX-…"""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(_SIGNS)) for _ in range(_GROUPS))
    return "-".join(groups)


def archive(entries: Iterable[Entry], password: str, at: datetime | None = None) -> Iterator[bytes]:
    """The archive's bytes. `entries`: name and plain bytes in chunks; each is read once.

    Raises what reading an entry raises: the archive is cut then, and no reader takes it for whole.
    """
    local = (at or now()).astimezone(SEOUL).timetuple()[:6]
    sink = _Sink()
    written = pyzipper.AESZipFile(sink, "w", pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES)
    written.setpassword(password.encode())
    written.setencryption(pyzipper.WZ_AES, nbits=256)
    for name, chunks in entries:
        info = written.zipinfo_cls(name, local)
        with written.open(info, "w") as file:
            for chunk in chunks:
                file.write(chunk)
                yield sink.take()
    written.close()
    yield sink.take()
