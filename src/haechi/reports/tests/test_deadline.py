"""Due days and temporary holidays: counted in, and only ever moved to a later day (HL-3, PI-13)."""

from datetime import date

import pytest

from haechi.institutions.models import Institution, TemporaryHoliday
from haechi.reports.deadline import calendar_of, defer_from, handling_due
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.testing import file_report, make_institution

pytestmark = pytest.mark.django_db

RECEIVED = date(2026, 4, 13)  # a Monday; thirty days on is Wednesday, 13 May
DUE = date(2026, 5, 13)
LATER = date(2026, 5, 14)


@pytest.fixture
def staffed():
    return make_institution()


def name_holiday(institution: Institution, day: date) -> None:
    TemporaryHoliday.objects.create(
        institution=institution, day=day, name_ko="임시공휴일", name_en="Holiday"
    )


def due_of(staffed, **changes) -> Report:
    report = file_report(staffed).report
    Report.objects.filter(pk=report.pk).update(due_on=DUE, **changes)
    return report


def test_a_temporary_holiday_at_the_end_moves_it_and_within_the_period_does_not(staffed):
    institution = staffed.institution
    assert handling_due(institution, RECEIVED) == DUE
    name_holiday(institution, date(2026, 4, 20))
    assert handling_due(institution, RECEIVED) == DUE
    name_holiday(institution, DUE)
    assert handling_due(institution, RECEIVED) == LATER
    name_holiday(institution, LATER)
    assert handling_due(institution, RECEIVED) == date(2026, 5, 15)


def test_another_institution_counts_without_it(staffed):
    other = make_institution("other", officers=()).institution
    name_holiday(other, DUE)
    assert handling_due(staffed.institution, RECEIVED) == DUE
    assert not calendar_of(other).is_working_day(DUE)


def test_open_reports_due_on_the_new_holiday_move_and_no_others(staffed):
    moved = due_of(staffed)
    done = due_of(staffed, state=ReportState.DONE)
    withdrawn = due_of(staffed, withdrawn_on=RECEIVED)
    earlier = due_of(staffed)
    Report.objects.filter(pk=earlier.pk).update(due_on=date(2026, 5, 12))
    elsewhere = due_of(make_institution("other"))
    name_holiday(staffed.institution, DUE)
    assert defer_from(staffed.institution, DUE) == 1
    found = dict(Report.objects.values_list("pk", "due_on"))
    assert found[moved.pk] == LATER
    assert found[done.pk] == found[withdrawn.pk] == found[elsewhere.pk] == DUE
    assert found[earlier.pk] == date(2026, 5, 12)


def test_a_due_day_told_before_the_handling_days_were_changed_is_not_counted_anew(staffed):
    report = due_of(staffed)
    staffed.institution.handling_days = 5
    staffed.institution.save()
    name_holiday(staffed.institution, DUE)
    defer_from(staffed.institution, DUE)
    report.refresh_from_db()
    assert report.due_on == LATER


def test_a_holiday_on_a_sunday_changes_nothing_that_is_not_due_on_it(staffed):
    due_of(staffed)
    name_holiday(staffed.institution, date(2026, 5, 10))
    assert defer_from(staffed.institution, date(2026, 5, 10)) == 0
