"""What the recorder may do, written by the staff zone as `plan.json` and read here whenever it changes.

It holds public keys, numbers of the institution's own lines and notices, and no secret. A line that the
plan does not name is connected and never recorded.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from haechi.crypto.types import PublicKey
from haechi.telephony.custody import DayKey, DeskKey
from haechi.telephony.types import Mode, PhoneNumber


class AnswerBy(StrEnum):
    """How the notice reaches the caller: 200 OK (every trunk supports it, the caller is charged) or 183."""

    ANSWER = "answer"
    EARLY_MEDIA = "early-media"


class WhenFull(StrEnum):
    """The institution's choice when nothing can be stored: never a notice that claims a recording."""

    CONNECT_UNRECORDED = "connect-unrecorded"
    REFUSE_CALL = "refuse-call"


class AudioFormat(StrEnum):
    FLAC = "flac"
    OPUS = "opus"


@dataclass(frozen=True)
class Notice:
    """A spoken notice: `sha256` of the raw 8 kHz 16-bit mono PCM, and the stem of its files in `notices/`.

    The files are `<sha256>.PCMU`, `.PCMA`, `.G722` (raw codec bytes) and `.pcm`.
    """

    id: int
    sha256: str
    milliseconds: int


@dataclass(frozen=True)
class Line:
    """A number of the institution that the recorder serves; `mode` None: connected, never recorded."""

    id: int
    number: PhoneNumber
    department: int
    mode: Mode | None
    official: int | None = None


@dataclass(frozen=True)
class InstitutionPlan:
    id: int
    custodian: DeskKey
    approver: DeskKey
    days: tuple[DayKey, ...]  # today, the coming days, and past ones that an import wants
    full_notice: Notice | None
    selective_notice: Notice | None
    lines: tuple[Line, ...]
    answer_by: AnswerBy = AnswerBy.ANSWER
    when_full: WhenFull = WhenFull.CONNECT_UNRECORDED
    audio: AudioFormat = AudioFormat.FLAC
    keeps_days: int = 30  # how long recordings are kept; what is imported may be so old

    def day_key(self, day: date) -> DayKey | None:
        return next((key for key in self.days if key.day == day), None)


@dataclass(frozen=True)
class Plan:
    """`catalogue`: to whom records of calls are sealed. `next_hop`: where the officials' side is, host:port.

    `peers`: networks whose SIP is answered at all. `exempt`: numbers connected at once (emergency calls).
    """

    catalogue: PublicKey
    next_hop: str
    peers: tuple[str, ...]
    exempt: tuple[PhoneNumber, ...]
    institutions: tuple[InstitutionPlan, ...]
