"""What two looks at the recorders tell: packets of each minute, calls of each minute, what went wrong between.

Pure: statuses are what `telephony.status.last_status` reads; times are seconds since the epoch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from haechi.recordings.types import Failure
from haechi.telephony.status import STALE

Status = dict[str, Any]
MINUTES = 60
FAILURES = 30
_TOGETHER = 60.0  # seconds: the same thing again is one line with a greater number
_COUNTED = (
    ("faults", Failure.CALL),
    ("deaths", Failure.WORKER),
    ("failed", Failure.FINISHING),
    ("as_containers", Failure.AS_CONTAINER),
)


@dataclass
class Minute:
    """`calls`: by institution (as text: JSON), the most at once and how many of those were stored."""

    minute: int  # since the epoch
    packets: int = 0
    lost: int = 0
    late: int = 0
    foreign: int = 0
    calls: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class Incident:
    """`institution` None: of the whole machine."""

    at: float
    kind: str
    count: int = 1
    institution: int | None = None


def is_fresh(status: Status | None, moment: float) -> bool:
    """Also false for one from the future: a clock that was set back must not make a dead recorder live."""
    return status is not None and abs(moment - status["at"]) < STALE


def calls_now(statuses: Sequence[Status | None], moment: float) -> dict[str, list[int]]:
    """By institution: calls at this moment, and how many are stored."""
    found: dict[str, list[int]] = {}
    for status in statuses:
        if status is not None and is_fresh(status, moment):
            for institution, _line, calls, stored in status.get("lines", ()):
                both = found.setdefault(str(institution), [0, 0])
                both[0] += calls
                both[1] += stored
    return found


def next_minutes(
    minutes: list[Minute],
    before: Sequence[Status | None],
    now: Sequence[Status | None],
    moment: float,
) -> list[Minute]:
    """The last hour with what has come since the look before."""
    number = int(moment // 60)
    kept = [each for each in minutes if number - MINUTES < each.minute <= number]
    if not kept or kept[-1].minute != number:
        kept.append(Minute(number))
    last = kept[-1]
    for old, new in _pairs(before, now):
        for name in ("packets", "lost", "late", "foreign"):
            grown = getattr(last, name) + _grown(old, new, name)
            setattr(last, name, grown)
    for institution, (calls, stored) in calls_now(now, moment).items():
        if calls >= last.calls.get(institution, [0, 0])[0]:
            last.calls[institution] = [calls, stored]
    return kept


def loss(minutes: Sequence[Minute], moment: float, last: int = 5) -> tuple[int, float]:
    """Packets that should have come in the last minutes, and the share that did not."""
    number = int(moment // 60)
    recent = [each for each in minutes if number - last < each.minute <= number]
    lost = sum(each.lost for each in recent)
    expected = sum(each.packets for each in recent) + lost
    return expected, lost / expected if expected else 0.0


def incidents(
    before: Sequence[Status | None], now: Sequence[Status | None], was: float, moment: float
) -> Iterator[Incident]:
    """`was`: when the look before was."""
    for old, new in _pairs(before, now):
        if new is None:
            continue
        if is_fresh(old, was) and not is_fresh(new, moment):
            yield Incident(new["at"], Failure.GONE)
        elif old is not None and old.get("since") != new.get("since"):
            yield Incident(new.get("since", moment), Failure.RESTART)
        for name, kind in _COUNTED:
            if count := _grown(old, new, name):
                yield Incident(moment, kind, count)
        yield from _not_stored(old, new, moment)


def _not_stored(old: Status | None, new: Status, moment: float) -> Iterator[Incident]:
    known = {(each[0], each[1]): each[2] for each in _same(old, new).get("not_stored", ())}
    for institution, why, count in new.get("not_stored", ()):
        if why in Failure.values and count > known.get((institution, why), 0):
            grown = count - known.get((institution, why), 0)
            yield Incident(moment, why, grown, institution)


def remember(known: list[Incident], found: Iterator[Incident]) -> list[Incident]:
    """The newest last; the same within a minute is counted, not listed again."""
    kept = list(known)
    for each in found:
        same = next(
            (one for one in reversed(kept)
             if (one.kind, one.institution) == (each.kind, each.institution)
             and 0 <= each.at - one.at < _TOGETHER),
            None,
        )  # fmt: skip
        if same is not None:
            same.count += each.count
        else:
            kept.append(each)
    return kept[-FAILURES:]


def _pairs(
    before: Sequence[Status | None], now: Sequence[Status | None]
) -> Iterator[tuple[Status | None, Status | None]]:
    for at, new in enumerate(now):
        yield (before[at] if at < len(before) else None), new


def _same(old: Status | None, new: Status) -> Status:
    """What the same process told before; nothing where another one tells now."""
    return old if old is not None and old.get("since") == new.get("since") else {}


def _grown(old: Status | None, new: Status | None, name: str) -> int:
    """Never below zero: counters of a sound process that ended are gone.

    Of a recorder that is seen for the first time nothing is new.
    """
    if old is None or new is None:
        return 0
    return max(0, int(new.get(name, 0)) - int(_same(old, new).get(name, 0)))
