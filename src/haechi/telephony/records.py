"""What the recorder tells of a call, sealed to the worker until a row stands in the catalogue."""

from dataclasses import dataclass

from haechi.telephony.custody import SealedShares
from haechi.telephony.types import CallId, Codec, Leg, Mode, Outcome, PhoneNumber


@dataclass(frozen=True)
class NoticePlayed:
    """Proof of the notice (제7조): which one, and from when to when, in ms after the call began.

    `to_leg`: who heard it. `complete` False: the party left while it was spoken.
    """

    notice: int
    sha256: str
    begun_ms: int
    ended_ms: int
    to_leg: Leg
    complete: bool


@dataclass(frozen=True)
class LegCounts:
    """Packets of one leg (RFC 3550, A.3); `jitter_ms` the largest interarrival jitter.

    `foreign`: from another address than the party's. `dropped`: more than a party may send.
    """

    leg: Leg
    codec: Codec | None
    received: int = 0
    lost: int = 0
    late: int = 0
    duplicate: int = 0
    foreign: int = 0
    source_changes: int = 0
    jitter_ms: float = 0.0
    dropped: int = 0


@dataclass(frozen=True)
class RecordedFile:
    """One sealed file in `done/`. `kind`: "container", "flac" or "opus". `begun_ms` after the call began.

    `peaks`: name of the sealed file of the waveform, under the same key; None for a container. `lead_ms`: how
    long before `begun_ms` the sound begins, with the notice in front; `milliseconds` is all of it.
    """

    name: str
    kind: str
    size: int
    sha256: str
    begun_ms: int
    milliseconds: int
    interrupted: bool
    shares: SealedShares
    peaks: str | None
    counts: tuple[LegCounts, ...]
    lead_ms: int = 0


@dataclass(frozen=True)
class CallRecord:
    """One row of the catalogue. Times are seconds since the epoch (UTC)."""

    call: CallId
    institution: int
    line: int | None
    department: int | None
    official: int | None
    mode: Mode
    caller: PhoneNumber
    called: PhoneNumber
    begun_at: float
    connected_at: float | None
    ended_at: float
    outcome: Outcome
    notices: tuple[NoticePlayed, ...]
    files: tuple[RecordedFile, ...]
    session: str = ""  # SIPREC: hash of session id and participants; import: hash of the audio
