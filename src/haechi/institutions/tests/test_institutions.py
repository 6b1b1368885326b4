"""Institutions, their links and counts (HL-2, HL-3, HL-8)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from haechi.institutions.errors import NoSuchInstitution
from haechi.institutions.models import Institution, IntakeCount
from haechi.institutions.selectors import (
    active_categories,
    entry_point_of,
    open_institution,
    open_institutions,
)
from haechi.institutions.services import count_intake, create_institution
from haechi.institutions.types import InstitutionStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Institution:
    return create_institution(slug="hanbit", name_ko="한빛구청", name_en="Hanbit District Office")


def test_a_new_institution_has_the_seven_official_categories_in_order(office):
    assert [category.name_ko for category in active_categories(office)] == [
        "공직자 부조리",
        "행동강령 위반",
        "공익신고(공익침해행위)",
        "부정청탁 등록",
        "클린신고(금품 자진신고)",
        "하도급 부조리",
        "갑질",
    ]


def test_an_unknown_and_a_suspended_institution_look_the_same(office):
    Institution.objects.filter(pk=office.pk).update(status=InstitutionStatus.SUSPENDED)
    for slug in ("hanbit", "nowhere", "", "\x00"):
        with pytest.raises(NoSuchInstitution) as caught:
            open_institution(slug)
        assert caught.value.args == ()
        assert caught.value.__suppress_context__
    assert not open_institutions().exists()


@pytest.mark.parametrize("slug", ["", "Hanbit", "한빛", "-a", "a/b", "a" * 41, "a b"])
def test_a_slug_that_would_make_a_broken_link_is_refused(slug):
    with pytest.raises(ValidationError):
        create_institution(slug=slug, name_ko="가", name_en="a")
    assert not Institution.objects.exists()


def test_two_institutions_never_share_a_link(office):
    with pytest.raises(ValidationError):
        create_institution(slug="hanbit", name_ko="다른 곳", name_en="Other")


def test_an_institution_is_not_its_own_parent(office):
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=office.pk).update(parent=office)


def test_an_old_poster_still_leads_to_the_form(office):
    assert entry_point_of(office, "home").code == "home"
    office.entry_points.update(is_active=False)
    for code in ("home", "gone", "", None):
        assert entry_point_of(office, code) is None


def test_an_entry_point_of_one_institution_is_not_found_through_another(office):
    other = create_institution(slug="other", name_ko="다른", name_en="Other")
    other.entry_points.update(code="banner")
    assert entry_point_of(office, "banner") is None


def test_intake_is_counted_by_entry_point_and_day_and_by_nothing_else(office):
    point = office.entry_points.get()
    for day in (date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 3)):
        count_intake(entry_point=point, day=day)
    assert list(IntakeCount.objects.order_by("day").values_list("day", "count")) == [
        (date(2026, 3, 2), 2),
        (date(2026, 3, 3), 1),
    ]
    columns = {field.name for field in IntakeCount._meta.get_fields()}
    assert columns == {"id", "entry_point", "day", "count"}


def test_names_follow_the_language_of_the_page(office):
    category = active_categories(office).first()
    with translation.override("en"):
        assert (office.name, category.name) == ("Hanbit District Office", "Corruption of officials")
        assert category.help.startswith("Bribes")
    with translation.override("ko"):
        assert (str(office), category.name) == ("한빛구청", "공직자 부조리")
