"""A finished container becomes a sealed sound and its waveform in `done/` (RC-4, RC-12)."""

import contextlib
import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from typing_extensions import Buffer

from haechi.common.durable import sync
from haechi.crypto.stream import StreamSealer
from haechi.crypto.types import DataKey
from haechi.telephony.custody import SealedShares
from haechi.telephony.finalising.encoding import flac, opus
from haechi.telephony.finalising.mixing import Mix, Stereo
from haechi.telephony.finalising.notices import Pcm, from_folder
from haechi.telephony.finalising.peaks import Peaks
from haechi.telephony.places import audio_place, peaks_place
from haechi.telephony.plan import AudioFormat
from haechi.telephony.records import LegCounts, NoticePlayed, RecordedFile
from haechi.telephony.types import CallId

PART = ".part"


@dataclass(frozen=True)
class Job:
    """One container with its key. `notices` and `done` are folders."""

    container: str
    call: CallId
    key: DataKey = field(repr=False)
    shares: SealedShares
    begun_ms: int
    interrupted: bool
    counts: tuple[LegCounts, ...]
    played: tuple[NoticePlayed, ...]
    notices: str
    done: str
    audio: AudioFormat


def finalise(job: Job) -> RecordedFile:
    """Both files are whole and on the disk under their names when this returns; the container stays.

    Raises:
        ContainerError: it is not what the recorder wrote.
        OSError: the disk does not take the files; nothing of them is left.
    """
    container, done = Path(job.container), Path(job.done)
    mix = Mix(container, job.key, job.played, from_folder(Path(job.notices)))
    peaks = Peaks(mix.rate)
    sound = done / f"{container.stem}.{job.audio.value}"
    waveform = done / f"{container.stem}.peaks"
    with _both_or_none(sound, waveform):
        encoded = _encoded(_watched(mix, peaks), mix, job.audio)
        size, digest = _seal(encoded, job.key, audio_place(job.call), sound)
        _seal(iter((peaks.json(),)), job.key, peaks_place(job.call), waveform)
    sync(done)
    return RecordedFile(
        sound.name, job.audio.value, size, digest, job.begun_ms, mix.milliseconds,
        job.interrupted, job.shares, waveform.name, job.counts, mix.lead_ms,
    )  # fmt: skip


def render_container(
    source: Path | BinaryIO, key: DataKey, played: tuple[NoticePlayed, ...], pcm: Pcm
) -> Iterator[bytes]:
    """FLAC of a container that nobody finished, for who holds its key. `source` can seek.

    What no longer opens is left out: the sound ends there.

    Raises:
        NotAContainer, OSError: before the first bytes.
    """
    mix = Mix(source, key, played, pcm, whole=False)
    return flac(mix.blocks(), mix.rate, mix.samples)


def _encoded(blocks: Iterator[Stereo], mix: Mix, audio: AudioFormat) -> Iterator[bytes]:
    if audio is AudioFormat.OPUS:
        return opus(blocks, mix.rate)
    return flac(blocks, mix.rate, mix.samples)


def _watched(mix: Mix, peaks: Peaks) -> Iterator[Stereo]:
    for block in mix.blocks():
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
