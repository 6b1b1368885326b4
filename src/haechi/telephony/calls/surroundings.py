"""What a call has around it: the plan, the engine, the folders, and where its record goes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from haechi.telephony.calls.tones import Tone
from haechi.telephony.media.port import MediaEngine, RecordedContainer
from haechi.telephony.plan import AudioFormat, Notice
from haechi.telephony.plan_file import PlanFile
from haechi.telephony.records import CallRecord
from haechi.telephony.sip.endpoint import Endpoint


@dataclass(frozen=True)
class Patience:
    """Seconds. `answering`: until the caller's ACK and the notice's begin; `longest`: of any call."""

    ringing: float = 60.0
    answering: float = 40.0
    releasing: float = 10.0
    silence: float = 60.0
    longest: float = 4 * 3600.0


@dataclass(frozen=True)
class Folders:
    """Below `recorder/` in the data folder (docs/calls.md)."""

    root: Path

    @property
    def notices(self) -> Path:
        return self.root / "notices"

    @property
    def tones(self) -> Path:
        return self.root / "tones"

    @property
    def live(self) -> Path:
        return self.root / "live"

    @property
    def done(self) -> Path:
        return self.root / "done"

    @property
    def journal(self) -> Path:
        return self.root / "journal"

    def make(self) -> None:
        for folder in (self.root, self.notices, self.tones, self.live, self.done, self.journal):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@dataclass(frozen=True)
class Finished:
    """A call that is over. Its containers become files, then `record` goes to the journal."""

    record: CallRecord
    containers: tuple[RecordedContainer, ...]
    audio: AudioFormat


class NotStored(StrEnum):
    """Why a call that should be recorded is not, or not to its end."""

    NO_KEY = "no-key"
    NO_ROOM = "no-room"
    REFUSED = "refused"  # the engine took no recording: its folder, or its worker
    BROKEN_OFF = "broken-off"


@dataclass
class Surroundings:
    """`tones`: what `tones.make_tones` made. `hop`: the plan's next hop, its name asked of DNS beforehand.

    `not_stored`: how often since the start, by institution and reason.
    """

    engine: MediaEngine
    endpoint: Endpoint
    plans: PlanFile
    folders: Folders
    finished: Callable[[Finished], None]
    tones: dict[Tone, Notice]
    patience: Patience = field(default_factory=Patience)
    room: int = 64 * 1024 * 1024  # bytes that must be free before a recording is promised
    hop: tuple[str, int] | None = None
    not_stored: Counter[tuple[int, NotStored]] = field(default_factory=Counter)
