"""Counts by link lead to no report (HL-2)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from haechi.institutions.intake import FEWEST, finished_periods
from haechi.institutions.models import EntryPoint, Institution
from haechi.institutions.services import count_intake, create_institution

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)


@pytest.fixture
def institution() -> Institution:
    made = create_institution(slug="hanbit", name_ko="한빛구청", name_en="Hanbit")
    EntryPoint.objects.create(institution=made, code="r", name_ko="301호", name_en="Room 301")
    return made


def came(institution: Institution, code: str, *days: int) -> None:
    point = institution.entry_points.get(code=code)
    for day in days:
        count_intake(entry_point=point, day=DAY + timedelta(days=day))


def test_days_are_put_together_until_enough_reports_came(institution: Institution) -> None:
    came(institution, "home", 0, 3, 3, 9)
    came(institution, "r", 1, 9, 20)
    (period,) = finished_periods(institution, today=DAY + timedelta(days=99))
    assert (period.first, period.last, period.total) == (DAY, DAY + timedelta(days=9), 6)
    room = institution.entry_points.get(code="r").pk
    assert period.counts[room] == 2


def test_the_present_day_is_not_counted_so_that_nobody_sees_a_count_grow(
    institution: Institution,
) -> None:
    came(institution, "home", 0, 0, 0, 0)
    now = DAY + timedelta(days=5)
    assert finished_periods(institution, today=now) == []
    for _ in range(3):
        came(institution, "r", 5)
        assert finished_periods(institution, today=now) == []


def test_no_period_has_fewer_reports_than_the_least(institution: Institution) -> None:
    for day in range(60):
        came(institution, "home" if day % 3 else "r", *[day] * (day % 4))
    periods = finished_periods(institution, today=DAY + timedelta(days=60))
    assert periods
    assert all(period.total >= FEWEST for period in periods)
    assert all(a.last < b.first for a, b in pairwise(periods))


def test_other_institutions_do_not_count(institution: Institution) -> None:
    other = create_institution(slug="other", name_ko="다른 구청", name_en="Other")
    came(other, "home", *[0] * 9)
    assert finished_periods(institution, today=DAY + timedelta(days=9)) == []
