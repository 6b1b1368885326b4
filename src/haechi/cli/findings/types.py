"""A finding."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error endangers a person or loses data; a warning may; a note is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """`check`: a short stable name. `what` and `mend`: Korean, then English."""

    level: Level
    check: str
    what: str
    mend: str


def error(check: str, what: str, mend: str) -> Finding:
    return Finding(Level.ERROR, check, what, mend)


def warning(check: str, what: str, mend: str) -> Finding:
    return Finding(Level.WARNING, check, what, mend)


def note(check: str, what: str, mend: str) -> Finding:
    return Finding(Level.NOTE, check, what, mend)
