"""Statutory clocks of cases as rows: start, stop, run on, extend, end, and count again (제19조⑧)."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from haechi.cases.history import add_line, lapse
from haechi.cases.models import Case, CaseClock, CaseSettings
from haechi.cases.numbers import lock
from haechi.cases.states import Event as CaseStep
from haechi.cases.types import ClockKind, ClockState
from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.reports.deadline import calendar_of
from haechi.reports.models import Report
from haechi.statutes.calendar import HolidayCalendar
from haechi.statutes.clocks import Clock, ClockRule, Event, EventKind
from haechi.statutes.periods import CountingRule, Period, Unit
from haechi.statutes.rules import RULES, RuleName

_RULE_OF = {
    ClockKind.HANDLING: RuleName.HANDLING,
    ClockKind.COMMISSION: RuleName.COMMISSION,
    ClockKind.OBJECTION: RuleName.OBJECTION,
    ClockKind.SUPPLEMENT: RuleName.SECOND_SUPPLEMENT,
    ClockKind.REWARD_KNOWN: RuleName.REWARD_KNOWN,
    ClockKind.REWARD_FINAL: RuleName.REWARD_FINAL,
}


def settings_of(institution: Institution) -> CaseSettings:
    """The institution's own, or the standard ones (not stored)."""
    found = CaseSettings.objects.filter(institution=institution).first()
    return found or CaseSettings(institution=institution)


def rule_for(institution: Institution, kind: ClockKind) -> ClockRule:
    """The rule by the guideline, counted as the institution's setting says.

    Periods that a reporter keeps (supplement, objection, rewards) and the ten days to the Commission
    are always counted by the Civil Act: the setting is about handling.
    """
    rule = RULES[_RULE_OF[kind]]
    if kind is not ClockKind.HANDLING:
        return rule
    counting = CountingRule(settings_of(institution).counting_rule)
    return rule.counted_by(counting)


def start_clock(
    case: Case, kind: ClockKind, day: date, *, rule: ClockRule | None = None, law: str = ""
) -> CaseClock:
    """Begin a period on `day` (which is not counted under the Civil Act)."""
    row = new_clock(case, kind, day, rule=rule, law=law)
    row.save(force_insert=True)
    refresh_due(case)
    return row


def new_clock(
    case: Case, kind: ClockKind, day: date, *, rule: ClockRule | None = None, law: str = ""
) -> CaseClock:
    """The same, not saved yet."""
    rule = rule or rule_for(case.institution, kind)
    row = CaseClock(
        case=case,
        kind=kind,
        rule=rule.period.rule,
        length=rule.period.length,
        unit=rule.period.unit,
        law=law or rule.article,
    )
    _keep(row, Clock.start(rule, calendar_of(case.institution), day))
    return row


def open_clock(case: Case, kind: ClockKind) -> CaseClock | None:
    return case.clocks.filter(kind=kind).exclude(state=ClockState.ENDED).first()


def clock_of(row: CaseClock, calendar: HolidayCalendar) -> Clock:
    """The row as the pure clock that explains itself."""
    period = Period(row.length, Unit(row.unit), CountingRule(row.rule))
    extension = 15 if row.kind == ClockKind.HANDLING else 0
    rule = ClockRule(period, extension=extension, article=row.law)
    events = tuple(
        Event(EventKind(kind), date.fromisoformat(day), days) for kind, day, days in row.history
    )
    return Clock.replay(rule, calendar, events)


def change_clock(case: Case, kind: ClockKind, event: Event) -> CaseClock | None:
    """Stop, run on or extend the open clock of that kind; None where none is open.

    Raises:
        ClockError: the clock cannot do that now.
    """
    row = open_clock(case, kind)
    if row is None:
        return None
    _keep(row, clock_of(row, calendar_of(case.institution)).with_event(event))
    row.save(update_fields=["history", "state", "due_on", "warned"])
    refresh_due(case)
    return row


def end_clock(case: Case, kind: ClockKind, day: date) -> None:
    lapse(case, kind, day)
    refresh_due(case)


def end_all(case: Case, day: date, kinds: Iterable[ClockKind]) -> None:
    for kind in kinds:
        lapse(case, kind, day)
    refresh_due(case)


def _keep(row: CaseClock, clock: Clock) -> None:
    row.history = [[event.kind.value, event.day.isoformat(), event.days] for event in clock.events]
    row.state = ClockState.STOPPED if clock.is_stopped else ClockState.RUNNING
    due = clock.status(today()).due.day
    if row.due_on != due:
        row.due_on, row.warned = due, None


def refresh_due(case: Case) -> None:
    """The case's `due_on` is the first end among what the institution itself must keep."""
    due = (
        CaseClock.objects.filter(case=case, kind__in=(ClockKind.HANDLING, ClockKind.COMMISSION))
        .exclude(state=ClockState.ENDED)
        .order_by("due_on")
        .values_list("due_on", flat=True)
        .first()
    )
    Case.objects.filter(pk=case.pk).update(due_on=due)
    case.due_on = due


def recount(institution: Institution) -> list[CaseClock]:
    """Count every open clock again, after holidays changed or a day passed; those that moved.

    A stopped clock moves with every day. Nothing is written for a clock that ends where it did.
    """
    rows = CaseClock.objects.filter(case__institution=institution).exclude(state=ClockState.ENDED)
    return _recount(rows.select_related("case"), calendar_of(institution))


def recount_case(case: Case) -> list[CaseClock]:
    """The same for one case."""
    rows = CaseClock.objects.filter(case=case).exclude(state=ClockState.ENDED)
    moved = _recount(rows.select_related("case"), calendar_of(case.institution))
    refresh_due(case)
    return moved


def _recount(rows: Iterable[CaseClock], calendar: HolidayCalendar) -> list[CaseClock]:
    moved = []
    for row in rows:
        before = row.due_on
        _keep(row, clock_of(row, calendar))
        if row.due_on != before:
            _write(row)
            moved.append(row)
    return moved


@transaction.atomic
def _write(row: CaseClock) -> None:
    """A clock that stands still ends later with every day: only a running one gets a line of history."""
    case = lock(row.case_id)
    row.save(update_fields=["due_on", "warned", "state"])
    refresh_due(case)
    if row.state == ClockState.RUNNING:
        add_line(case, CaseStep.RECOUNT, today(), key=None)


def mirror_due(case: Case) -> None:
    """The report's own due day follows the case's, so that no list calls it overdue before its time."""
    if case.report_id and case.due_on:
        Report.objects.filter(pk=case.report_id).update(due_on=case.due_on)
