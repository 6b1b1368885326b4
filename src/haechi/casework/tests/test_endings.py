"""Objections, withdrawals, and what moves a period (PI-8, PI-13, PI-14, PI-15)."""

from datetime import date

from haechi.cases.clocks import recount
from haechi.cases.problems import Problem
from haechi.cases.states import CaseState
from haechi.cases.types import (
    ClosingGround,
)
from haechi.casework import (
    ending,
    handling,
    objections,
)
from haechi.casework.ending import ClosingBasis
from haechi.casework.tests.hands import due, notified, problem, state
from haechi.institutions.models import TemporaryHoliday


def test_an_objection_within_fourteen_days_is_answered(centre, calendar):
    """PI-15."""
    case, here = notified(centre, calendar)
    calendar.go(date(2026, 12, 4))
    objections.object_to_result(**here, reason="빠진 증거가 있습니다.")
    assert state(case) is CaseState.OBJECTED
    assert problem(objections.object_to_result, **here, reason="또") is Problem.STATE
    assert problem(objections.answer_objection, **here, answer=" ") is Problem.NO_REASON
    objections.answer_objection(**here, answer="다시 보았으나 같습니다.")
    assert state(case) is CaseState.NOTIFIED
    assert problem(ending.file_away, **here) is Problem.NOTICE_OWED


def test_an_objection_on_the_fifteenth_day_is_late(centre, calendar):
    case, here = notified(centre, calendar)
    calendar.go(date(2026, 12, 5))
    late = problem(objections.object_to_result, **here, reason="늦었습니다.")
    assert late is Problem.OBJECTION_LATE
    assert not case.objections.exists()


def test_an_earlier_case_makes_a_repeated_one_closable_only_once_notified(centre, calendar):
    first, _ = notified(centre, calendar)
    second = centre.receive().case
    here = {"actor": centre.kim, "case_id": second.pk, "ground": ClosingGround.REPEATED}
    itself = ClosingBasis("다시 신고", earlier=(2026, second.sequence))
    assert problem(ending.close, **here, basis=itself) is Problem.NOT_REPEATED
    ending.close(**here, basis=ClosingBasis("다시 신고", earlier=(2026, first.sequence)))
    assert state(second) is CaseState.CLOSED


def test_a_withdrawn_report_is_closed_or_goes_on(centre, calendar):
    """PI-8."""
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    assert problem(ending.close_withdrawn, **here) is Problem.NOT_WITHDRAWN
    ending.register_withdrawal(**here)
    assert problem(handling.start_investigation, **here) is Problem.WITHDRAWN
    assert problem(ending.register_withdrawal, **here) is Problem.WITHDRAWN
    ending.go_on_although_withdrawn(**here, reason="중대하고 증거가 있음")
    assert problem(ending.close_withdrawn, **here) is Problem.SERIOUS
    handling.start_investigation(**here)
    other = centre.receive().case
    ending.register_withdrawal(actor=centre.kim, case_id=other.pk)
    ending.close_withdrawn(actor=centre.kim, case_id=other.pk)
    assert state(other) is CaseState.CLOSED


def test_what_is_plainly_no_violation_becomes_an_ordinary_complaint(centre, calendar):
    """PI-4."""
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    assert problem(ending.convert, **here, reason="") is Problem.NO_REASON
    ending.convert(**here, reason="단순 불편 사항")
    case.refresh_from_db()
    assert (case.state, "conversion" in case.owed) == ("converted", True)


def test_another_law_sets_its_own_period(centre, calendar):
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    assert problem(handling.override_period, **here, law="", days=60) is Problem.NO_REASON
    handling.override_period(**here, law="부패방지권익위법 제59조", days=60)
    assert due(case) == date(2027, 1, 19)


def test_a_new_holiday_moves_open_clocks_and_says_which(centre, calendar):
    case = centre.receive().case
    institution = centre.staffed.institution
    TemporaryHoliday.objects.create(
        institution=institution, day=date(2026, 12, 21), name_ko="임시공휴일", name_en="Holiday"
    )
    moved = recount(institution)
    assert [(clock.case_id, clock.due_on) for clock in moved] == [(case.pk, date(2026, 12, 22))]
    case.refresh_from_db()
    assert case.due_on == date(2026, 12, 22)
    assert case.events.last().event == "recount"
    assert recount(institution) == []
    assert case.events.count() == 2
