"""Days that cannot be: a question to the reporter before sending, never a refusal."""

import re
from datetime import date
from enum import Enum

_WRITTEN = re.compile(
    r"(?<!\d)(\d{4})\s*(?:년|[-./])\s*(\d{1,2})\s*(?:월|[-./])\s*(\d{1,2})(?:\s*일)?(?!\d)"
)


class Doubt(Enum):
    NO_SUCH_DAY = "no such day"
    TO_COME = "to come"


def doubt_about(when: str, *, today: date) -> Doubt | None:
    """What is odd about the days written in `when` as year, month, day; anything else is free text."""
    written = (tuple(map(int, found)) for found in _WRITTEN.findall(when))
    doubts = [_doubt(year, month, day, today) for year, month, day in written]
    return next((doubt for doubt in doubts if doubt), None)


def _doubt(year: int, month: int, day: int, today: date) -> Doubt | None:
    try:
        written = date(year, month, day)
    except ValueError:
        return Doubt.NO_SUCH_DAY
    return Doubt.TO_COME if written > today else None
