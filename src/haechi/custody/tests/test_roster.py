"""Who is told on a day: turns, leave, substitutes, and never nobody (HL-6)."""

from datetime import date

import pytest

from haechi.custody.models import Duty, Leave, Officer, RosterEntry
from haechi.custody.roster import Told, roster_of, told_on
from haechi.institutions.models import Category
from haechi.testing import StaffedInstitution, make_institution

pytestmark = pytest.mark.django_db
MONDAY, FRIDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 28)


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution(officers=("김한결", "이도윤", "박서연"))


@pytest.fixture
def people(staffed: StaffedInstitution) -> list[Officer]:
    return [Officer.objects.get(pk=each.officer_id) for each in staffed.officers]


def turn(officer: Officer, category: Category, first: date = MONDAY, last: date = FRIDAY) -> None:
    RosterEntry.objects.create(officer=officer, category=category, first_day=first, last_day=last)


def leave(officer: Officer, substitute: Officer | None = None) -> None:
    Leave.objects.create(officer=officer, substitute=substitute, first_day=MONDAY, last_day=FRIDAY)


def told(staffed: StaffedInstitution, day: date = MONDAY) -> Told:
    return roster_of(staffed.institution, MONDAY, SATURDAY).told(staffed.category.pk, day)


def test_without_a_roster_all_with_the_standing_duty_are_told(
    staffed: StaffedInstitution, people: list[Officer]
) -> None:
    assert told(staffed) == Told(tuple(each.pk for each in people))
    assert told_on(staffed.category, MONDAY) == tuple(each.pk for each in people)


def test_on_the_days_of_a_turn_its_officer_alone_is_told(
    staffed: StaffedInstitution, people: list[Officer]
) -> None:
    _kim, lee, _park = people
    turn(lee, staffed.category)
    for day in (MONDAY, FRIDAY):
        assert told(staffed, day) == Told((lee.pk,), by_roster=True)
        assert told_on(staffed.category, day) == (lee.pk,)
    assert not told(staffed, SATURDAY).by_roster
    other = staffed.institution.categories.exclude(pk=staffed.category.pk)[0]
    assert len(told_on(other, MONDAY)) == 3, "a turn is of one category"


def test_a_turn_without_the_standing_duty_tells_nobody(
    staffed: StaffedInstitution, people: list[Officer]
) -> None:
    """A mail may carry what was reported: the roster must not send it to one who may not open it."""
    kim, lee, park = people
    turn(lee, staffed.category)
    Duty.objects.filter(officer=lee, category=staffed.category).delete()
    assert told(staffed) == Told((kim.pk, park.pk)), "no turn at all, and so no gap"
    assert told_on(staffed.category, MONDAY) == (kim.pk, park.pk)


def test_during_leave_the_substitute_is_told_instead(
    staffed: StaffedInstitution, people: list[Officer]
) -> None:
    kim, lee, park = people
    turn(lee, staffed.category)
    leave(lee, park)
    assert told(staffed) == Told((park.pk,), by_roster=True)
    leave(park, kim)
    assert told(staffed) == Told((kim.pk,), is_gap=True), "who stands in is away too"


def test_a_substitute_without_the_duty_for_the_category_is_not_told_of_it(
    staffed: StaffedInstitution, people: list[Officer]
) -> None:
    kim, lee, park = people
    Duty.objects.filter(officer=park, category=staffed.category).delete()
    turn(lee, staffed.category)
    leave(lee, park)
    assert told(staffed) == Told((kim.pk,), is_gap=True)


def test_where_everybody_is_away_everybody_is_told_all_the_same(
    staffed: StaffedInstitution, people: list[Officer]
) -> None:
    for each in people:
        leave(each)
    assert told(staffed) == Told(tuple(each.pk for each in people), is_gap=True)


def test_the_barred_are_never_told_and_others_are(
    staffed: StaffedInstitution, people: list[Officer]
) -> None:
    kim, lee, park = people
    turn(lee, staffed.category)
    assert told_on(staffed.category, MONDAY, barred={lee.pk}) == (kim.pk, park.pk)
    leave(kim, lee)
    assert told_on(staffed.category, MONDAY, barred={lee.pk}) == (park.pk,)
    assert told_on(staffed.category, MONDAY, barred={each.pk for each in people}) == ()


def test_the_inactive_are_not_told(staffed: StaffedInstitution, people: list[Officer]) -> None:
    _kim, lee, _park = people
    turn(lee, staffed.category)
    Officer.objects.filter(pk=lee.pk).update(is_active=False)
    assert lee.pk not in told(staffed).officers
    assert lee.pk not in told_on(staffed.category, MONDAY)


def test_a_roster_is_read_in_three_queries(
    staffed: StaffedInstitution, django_assert_num_queries
) -> None:
    category = staffed.category.pk
    with django_assert_num_queries(3):
        roster = roster_of(staffed.institution, MONDAY, SATURDAY)
        roster.told(category, MONDAY)
