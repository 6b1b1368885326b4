"""What the services of handling share: a step of the machine, its clocks, and the reporter's status line."""

from datetime import date

from haechi.cases.clocks import change_clock, end_all, mirror_due, open_clock
from haechi.cases.conditions import Given
from haechi.cases.errors import DayRefused
from haechi.cases.history import happen
from haechi.cases.models import Case, CaseClock
from haechi.cases.states import CaseState, Event
from haechi.cases.types import LAW_IN_FORCE, ClockKind, ClockState, OpenCase
from haechi.common.clock import today
from haechi.reports.milestones import note_state
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.staff.types import OfficerAtWork
from haechi.statutes.clocks import Event as ClockEvent
from haechi.statutes.clocks import EventKind as ClockEventKind

_SHOWN = {
    CaseState.RECEIVED: ReportState.CONFIRMED,
    CaseState.SUPPLEMENTING: ReportState.CONFIRMED,
    CaseState.INVESTIGATING: ReportState.INVESTIGATING,
    CaseState.CONCLUDED: ReportState.INVESTIGATING,
    CaseState.OBJECTED: ReportState.INVESTIGATING,
}
"""접수 → 확인 → 조사 → 처리완료 as a named reporter sees it; every other state is 처리완료."""


def step(
    actor: OfficerAtWork,
    opened: OpenCase,
    event: Event,
    given: Given,
    *,
    note: str = "",
    **columns: object,
) -> None:
    """One step, checked by the machine, with its line and the reporter's status.

    Raises:
        NotNow: not lawful now; nothing was written.
    """
    happen(
        opened.case,
        event,
        given,
        key=opened.data_key,
        officer=actor.officer,
        note=note or given.reason,
        columns=columns,
    )
    mirror_report(opened.case)


def mirror_report(case: Case) -> None:
    """The reporter's status line follows the case."""
    mirror_due(case)
    if not case.report_id:
        return
    report = Report.objects.select_for_update(of=("self",)).get(pk=case.report_id)
    shown = _SHOWN.get(CaseState(case.state), ReportState.DONE)
    if report.state != shown:
        Report.objects.filter(pk=report.pk).update(state=shown, state_on=today())
        note_state(report, shown)


def checked_day(day: date | None, *, not_before: date = LAW_IN_FORCE) -> date:
    """The day itself, today without one.

    Raises:
        DayRefused: in the future, or before what it answers.
    """
    found = day or today()
    if not not_before <= found <= today():
        raise DayRefused
    return found


def stop_handling(case: Case, day: date) -> None:
    """Before its end only: a period that is over does not stand still."""
    clock = open_clock(case, ClockKind.HANDLING)
    if clock is not None and day <= clock.due_on:
        event = ClockEvent(ClockEventKind.STOPPED, _in_order(clock, day))
        change_clock(case, ClockKind.HANDLING, event)


def resume_handling(case: Case, day: date) -> None:
    clock = open_clock(case, ClockKind.HANDLING)
    if clock is not None and clock.state == ClockState.STOPPED:
        event = ClockEvent(ClockEventKind.RESUMED, _in_order(clock, day))
        change_clock(case, ClockKind.HANDLING, event)


def _in_order(clock: CaseClock, day: date) -> date:
    """A paper dated before the clock's last event counts from that event on."""
    return max(day, date.fromisoformat(clock.history[-1][1]))


def end_handling(case: Case, day: date) -> None:
    """The case is handled: nothing of the institution's runs any more."""
    end_all(case, day, (ClockKind.HANDLING, ClockKind.COMMISSION, ClockKind.SUPPLEMENT))
