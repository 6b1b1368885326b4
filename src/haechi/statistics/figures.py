"""What the head of audit sees: intake, waiting, backlog (ALL-4). Walks along one index, as few as can be."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from django.db.models import Count, Q, QuerySet

from haechi.common.clock import today
from haechi.institutions.intake import finished_periods
from haechi.institutions.models import EntryPoint, Institution
from haechi.reports.models import Report
from haechi.reports.states import ReportState

Key = TypeVar("Key")
_STATES = tuple(ReportState.values)
AGES = (7, 30, 60, 90)  # upper edges of the backlog's age classes, in days


@dataclass(frozen=True)
class Wait:
    """Days that reporters waited: how many cases, the middle one, and the slowest of ten."""

    cases: int
    median: int
    slow: int


@dataclass(frozen=True)
class Figures:
    """Everything on the dashboard, for one or several institutions and one span of days."""

    received: int
    by_month: dict[str, int]  # "2026-11"
    by_category: dict[int, int]  # category id
    by_state: dict[str, int]
    by_institution: dict[int, int]
    by_entry_point: dict[int, int]  # entry point id
    first_answer: Wait
    result: Wait
    backlog: dict[str, int]  # "0-7", "8-30", …, ">90"
    overdue: int
    withdrawn: int


class _Day(NamedTuple):
    """Counts of one day and category. `states`: in the order of `_STATES`."""

    institution: int
    on: date
    category: int
    received: int
    waiting: int
    overdue: int
    withdrawn: int
    states: tuple[int, ...]


def figures(institutions: Sequence[Institution], start: date, end: date) -> Figures:
    """The figures of what was received from `start` to `end`, both included; duplicates count once."""
    keys = [institution.pk for institution in institutions]
    rows = Report.objects.filter(
        institution__in=keys, received_on__range=(start, end), merged_into__isnull=True
    )
    days = _by_day(rows)
    return Figures(
        received=sum(day.received for day in days),
        by_month=_months(start, end, ((day.on, day.received) for day in days)),
        by_category=_totals((day.category, day.received) for day in days),
        by_state=_totals(pair for day in days for pair in zip(_STATES, day.states, strict=True)),
        by_institution=_totals((day.institution, day.received) for day in days),
        by_entry_point=_entry_points(institutions, start, end),
        first_answer=_wait(rows, "first_answer_days"),
        result=_wait(rows, "result_days"),
        backlog=_ages((day.on, day.waiting) for day in days),
        overdue=sum(day.overdue for day in days),
        withdrawn=sum(day.withdrawn for day in days),
    )


def _by_day(rows: QuerySet[Report]) -> list[_Day]:
    """All that can be counted in one walk along the index, by institution, day and category."""
    waiting = ~Q(state=ReportState.DONE) & Q(withdrawn_on__isnull=True)
    groups = rows.values_list("institution", "received_on", "category").annotate(
        received=Count("*"),
        waiting=_where(waiting),
        overdue=_where(waiting & Q(due_on__lt=today())),
        withdrawn=_where(Q(withdrawn_on__isnull=False)),
        **{f"state_{state}": _where(Q(state=state)) for state in _STATES},
    )
    return [_Day._make((*group[:7], group[7:])) for group in groups]


def _where(condition: Q) -> Count:
    return Count("received_on", filter=condition)  # a column of the index, always there


def _totals(pairs: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    total: Counter[Key] = Counter()
    for key, count in pairs:
        total[key] += count
    return dict(+total)


def _months(start: date, end: date, pairs: Iterable[tuple[date, int]]) -> dict[str, int]:
    months: dict[str, int] = {}
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        months[f"{year}-{month:02d}"] = 0
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    for day, count in pairs:
        months[f"{day.year}-{day.month:02d}"] += count
    return months


def _entry_points(institutions: Sequence[Institution], start: date, end: date) -> dict[int, int]:
    """By finished periods within the span alone: for one day it would name a report's link (HL-2)."""
    points = EntryPoint.objects.filter(institution__in=institutions).values_list("pk", flat=True)
    total = Counter(dict.fromkeys(points, 0))
    for institution in institutions:
        for period in finished_periods(institution, today=today()):
            if start <= period.first and period.last <= end:
                total.update(period.counts)
    return dict(total)


def _wait(rows: QuerySet[Report], field: str) -> Wait:
    counted = rows.filter(**{f"{field}__isnull": False}).values_list(field).annotate(n=Count("*"))
    spread = sorted(counted)
    cases = sum(count for _, count in spread)
    return Wait(cases, _percentile(spread, cases, 50), _percentile(spread, cases, 90))


def _percentile(spread: list[tuple[int, int]], cases: int, percent: int) -> int:
    """The smallest number of days within which that share of the cases lies."""
    passed = 0
    for days, count in spread:
        passed += count
        if passed * 100 >= cases * percent:
            return days
    return 0


def _ages(pairs: Iterable[tuple[date, int]]) -> dict[str, int]:
    labels = [
        f"{low + 1 if low else 0}-{high}" for low, high in zip((0, *AGES), AGES, strict=False)
    ]
    ages = dict.fromkeys([*labels, f">{AGES[-1]}"], 0)
    now = today()
    for day, count in pairs:
        old = (now - day).days
        position = sum(old > edge for edge in AGES)
        ages[list(ages)[position]] += count
    return ages
