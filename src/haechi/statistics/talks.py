"""What the head of audit sees of Talk: chats by subject and month, waiting, how many became reports (ALL-4).

Whole months that are over, in classes as the public counts have them: who knows that a colleague asked
for the code last Tuesday must not read from a figure what it was about. What would narrow a small class
(the other table, the total, a share, a middle of few) is withheld.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.statistics.disclosure import SMALL, Bounds, publish
from haechi.talks.models import Chat
from haechi.talks.types import Subject

MONTHS = 12
_STEP = 10  # % a share is rounded to


@dataclass(frozen=True)
class TalkFigures:
    """Of the last finished months; None and missing tables: withheld.

    `median`, `slow`: days to the first answer, of half and of nine in ten; `reported`: % in steps of ten.
    """

    first: date
    last: date  # the first day that is not counted any more
    total: Bounds | None
    by_subject: dict[str, Bounds]
    by_month: dict[str, Bounds]
    median: int | None
    slow: int | None
    reported: int | None


def talk_figures(institution: Institution, day: date | None = None) -> TalkFigures:
    """The last twelve finished months before `day`'s."""
    last = (day or today()).replace(day=1)
    first = last.replace(year=last.year - 1)
    chats = Chat.objects.filter(
        institution=institution, opened_on__gte=first, opened_on__lt=last
    ).values_list("subject", "opened_on", "answered_after", "reported_on")
    rows = list(chats)
    told = publish({"subject": _subjects(rows), "month": _months(rows, first)})
    answered = sorted(row[2] for row in rows if row[2] is not None)
    return TalkFigures(
        first=first,
        last=last,
        total=told.total,
        by_subject=dict(told.tables.get("subject", {})),
        by_month=dict(told.tables.get("month", {})),
        median=_within(answered, 50),
        slow=_within(answered, 90),
        reported=_share(sum(row[3] is not None for row in rows), len(rows)),
    )


_Row = tuple[str, date, int | None, date | None]


def _subjects(rows: list[_Row]) -> dict[str, int]:
    counted = Counter(row[0] for row in rows)
    return {subject: counted[subject] for subject in Subject.values}


def _months(rows: list[_Row], first: date) -> dict[str, int]:
    counted = Counter(f"{row[1]:%Y-%m}" for row in rows)
    ahead = [first.month - 1 + step for step in range(MONTHS)]
    return {
        name: counted[name]
        for name in (f"{first.year + at // 12}-{at % 12 + 1:02d}" for at in ahead)
    }


def _within(days: list[int], percent: int) -> int | None:
    """The days within which that share of the chats was answered; None for few."""
    if len(days) < SMALL:
        return None
    return days[-(-len(days) * percent // 100) - 1]


def _share(part: int, whole: int) -> int | None:
    """None where either side of it is a small class: the share would tell its size."""
    if part < SMALL or whole - part < SMALL:
        return None
    return round(100 * part / whole / _STEP) * _STEP
