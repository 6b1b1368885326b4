"""What must be true before an event, as functions: each gives the problem, or None.

A condition sees the `Picture` of the case and what is given with the event. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from haechi.cases.problems import Problem
from haechi.cases.types import ClosingGround, NoticeKind, Requirement

if TYPE_CHECKING:
    from haechi.cases.states import CaseState

LONGEST_EXTENSION = 15
SECOND_SUPPLEMENT = timedelta(days=7)
WHOLE = frozenset(
    {"disposition", "direction", "money", "improvement", "other"}
)  # 제19조③ 1 to 5: the five contents of a result


@dataclass(frozen=True)
class Asked:
    """One request for a supplement."""

    due: date
    answered: bool = False
    expired: bool = False
    evidence: bool = False  # evidence was among what was asked for

    @property
    def is_open(self) -> bool:
        return not (self.answered or self.expired)


@dataclass(frozen=True)
class Picture:
    """Everything about a case that decides what is lawful next. `back`: where a supplement leads to."""

    state: CaseState | None = None
    referred: bool = False
    reporter_known: bool = True
    missing: frozenset[Requirement] = frozenset()
    supplements: tuple[Asked, ...] = ()
    back: CaseState | None = None
    handling_due: date = date.max
    extended: bool = False
    logged: bool = False
    consulted: bool = False
    transfer_consent: bool = False
    withdrawn: bool = False
    going_on: bool = False
    objection_due: date | None = None
    owed: frozenset[NoticeKind] = frozenset()
    retention_until: date | None = None
    held: bool = False


@dataclass(frozen=True)
class Given:
    """What comes with an event. `reason` is never kept in plain; here it is only looked at for being
    there. `due`: the end of a supplement period; `counted_due`: that day before holidays moved it."""

    on: date
    reason: str = field(default="", repr=False)
    days: int = 0
    due: date | None = None
    counted_due: date | None = None
    evidence: bool = False
    ground: ClosingGround | None = None
    earlier_notified: bool = False
    published: str = field(default="", repr=False)
    no_new_evidence: bool = False
    reporters_tip: bool = False
    other_body: str = field(default="", repr=False)
    contents: frozenset[str] = frozenset()
    notice: NoticeKind = NoticeKind.NONE


Condition = Callable[[Picture, Given], Problem | None]


def _unless(fine: bool, problem: Problem) -> Problem | None:
    return None if fine else problem


def reason(_picture: Picture, given: Given) -> Problem | None:
    return _unless(bool(given.reason.strip()), Problem.NO_REASON)


def referred(picture: Picture, _given: Given) -> Problem | None:
    return _unless(picture.referred, Problem.NOT_REFERRED)


def not_referred(picture: Picture, _given: Given) -> Problem | None:
    return _unless(not picture.referred, Problem.REFERRED)


def something_missing(picture: Picture, _given: Given) -> Problem | None:
    return _unless(bool(picture.missing), Problem.COMPLETE)


def second_at_most_seven_days(picture: Picture, given: Given) -> Problem | None:
    """제15조②: after a request that was not answered, at most seven days (before holidays move the end)."""
    repeats = bool(picture.supplements) and not picture.supplements[-1].answered
    counted = given.counted_due or given.due
    if not repeats or counted is None:
        return None
    return _unless(counted - given.on <= SECOND_SUPPLEMENT, Problem.SECOND_TOO_LONG)


def supplement_period_over(picture: Picture, given: Given) -> Problem | None:
    if not picture.supplements:
        return Problem.NO_SUPPLEMENT
    return _unless(given.on > picture.supplements[-1].due, Problem.SUPPLEMENT_RUNNING)


def not_withdrawn(picture: Picture, _given: Given) -> Problem | None:
    return _unless(not picture.withdrawn, Problem.WITHDRAWN)


def not_withdrawn_or_going_on(picture: Picture, _given: Given) -> Problem | None:
    return _unless(not picture.withdrawn or picture.going_on, Problem.WITHDRAWN)


def withdrawn(picture: Picture, _given: Given) -> Problem | None:
    return _unless(picture.withdrawn, Problem.NOT_WITHDRAWN)


def not_going_on(picture: Picture, _given: Given) -> Problem | None:
    return _unless(not picture.going_on, Problem.SERIOUS)


def investigated(picture: Picture, _given: Given) -> Problem | None:
    return _unless(picture.logged, Problem.NOT_FOUND_OUT)


def not_extended(picture: Picture, _given: Given) -> Problem | None:
    return _unless(not picture.extended, Problem.EXTENDED)


def fifteen_days(_picture: Picture, given: Given) -> Problem | None:
    return _unless(1 <= given.days <= LONGEST_EXTENSION, Problem.TOO_LONG)


def in_time(picture: Picture, given: Given) -> Problem | None:
    return _unless(given.on <= picture.handling_due, Problem.PERIOD_OVER)


def transfer_consent(picture: Picture, _given: Given) -> Problem | None:
    return _unless(picture.transfer_consent, Problem.NO_CONSENT)


def consulted(picture: Picture, _given: Given) -> Problem | None:
    return _unless(picture.consulted, Problem.NO_CONSULTATION)


def five_contents(_picture: Picture, given: Given) -> Problem | None:
    return _unless(given.contents >= WHOLE, Problem.FIVE_CONTENTS)


def within_fourteen_days(picture: Picture, given: Given) -> Problem | None:
    due = picture.objection_due
    return _unless(due is not None and given.on <= due, Problem.OBJECTION_LATE)


def nothing_owed(picture: Picture, _given: Given) -> Problem | None:
    return _unless(not picture.owed, Problem.NOTICE_OWED)


def objection_period_over(picture: Picture, given: Given) -> Problem | None:
    due = picture.objection_due
    return _unless(due is None or given.on > due, Problem.OBJECTION_RUNNING)


def retention_over(picture: Picture, given: Given) -> Problem | None:
    until = picture.retention_until
    if picture.held:
        return Problem.HELD
    return _unless(until is not None and given.on > until, Problem.RETENTION)


def lawful_ground(picture: Picture, given: Given) -> Problem | None:
    """제20조①: one of the eight, and what that one needs."""
    if given.ground is None or not given.reason.strip():
        return Problem.NO_REASON
    return CLOSING[given.ground](picture, given)


def _false(picture: Picture, _given: Given) -> Problem | None:
    return _unless(picture.logged, Problem.NOT_JUDGED)


def _unknown_reporter(picture: Picture, _given: Given) -> Problem | None:
    """제15조③, 제20조①2. A referred case's reporter is known to the Commission, a lawyer's client to her."""
    return _unless(not (picture.reporter_known or picture.referred), Problem.REPORTER_KNOWN)


def _not_supplemented(picture: Picture, _given: Given) -> Problem | None:
    lapsed = [asked for asked in picture.supplements if asked.expired and not asked.answered]
    return _unless(len(lapsed) >= 2, Problem.TWO_REQUESTS)


def _repeated(_picture: Picture, given: Given) -> Problem | None:
    return _unless(given.earlier_notified, Problem.NOT_REPEATED)


def _published(_picture: Picture, given: Given) -> Problem | None:
    if given.reporters_tip:
        return Problem.REPORTERS_TIP
    return _unless(bool(given.published.strip()) and given.no_new_evidence, Problem.NOT_PUBLISHED)


def _other_law(_picture: Picture, given: Given) -> Problem | None:
    return _unless(bool(given.other_body.strip()), Problem.NO_OTHER_BODY)


def _unrelated(_picture: Picture, _given: Given) -> Problem | None:
    return None  # the written reason is what it needs, and `lawful_ground` asked for it


def _no_evidence(picture: Picture, _given: Given) -> Problem | None:
    """No evidence came, though it was asked for; or it was looked for in an investigation."""
    asked = any(each.evidence for each in picture.supplements)
    missing = Requirement.EVIDENCE in picture.missing
    return _unless(missing and (asked or picture.logged), Problem.EVIDENCE_THERE)


CLOSING: dict[ClosingGround, Condition] = {
    ClosingGround.FALSE: _false,
    ClosingGround.UNKNOWN_REPORTER: _unknown_reporter,
    ClosingGround.NOT_SUPPLEMENTED: _not_supplemented,
    ClosingGround.REPEATED: _repeated,
    ClosingGround.PUBLISHED: _published,
    ClosingGround.OTHER_LAW: _other_law,
    ClosingGround.UNRELATED: _unrelated,
    ClosingGround.NO_EVIDENCE: _no_evidence,
}
