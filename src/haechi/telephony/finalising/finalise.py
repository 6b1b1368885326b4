"""A finished container becomes a sealed sound and its waveform in `done/` (RC-4, RC-12)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from haechi.crypto.types import DataKey
from haechi.telephony.custody import SealedShares
from haechi.telephony.finalising.encoding import flac
from haechi.telephony.finalising.mixing import Mix
from haechi.telephony.finalising.notices import Pcm, from_folder
from haechi.telephony.finalising.sealing import Sound, Store
from haechi.telephony.plan import AudioFormat
from haechi.telephony.records import LegCounts, NoticePlayed, RecordedFile
from haechi.telephony.types import CallId


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
        ContainerError: it is not what the recorder wrote, or nothing here decodes what a leg spoke.
        OSError: the disk does not take the files; nothing of them is left.
    """
    container, done = Path(job.container), Path(job.done)
    mix = Mix(container, job.key, job.played, from_folder(Path(job.notices)))
    store = Store(done, container.stem, job.call, job.key, job.audio)
    stored = store.keep(Sound(mix.blocks(), mix.rate, mix.samples))
    return RecordedFile(
        stored.name, job.audio.value, stored.size, stored.sha256, job.begun_ms, mix.milliseconds,
        job.interrupted, job.shares, stored.peaks, job.counts, mix.lead_ms,
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
