"""Sound and waveform as sealed files: whole and on the disk under their names, or not there at all."""

import contextlib
import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from typing_extensions import Buffer

from haechi.common.durable import sync
from haechi.crypto.stream import StreamSealer
from haechi.crypto.types import DataKey
from haechi.telephony.finalising.encoding import flac, opus
from haechi.telephony.finalising.mixing import Stereo
from haechi.telephony.finalising.peaks import Peaks
from haechi.telephony.places import audio_place, peaks_place
from haechi.telephony.plan import AudioFormat
from haechi.telephony.types import CallId

PART = ".part"


@dataclass(frozen=True)
class Sound:
    """Blocks of shape (n, 2); n adds up to `samples`."""

    blocks: Iterator[Stereo]
    rate: int
    samples: int


@dataclass(frozen=True)
class Stored:
    """Names of both files; size and SHA-256 of the sound's."""

    name: str
    peaks: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Store:
    """Where a sound goes. `stem`: of both files' names in `done`."""

    done: Path
    stem: str
    call: CallId
    key: DataKey = field(repr=False)
    audio: AudioFormat

    def keep(self, sound: Sound) -> Stored:
        """Raises OSError, and what `sound.blocks` raises; nothing is left then."""
        peaks = Peaks(sound.rate)
        path = self.done / f"{self.stem}.{self.audio.value}"
        waveform = self.done / f"{self.stem}.peaks"
        with _both_or_none(path, waveform):
            size, digest = _seal(
                self._encoded(sound, peaks), self.key, audio_place(self.call), path
            )
            _seal(iter((peaks.json(),)), self.key, peaks_place(self.call), waveform)
        sync(self.done)
        return Stored(path.name, waveform.name, size, digest)

    def _encoded(self, sound: Sound, peaks: Peaks) -> Iterator[bytes]:
        blocks = _watched(sound.blocks, peaks)
        if self.audio is AudioFormat.OPUS:
            return opus(blocks, sound.rate)
        return flac(blocks, sound.rate, sound.samples)


def _watched(blocks: Iterator[Stereo], peaks: Peaks) -> Iterator[Stereo]:
    for block in blocks:
        peaks.add(block)
        yield block


class _Digested(io.BufferedWriter):
    """A new file of its owner alone that is hashed as it is written."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        super().__init__(io.FileIO(descriptor, "w"))
        self.digest, self.size = hashlib.sha256(), 0

    def write(self, data: Buffer) -> int:
        self.digest.update(data)
        self.size += (written := super().write(data))
        return written


def _seal(plain: Iterator[bytes], key: DataKey, place: bytes, path: Path) -> tuple[int, str]:
    """Size and SHA-256 of the sealed file. Raises OSError."""
    part = path.with_name(path.name + PART)
    with _Digested(part) as file:
        sealer = StreamSealer(file, key, place)
        for piece in plain:
            sealer.write(piece)
        sealer.close()
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return file.size, file.digest.hexdigest()


@contextlib.contextmanager
def _both_or_none(*paths: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for path in paths:
            for left in (path, path.with_name(path.name + PART)):
                left.unlink(missing_ok=True)
        raise
