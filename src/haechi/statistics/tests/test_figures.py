"""The dashboard's figures, counted by hand beside (ALL-4)."""

from datetime import timedelta

import pytest

from haechi.common.clock import today
from haechi.inbox.access import report_for
from haechi.inbox.services import change_state
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.statistics.figures import figures
from haechi.testing import StaffedInstitution, at_work, file_report, make_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution("figures")


def aged(staffed: StaffedInstitution, days: int, **fields: object) -> Report:
    report = file_report(staffed).report
    day = today() - timedelta(days=days)
    Report.objects.filter(pk=report.pk).update(received_on=day, **fields)
    report.refresh_from_db()
    return report


def test_intake_backlog_and_overdue_are_counted_once_each(staffed: StaffedInstitution) -> None:
    yesterday = today() - timedelta(days=1)
    master = aged(staffed, 3)
    aged(staffed, 3, merged_into=master)
    aged(staffed, 40, due_on=yesterday)
    aged(staffed, 100, due_on=yesterday, state=ReportState.DONE)
    aged(staffed, 100, withdrawn_on=yesterday)

    found = figures([staffed.institution], today() - timedelta(days=200), today())

    assert found.received == 4, "a merged duplicate is the same case"
    assert sum(found.by_month.values()) == sum(found.by_category.values()) == 4
    assert found.by_state == {"received": 3, "done": 1}
    assert found.backlog == {"0-7": 1, "8-30": 0, "31-60": 1, "61-90": 0, ">90": 0}
    assert (found.overdue, found.withdrawn) == (1, 1)


def test_waits_are_the_middle_and_the_slowest_of_ten(staffed: StaffedInstitution) -> None:
    for days in range(1, 11):
        aged(staffed, 30, first_answer_days=days)
    found = figures([staffed.institution], today() - timedelta(days=60), today())
    assert (found.first_answer.cases, found.first_answer.median, found.first_answer.slow) == (
        10,
        5,
        9,
    )
    assert found.result.cases == 0


def test_a_status_change_answers_and_completion_ends_the_wait(staffed: StaffedInstitution) -> None:
    report = aged(staffed, 12)
    actor = at_work(staffed.officers[0])
    opened = report_for(actor, report.pk)
    change_state(actor=actor, opened=opened, seen=ReportState.RECEIVED, new=ReportState.DONE)
    report.refresh_from_db()
    assert (report.first_answer_days, report.result_days) == (12, 12)
    change_state(actor=actor, opened=opened, seen=ReportState.DONE, new=ReportState.INVESTIGATING)
    report.refresh_from_db()
    assert (report.first_answer_days, report.result_days) == (12, None)


def test_nobody_counts_another_institution(staffed: StaffedInstitution) -> None:
    other = make_institution("elsewhere")
    file_report(other)
    found = figures([staffed.institution], today() - timedelta(days=9), today())
    assert found.received == 0
