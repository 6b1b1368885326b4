"""What the services of administration hold to, whatever page calls them (HL-3, HL-8)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from haechi.administration.affiliates import (
    NewAffiliate,
    affiliates_of,
    create_affiliate,
    set_affiliate_status,
)
from haechi.administration.holidays import add_holiday
from haechi.administration.order import Step, move
from haechi.administration.texts import own_words, save_text
from haechi.audit.models import AuditEntry
from haechi.custody.models import Officer
from haechi.custody.selectors import intake_members
from haechi.institutions.models import Category, Institution, InstitutionText, TemporaryHoliday
from haechi.institutions.types import InstitutionStatus, TextKind
from haechi.institutions.wording import DEFAULTS, LIMIT
from haechi.reports.models import Report
from haechi.staff.administration import intake_desk, reopen_intake
from haechi.staff.errors import NotAllowed
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer
from haechi.staff.types import OfficerAtWork, Role
from haechi.testing import at_work, file_report, make_institution

pytestmark = pytest.mark.django_db

PASSWORD = "구름-위의-기린-열두-마리"


@pytest.fixture
def staffed():
    return make_institution()


@pytest.fixture
def administrator(staffed) -> OfficerAtWork:
    return at_work(staffed.officers[0], Role.ADMINISTRATOR)


def officer(username: str, role: Role) -> NewOfficer:
    return NewOfficer(
        username=username, password=PASSWORD, name="오하늘", position="주무관", role=role
    )


def museum(role: Role = Role.ADMINISTRATOR) -> NewAffiliate:
    return NewAffiliate("museum", "한빛박물관", "Hanbit Museum", officer("museum.admin", role))


def test_rows_with_equal_places_are_numbered_anew_when_one_moves(staffed):
    rows = staffed.institution.categories
    rows.update(order=0)
    first, second, third = list(rows.all())[:3]
    assert move(rows.all(), third.pk, Step.UP)
    assert list(rows.all())[:3] == [first, third, second]
    assert not move(rows.all(), first.pk, Step.UP)
    assert not move(rows.all(), 0, Step.UP)
    assert sorted(rows.values_list("order", flat=True)) == list(range(7))


def test_words_like_the_standard_are_not_kept_as_ones_own():
    korean, english = DEFAULTS[TextKind.PROMISE]
    assert own_words(TextKind.PROMISE, f"  {korean}\r\n", english) == ("", "")
    assert own_words(TextKind.PROMISE, "가\r\n나", "") == ("가\n나", "")
    with pytest.raises(ValueError, match="longer"):
        own_words(TextKind.PROMISE, "가" * (LIMIT + 1), "")


def test_an_empty_text_takes_the_row_away(administrator):
    save_text(actor=administrator, kind=TextKind.INTRO, korean="우리 글", english="")
    save_text(actor=administrator, kind=TextKind.INTRO, korean=" ", english="")
    assert not InstitutionText.objects.exists()


def test_a_holiday_of_the_district_moves_affiliates_reports_but_counts_only_its_own(
    staffed, administrator
):
    below, other = make_institution("below"), make_institution("other")
    Institution.objects.filter(pk=below.institution.pk).update(parent=staffed.institution)
    for place in (staffed, below, other):
        file_report(place)
    day = Report.objects.filter(institution=staffed.institution).get().due_on
    holiday = TemporaryHoliday(day=day, name_ko="임시공휴일", name_en="Holiday")
    assert add_holiday(actor=administrator, holiday=holiday) == 1
    due = {row.institution_id: row.due_on for row in Report.objects.all()}
    assert due[staffed.institution.pk] == due[below.institution.pk] > day
    assert due[other.institution.pk] == day
    with pytest.raises(ValidationError):
        add_holiday(
            actor=administrator,
            holiday=TemporaryHoliday(day=day, name_ko="또", name_en="Again"),
        )
    later = TemporaryHoliday(day=day + timedelta(days=300), name_ko="뒤", name_en="Later")
    assert add_holiday(actor=administrator, holiday=later) == 0


def test_a_new_affiliate_has_an_empty_desk_that_its_own_people_staff_hl8(staffed, administrator):
    account = create_affiliate(actor=administrator, new=museum())
    institution = account.officer.institution
    assert intake_desk(institution) is not None
    assert not intake_members(institution).exists()
    own = OfficerAtWork(
        account.pk, account.officer, Role.ADMINISTRATOR, administrator.unlocked, administrator.trail
    )
    reader = create_officer(
        actor=own.trail, institution=institution, new=officer("museum.reader", Role.OFFICER)
    ).officer
    reopen_intake(actor=own, newcomer=reader)
    assert list(intake_members(institution)) == [reader]
    assert Category.objects.filter(institution=institution).count() == 7
    assert [row.name for row in affiliates_of(staffed.institution)] == ["한빛박물관"]


def test_only_a_district_creates_and_only_an_administrator_comes_with_it_hl8(
    staffed, administrator
):
    with pytest.raises(NotAllowed):
        create_affiliate(actor=administrator, new=museum(Role.HEAD))
    assert not Institution.objects.filter(slug="museum").exists(), "nothing is half made"
    above = make_institution("above", officers=()).institution
    Institution.objects.filter(pk=staffed.institution.pk).update(parent=above)
    below = at_work(staffed.officers[0], Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        create_affiliate(actor=below, new=museum())
    assert not Account.objects.exists()


def test_nobody_suspends_what_is_not_below_hl8(staffed, administrator):
    other = make_institution("other", officers=()).institution
    rows = AuditEntry.objects.count()
    for target in (other, staffed.institution):
        with pytest.raises(NotAllowed):
            set_affiliate_status(
                actor=administrator, affiliate=target, status=InstitutionStatus.SUSPENDED
            )
    assert Institution.objects.filter(status=InstitutionStatus.ACTIVE).count() == 2
    assert AuditEntry.objects.count() == rows
    assert Officer.objects.filter(institution=other).count() == 0
