"""Counts of reports by link, shown so that none of them leads to a report (HL-2).

A count by day of a sticker in a room with three desks would name a report's room: the day of each
report is known. So days are shown together, in periods that end on the day on which `FEWEST` reports
came in through all links since the last period's end; and a period is shown only once it is over,
since whoever looked before and after a report would see which count had grown.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from haechi.institutions.models import Institution, IntakeCount

FEWEST = 5


@dataclass(frozen=True)
class Period:
    """`counts`: by the entry point's id; at least `FEWEST` in all."""

    first: date
    last: date
    counts: dict[int, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def finished_periods(institution: Institution, *, today: date) -> list[Period]:
    """The periods that ended before today, oldest first."""
    rows = IntakeCount.objects.filter(
        entry_point__institution=institution, day__lt=today, count__gt=0
    ).order_by("day")
    by_day: dict[date, Counter[int]] = {}
    for day, point, count in rows.values_list("day", "entry_point_id", "count"):
        by_day.setdefault(day, Counter())[point] += count
    periods: list[Period] = []
    begun: date | None = None
    gathered: Counter[int] = Counter()
    for day, counts in by_day.items():
        begun = begun or day
        gathered += counts
        if gathered.total() >= FEWEST:
            periods.append(Period(begun, day, dict(gathered)))
            begun, gathered = None, Counter()
    return periods
