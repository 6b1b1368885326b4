"""Value types of practice."""

from dataclasses import dataclass, field

from haechi.crypto.types import DataKey
from haechi.practice.models import PracticeDepartment, PracticeReport


@dataclass(frozen=True)
class SentFile:
    """A file of a practice report as it was cleaned; the file itself was destroyed on sending."""

    name: str
    size: int
    removed: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A message of the trainee; `day` is an ISO date."""

    text: str
    day: str


@dataclass(frozen=True)
class Talk:
    """What surrounds the content: chosen subject, day, files, messages."""

    category: str
    sent_on: str
    files: tuple[SentFile, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class OpenPractice:
    """A practice report with its data key."""

    report: PracticeReport
    data_key: DataKey = field(repr=False)


@dataclass(frozen=True)
class Attendance:
    """How many reports came from one department; `department` None: not said."""

    department: PracticeDepartment | None
    name: str
    taken: int
    headcount: int | None = None

    @property
    def percent(self) -> int | None:
        """Of the headcount; may pass 100, since whoever reports twice is counted twice."""
        return round(100 * self.taken / self.headcount) if self.headcount else None
