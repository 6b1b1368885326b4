"""Institutions, their links and counts (HL-2, HL-3, HL-8)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from haechi.institutions.errors import NoSuchInstitution, Suspended
from haechi.institutions.models import (
    Institution,
    InstitutionText,
    IntakeCount,
    TemporaryHoliday,
)
from haechi.institutions.selectors import (
    active_categories,
    any_institution,
    entry_point_of,
    open_institution,
    open_institutions,
    temporary_holidays,
    text_of,
)
from haechi.institutions.services import count_intake, create_institution
from haechi.institutions.types import InstitutionStatus, TextKind
from haechi.institutions.wording import DEFAULTS

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


def test_an_unknown_institution_is_an_error_that_tells_nothing(office):
    for slug in ("nowhere", "", "\x00"):
        with pytest.raises(NoSuchInstitution) as caught:
            open_institution(slug)
        assert caught.value.args == ()
        assert caught.value.__suppress_context__


def test_a_suspended_institution_takes_no_reports_and_says_whose_channels_to_name_hl8(office):
    Institution.objects.filter(pk=office.pk).update(status=InstitutionStatus.SUSPENDED)
    with pytest.raises(Suspended) as caught:
        open_institution("hanbit")
    assert caught.value.institution_id == office.pk
    assert any_institution("hanbit") == office
    assert not open_institutions().exists()


@pytest.mark.parametrize(
    ("language", "own", "shown"),
    [
        ("ko", ("우리 글", ""), "우리 글"),
        ("en", ("우리 글", ""), DEFAULTS[TextKind.INTRO][1]),
        ("en", ("", "Our words"), "Our words"),
        ("ko", ("", "Our words"), DEFAULTS[TextKind.INTRO][0]),
    ],
)
def test_each_language_falls_back_to_its_own_standard_text_hl3(office, language, own, shown):
    InstitutionText.objects.create(
        institution=office, kind=TextKind.INTRO, text_ko=own[0], text_en=own[1]
    )
    with translation.override(language):
        assert text_of(office, TextKind.INTRO) == shown


def test_temporary_holidays_of_the_district_count_for_its_affiliates(office):
    below = create_institution(slug="below", name_ko="아래", name_en="Below", parent=office)
    for institution, day in ((office, date(2026, 5, 4)), (below, date(2026, 5, 6))):
        TemporaryHoliday.objects.create(
            institution=institution, day=day, name_ko="임시공휴일", name_en="Holiday"
        )
    assert list(temporary_holidays(office)) == [date(2026, 5, 4)]
    assert sorted(temporary_holidays(below)) == [date(2026, 5, 4), date(2026, 5, 6)]


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
