"""When a condition becomes an alarm, and when the alarm is over: told once each, never back and forth.

Readings come as they come; a condition that lies between its two thresholds raises nothing and ends nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto


class Reading(Enum):
    BAD = auto()
    BETWEEN = auto()
    GOOD = auto()


class Told(Enum):
    RAISED = auto()
    CLEARED = auto()


@dataclass(frozen=True)
class Patience:
    """`hold`: how long it must be bad before somebody is told; `quiet`: how long good before it is over."""

    hold: timedelta = timedelta(0)
    quiet: timedelta = timedelta(minutes=10)


@dataclass(frozen=True)
class Standing:
    """A condition that was noticed. `bad_at`: when it was last not good."""

    since: datetime
    bad_at: datetime
    raised: bool = False


def step(
    standing: Standing | None, reading: Reading, moment: datetime, patience: Patience
) -> tuple[Standing | None, Told | None]:
    """What stands after a reading, and what is to be told now. None stands: nothing is known to be wrong."""
    if standing is None:
        if reading is not Reading.BAD:
            return None, None
        standing = Standing(moment, moment)
    if not standing.raised:
        return _noticed(standing, reading, moment, patience)
    if reading is not Reading.GOOD:
        return replace(standing, bad_at=moment), None
    if moment < standing.bad_at:  # the clock was set back: counted anew
        return replace(standing, bad_at=moment), None
    if moment - standing.bad_at >= patience.quiet:
        return None, Told.CLEARED
    return standing, None


def _noticed(
    standing: Standing, reading: Reading, moment: datetime, patience: Patience
) -> tuple[Standing | None, Told | None]:
    if reading is not Reading.BAD:
        return None, None
    since = min(standing.since, moment)
    raised = moment - since >= patience.hold
    return Standing(since, moment, raised), Told.RAISED if raised else None


def level(value: float, *, bad_above: float, good_below: float) -> Reading:
    """A figure that is better the lower it is, by two thresholds."""
    if value > bad_above:
        return Reading.BAD
    return Reading.GOOD if value < good_below else Reading.BETWEEN
