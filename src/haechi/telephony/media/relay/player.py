"""A notice, frame by frame at its exact times."""

from dataclasses import dataclass
from pathlib import Path

from haechi.telephony.media.codecs.sound import silence
from haechi.telephony.media.relay.leg import LegState
from haechi.telephony.media.rtp import FRAME_SECONDS
from haechi.telephony.types import Codec

FRAME_BYTES = 160  # of every codec that is relayed
KEPT_MOST = 32


class NoticeFiles:
    """Contents of notice files, read once; a notice's name is the hash of its sound, so it never changes."""

    def __init__(self) -> None:
        self._kept: dict[Path, bytes] = {}

    def read(self, folder: Path, sha256: str, codec: Codec) -> bytes:
        """Whole frames. Raises OSError."""
        path = folder / f"{sha256}.{codec}"
        if path not in self._kept:
            sound = path.read_bytes()
            frames = -(-len(sound) // FRAME_BYTES)
            while len(self._kept) >= KEPT_MOST:
                self._kept.pop(next(iter(self._kept)))
            self._kept[path] = sound.ljust(frames * FRAME_BYTES, silence(codec))
        return self._kept[path]


@dataclass
class Player:
    """Times in seconds of the monotonic clock. `failed`: the notice does not exist in the leg's codec."""

    leg: LegState
    notice: int
    sha256: str
    folder: Path
    files: NoticeFiles
    begun: float
    at: int = 0
    waited: float = 0.0  # while the party was on hold, or nobody knew where it is
    failed: bool = False
    _codec: Codec | None = None
    _sound: bytes = b""

    @property
    def due(self) -> float:
        return self.begun + self.waited + self.at * FRAME_SECONDS

    @property
    def complete(self) -> bool:
        """True once `due` is the time at which the last frame has been spoken to its end."""
        return self.at > 0 and self.at * FRAME_BYTES >= len(self._sound) and not self.failed

    def step(self, now: float) -> None:
        """Send what is due, or wait a frame while nobody can hear it. A refused packet is a lost one."""
        send, codec = self.leg.sender(), self.leg.codec
        if send is None or codec is None:
            self.waited = now + FRAME_SECONDS - self.begun - self.at * FRAME_SECONDS
            return
        if codec is not self._codec and not self._load(codec):
            return
        start = self.at * FRAME_BYTES
        data = self.leg.frame(self._sound[start : start + FRAME_BYTES], first=self.at == 0)
        self.at += 1
        try:
            send(data)
        except OSError:
            return

    def _load(self, codec: Codec) -> bool:
        """Every codec has as many bytes a frame, so a new one goes on where the old one was."""
        try:
            self._sound, self._codec = self.files.read(self.folder, self.sha256, codec), codec
        except OSError:
            self.failed = True
        self.failed = self.failed or not self._sound
        return not self.failed
