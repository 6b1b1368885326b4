"""Writing the plan and its notices where the recorder reads them, whenever they differ from what lies there."""

import io
import logging
from errno import ENOENT
from hashlib import sha256
from pathlib import Path
from typing import cast

from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from django.conf import settings

from haechi.common.durable import replace_bytes
from haechi.recordings.folders import in_each_folder
from haechi.recordings.notices import RATE, WIDTH
from haechi.recordings.planning import build_plan, notices_in_use
from haechi.recordings.wanted import answer_wanted
from haechi.telephony.plan_file import PLAN_NAME, encode_plan
from haechi.telephony.types import Codec

logger = logging.getLogger(__name__)

EVERY = 3.0  # seconds: a switched-off department is recorded no longer than that
NOTICES = "notices"
_ENCODERS = {
    Codec.PCMU: ("pcm_mulaw", RATE),
    Codec.PCMA: ("pcm_alaw", RATE),
    Codec.G722: ("g722", 2 * RATE),  # RFC 3551 §4.5.2: sampled at 16 kHz, its RTP clock says 8
}


def write_plan() -> bool:
    """Write what changed; False where nothing did. Notices lie there before a plan names them.

    Raises:
        OSError: a folder cannot be written; its recorder goes on with the plan before.
    """
    sounds, fresh = notices_in_use(), encode_plan(build_plan(answer_wanted()))
    return any(in_each_folder(lambda folder: _write(folder, sounds, fresh)))


def _write(folder: Path, sounds: dict[str, bytes], fresh: bytes) -> bool:
    """A node's folder (HAECHI_RECORDER_DIRS) is never made: where it is missing, it is not mounted."""
    if settings.RECORDER_DIRS and not folder.is_dir():
        raise FileNotFoundError(ENOENT, "a node's folder is not there")
    for digest, pcm in sounds.items():
        _lay_out(folder / NOTICES, digest, pcm)
    path = folder / PLAN_NAME
    if path.exists() and path.read_bytes() == fresh:
        return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_bytes(path, fresh)
    _sweep(folder / NOTICES, set(sounds))
    return True


def encode(pcm: bytes, codec: Codec) -> bytes:
    """8 kHz PCM as the payload of RTP packets, one after another."""
    name, rate = _ENCODERS[codec]
    frame = AudioFrame(format="s16", layout="mono", samples=len(pcm) // WIDTH)
    frame.sample_rate = RATE
    frame.planes[0].update(pcm)
    resampler = AudioResampler(format="s16", layout="mono", rate=rate)
    coder = cast("AudioCodecContext", AudioCodecContext.create(name, "w"))
    coder.sample_rate, coder.layout, coder.format = rate, "mono", "s16"
    coder.open()
    sound = io.BytesIO()
    for each in (*resampler.resample(frame), *resampler.resample(None), None):
        for packet in coder.encode(each):
            sound.write(bytes(packet))
    return sound.getvalue()


def _lay_out(folder: Path, digest: str, pcm: bytes) -> None:
    names = [folder / f"{digest}.pcm", *(folder / f"{digest}.{codec}" for codec in Codec)]
    if all(name.exists() for name in names):
        return
    if sha256(pcm).hexdigest() != digest:
        raise ValueError("a notice is not what its hash says")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_bytes(names[0], pcm)
    for codec in Codec:
        replace_bytes(folder / f"{digest}.{codec}", encode(pcm, codec))


def _sweep(folder: Path, used: set[str]) -> None:
    """Notices that no plan names; a call that plays one has it in memory or open."""
    if not folder.exists():
        return
    for path in folder.iterdir():
        if path.stem not in used:
            path.unlink(missing_ok=True)
