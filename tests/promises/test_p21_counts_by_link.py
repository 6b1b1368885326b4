"""P-21: no count of intake leads to a report: not by day, not by watching it grow, not by any span (HL-2)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from haechi.common.clock import today
from haechi.institutions.intake import FEWEST, finished_periods
from haechi.institutions.models import EntryPoint, IntakeCount
from haechi.institutions.services import count_intake
from haechi.reports.models import Report
from haechi.statistics.figures import figures
from haechi.testing import StaffedInstitution, make_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed() -> StaffedInstitution:
    """A year of reports, few and far between, through a banner and a sticker in a small room."""
    staffed = make_institution()
    room = EntryPoint.objects.create(
        institution=staffed.institution, code="room301", name_ko="301호", name_en="Room 301"
    )
    home = staffed.institution.entry_points.get(code="home")
    for days in range(3, 360, 9):
        count_intake(entry_point=room if days % 4 else home, day=today() - timedelta(days=days))
    return staffed


def seen(staffed: StaffedInstitution, start: date, end: date) -> int:
    return sum(figures([staffed.institution], start, end).by_entry_point.values())


def test_a_report_has_no_link_to_its_entry_point():
    fields = {field.name for field in Report._meta.get_fields()}
    assert not fields & {"entry_point", "entry", "link", "code"}
    assert {field.name for field in IntakeCount._meta.get_fields()} == {
        "id", "entry_point", "day", "count",
    }  # fmt: skip


def test_no_span_of_days_shows_fewer_reports_than_the_least(staffed: StaffedInstitution):
    now = today()
    spans = [(now - timedelta(days=a), now - timedelta(days=b)) for a in range(0, 200, 5)
             for b in range(0, a + 1, 5)]  # fmt: skip
    shown = {seen(staffed, start, end) for start, end in spans}
    assert shown - {0}, "something is shown at all"
    assert all(count == 0 or count >= FEWEST for count in shown)


def test_two_spans_that_differ_by_a_day_differ_by_no_single_report(staffed: StaffedInstitution):
    now = today()
    counts = [seen(staffed, now - timedelta(days=days), now) for days in range(0, 365)]
    steps = {later - earlier for earlier, later in pairwise(counts)}
    assert steps - {0}
    assert all(step == 0 or step >= FEWEST for step in steps)


def test_nobody_sees_a_count_grow_when_a_report_comes_in(staffed: StaffedInstitution):
    before = finished_periods(staffed.institution, today=today())
    for _ in range(FEWEST + 1):
        count_intake(entry_point=staffed.institution.entry_points.get(code="room301"), day=today())
        assert finished_periods(staffed.institution, today=today()) == before
