"""The port every media engine stands behind; signalling knows nothing of sockets or ciphers.

Calls of the port come from the signalling thread and answer at once. What happens by itself (a notice ended,
a digit, silence, a recording that failed) is given to `deliver`, from a thread of the engine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from haechi.telephony.custody import RecordingKey
from haechi.telephony.plan import Notice
from haechi.telephony.records import LegCounts, NoticePlayed
from haechi.telephony.types import CallId, Codec, Leg, Mode


class EngineRefused(Exception):
    """No port, no worker or no memory is left for another call."""


class StoreFull(Exception):
    """Nothing can be recorded now: no room, or no folder to write to."""


@dataclass(frozen=True)
class Address:
    host: str
    port: int


@dataclass(frozen=True)
class Remote:
    """Where a leg's media comes from and goes to. `address` None: not told yet, or 0.0.0.0 (held).

    `payload_types`: codec by RTP payload type. `events`: payload type of RFC 4733 events.
    """

    address: Address | None
    payload_types: tuple[tuple[int, Codec], ...]
    events: int | None = None
    sends: bool = True  # a=sendrecv or sendonly, seen from the party
    hears: bool = True


@dataclass(frozen=True)
class NoticeEnded:
    call: CallId
    played: NoticePlayed


@dataclass(frozen=True)
class DigitPressed:
    call: CallId
    leg: Leg
    digit: str


@dataclass(frozen=True)
class MediaSilent:
    """No packet of any leg for `seconds`."""

    call: CallId
    seconds: float


@dataclass(frozen=True)
class RecordingFailed:
    call: CallId
    reason: str


@dataclass(frozen=True)
class MediaLost:
    """The worker that carried the call has died: nothing is relayed any more, the call cannot go on.

    What it had recorded until then is still handed over by `stop_recording`, as interrupted.
    """

    call: CallId


MediaEvent = NoticeEnded | DigitPressed | MediaSilent | RecordingFailed | MediaLost


@dataclass(frozen=True)
class RecordingFacts:
    """What stands readable in a container's header, so that start-up can catalogue what a kill left.

    `record`: the `CallRecord` as far as it is known, sealed to the catalogue's key: parties are never plain.
    """

    institution: int
    mode: Mode
    record: bytes


@dataclass(frozen=True)
class RecordedContainer:
    """A sealed container that is finished; `key` is still here for the finaliser, and forgotten after it.

    `begun_ms`: after the call was opened. `interrupted`: it ends without its final marker.
    """

    path: Path
    key: RecordingKey
    begun_ms: int
    counts: tuple[LegCounts, ...]
    interrupted: bool = False


@dataclass(frozen=True)
class EngineLoad:
    """For the operations room. `cpu`: share of one core per worker process.

    Packets since the start, of workers that live; `foreign`: from another address than the party's.
    `deaths`: workers that ended by themselves.
    """

    calls: int
    recording: int
    workers: tuple[float, ...]
    packets: int
    lost: int
    late: int = 0
    foreign: int = 0
    deaths: int = 0


class MediaEngine(Protocol):
    """Ports are even (RTP) with the next odd one for RTCP."""

    def start(self, deliver: Callable[[MediaEvent], None]) -> None: ...

    def open(self, call: CallId, legs: tuple[Leg, ...]) -> dict[Leg, Address]:
        """Local addresses for each leg; again for a leg that comes later. Raises EngineRefused.

        Times of the call (`NoticePlayed`, `begun_ms`) are ms after its first `open`.
        """
        ...

    def point(self, call: CallId, leg: Leg, remote: Remote) -> None:
        """Set or change a leg's far end (answer, hold, resume, re-INVITE)."""
        ...

    def play(self, call: CallId, leg: Leg, notice: Notice, folder: Path) -> None:
        """Play once in the leg's codec; NoticeEnded follows, also when cut by `close`.

        Also before `connect`, and while the legs are connected: then the leg hears it instead of the other.
        """
        ...

    def hush(self, call: CallId, leg: Leg) -> None:
        """Cut what plays; NoticeEnded follows with `complete` False. Nothing plays: nothing happens."""
        ...

    def connect(self, call: CallId) -> None:
        """From now on relay between the legs; before, nothing of one leg reaches the other."""
        ...

    def start_recording(
        self, call: CallId, path: Path, key: RecordingKey, facts: RecordingFacts
    ) -> None:
        """Every packet of the call's legs, from now on, to a new file `path`. Raises StoreFull."""
        ...

    def stop_recording(self, call: CallId) -> RecordedContainer | None: ...

    def close(self, call: CallId) -> tuple[LegCounts, ...]: ...

    def load(self) -> EngineLoad: ...

    def stop(self) -> None: ...
