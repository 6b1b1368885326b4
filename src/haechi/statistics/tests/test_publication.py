"""A quarter is published once, after it ended, in classes (ALL-4)."""

from datetime import date

import pytest
import time_machine

from haechi.reports.models import Report
from haechi.statistics.models import Publication
from haechi.statistics.publication import following, publish_closed_quarters, quarter_of
from haechi.testing import file_report, make_institution

pytestmark = pytest.mark.django_db


def test_quarters_follow_each_other_over_the_year() -> None:
    assert quarter_of(date(2026, 12, 31)) == (2026, 4)
    assert following((2026, 4)) == (2027, 1)


@time_machine.travel("2026-11-20T03:00:00Z", tick=False)
def test_an_open_quarter_is_not_published_and_a_closed_one_only_once() -> None:
    staffed = make_institution("published")
    for day in (date(2026, 8, 3), date(2026, 11, 3)):
        report = file_report(staffed).report
        Report.objects.filter(pk=report.pk).update(received_on=day)

    assert publish_closed_quarters() == 1
    row = Publication.objects.get()
    assert (row.year, row.quarter) == (2026, 3)
    assert all(high - low >= 4 for _, _, low, high in row.categories)

    Report.objects.filter(received_on=date(2026, 8, 3)).delete()
    assert publish_closed_quarters() == 0
    row.refresh_from_db()
    assert row.categories[0][2:] == [0, 4], "what was published stays as it was"


def test_an_institution_without_reports_publishes_nothing() -> None:
    make_institution("empty")
    assert publish_closed_quarters() == 0
