"""Pages of the institution's side of settings: what they change, who may, and whose things look missing."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.common.clock import today
from haechi.custody.models import Officer
from haechi.institutions.models import (
    ContactChannel,
    Department,
    Institution,
    Question,
    TemporaryHoliday,
)
from haechi.institutions.types import InstitutionStatus
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.reports.types import Answer
from haechi.sites.staff.tests.conftest import FileReport, House
from haechi.staff.models import Account
from haechi.staff.types import Role
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db

AFFILIATE = {
    "slug": "hanbit-museum", "institution_ko": "한빛박물관", "institution_en": "Hanbit Museum",
    "username": "museum.admin", "name": "오하늘", "position": "주무관", "phone": "", "email": "",
}  # fmt: skip
PLAIN_PAGES = (
    "/settings/", "/settings/policy/", "/settings/categories/", "/settings/categories/new/",
    "/settings/texts/", "/settings/texts/intro/", "/settings/channels/", "/settings/channels/new/",
    "/settings/departments/", "/settings/departments/new/", "/settings/holidays/",
    "/settings/affiliates/", "/settings/affiliates/new/",
)  # fmt: skip


def own_pages(institution: Institution) -> list[str]:
    """Pages of one thing each, all of this institution."""
    category = institution.categories.get(code="corruption")
    question = Question.objects.create(category=category, label_ko="언제부터?", label_en="Since?")
    channel = ContactChannel.objects.create(
        institution=institution, name_ko="전화", name_en="Phone", address_ko="02-1"
    )
    department = Department.objects.create(
        institution=institution, name_ko="총무과", name_en="General Affairs"
    )
    holiday = TemporaryHoliday.objects.create(
        institution=institution, day=today(), name_ko="임시공휴일", name_en="Holiday"
    )
    affiliate = Institution.objects.create(
        slug=f"{institution.slug}-a", name_ko="소속", name_en="Below", parent=institution
    )
    return [
        f"/settings/categories/{category.pk}/",
        f"/settings/categories/{category.pk}/questions/",
        f"/settings/categories/{category.pk}/questions/new/",
        f"/settings/questions/{question.pk}/",
        f"/settings/questions/{question.pk}/remove/",
        f"/settings/channels/{channel.pk}/",
        f"/settings/channels/{channel.pk}/remove/",
        f"/settings/departments/{department.pk}/",
        f"/settings/departments/{department.pk}/remove/",
        f"/settings/holidays/{holiday.pk}/remove/",
        f"/settings/affiliates/{affiliate.pk}/",
    ]


def posts_only(institution: Institution) -> list[str]:
    category = institution.categories.get(code="gapjil")
    question = Question.objects.create(category=category, label_ko="?", label_en="?")
    channel = ContactChannel.objects.create(
        institution=institution, name_ko="팩스", name_en="Fax", address_ko="02-2"
    )
    return [
        f"/settings/categories/{category.pk}/move/",
        f"/settings/categories/{category.pk}/offer/",
        f"/settings/questions/{question.pk}/move/",
        f"/settings/channels/{channel.pk}/move/",
    ]


def settings_rows() -> int:
    return AuditEntry.objects.filter(action=Action.SETTINGS_CHANGED).count()


def test_every_page_is_for_administrators_and_the_head_and_missing_for_others_hl8(
    house: House,
) -> None:
    shown = [*PLAIN_PAGES, *own_pages(house.staffed.institution)]
    changes = posts_only(house.staffed.institution)
    administrator, head, officer = (
        member.client() for member in (house.administrator, house.head, house.officer)
    )
    for path in shown:
        assert administrator.get(path).status_code == 200, path
        assert head.get(path).status_code == 200, path
        assert officer.get(path).status_code == 404, path
        assert officer.post(path, {"confirm": "yes"}).status_code in {404, 405}, path
    for path in changes:
        assert officer.post(path, {"step": "up", "to": "no"}).status_code == 404, path
        assert administrator.get(path).status_code == 405, path
        assert administrator.post(path, {"step": "up", "to": "no"}).status_code == 302, path


def test_what_belongs_to_another_institution_looks_missing_hl8(house: House) -> None:
    other = make_institution("other", officers=()).institution
    client = house.administrator.client()
    before = settings_rows()
    for path in own_pages(other):
        assert client.get(path).status_code == 404, path
        assert client.post(path, {"confirm": "yes"}).status_code in {404, 405}, path
    for path in posts_only(other):
        assert client.post(path, {"step": "up", "to": "no"}).status_code == 404, path
    assert settings_rows() == before


def test_a_department_with_officers_stays_and_says_why(house: House) -> None:
    client, institution = house.administrator.client(), house.staffed.institution
    client.post("/settings/departments/new/", {"name_ko": "감사과", "name_en": "Audit"})
    department = institution.departments.get()
    again = client.post("/settings/departments/new/", {"name_ko": "감사과", "name_en": "Audit"})
    assert again.status_code == 422
    client.post(
        f"/settings/departments/{department.pk}/", {"name_ko": "청렴과", "name_en": "Integrity"}
    )
    Officer.objects.filter(pk=house.officer.officer.pk).update(department=department)
    path = f"/settings/departments/{department.pk}/remove/"
    refused = client.post(path, {"confirm": "yes"}, follow=True).content.decode()
    assert "청렴과에 속한 담당자가 1명" in refused
    Officer.objects.update(department=None)
    client.post(path, {"confirm": "yes"})
    assert not institution.departments.exists()
    assert settings_rows() == 3


def test_a_temporary_holiday_moves_what_is_due_on_it_and_says_how_many(
    house: House, file_report: FileReport
) -> None:
    report = file_report()
    due = report.due_on
    client = house.administrator.client()
    data = {"day": due.isoformat(), "name_ko": "임시공휴일", "name_en": "Temporary holiday"}
    page = client.post("/settings/holidays/", data, follow=True).content.decode()
    assert "신고와 공익신고 기한 1건이 뒤로" in page
    report.refresh_from_db()
    assert report.due_on > due
    moved = report.due_on
    assert client.post("/settings/holidays/", data).status_code == 422, "it is there already"
    holiday = TemporaryHoliday.objects.get()
    client.post(f"/settings/holidays/{holiday.pk}/remove/", {"confirm": "yes"})
    report.refresh_from_db()
    assert report.due_on == moved, "never earlier again"
    assert file_report("다음 신고").due_on == due
    far = (today() + timedelta(days=1000)).isoformat()
    assert client.post("/settings/holidays/", {**data, "day": far}).status_code == 422


def test_an_affiliate_is_created_with_an_administrator_whose_password_shows_once_hl8(
    house: House,
) -> None:
    client = house.administrator.client()
    page = client.post("/settings/affiliates/new/", AFFILIATE)
    password = re.search(r">((?:\w{4}-){3}\w{4})<", page.content.decode())
    assert password
    account = Account.objects.get(username="museum.admin")
    assert account.check_password(password[1])
    assert (account.role, account.password_is_drawn) == (Role.ADMINISTRATOR, True)
    museum = account.officer.institution
    assert museum.parent == house.staffed.institution
    assert AuditEntry.objects.filter(action=Action.INSTITUTION_CREATED).count() == 1
    listed = client.get("/settings/affiliates/").content.decode()
    assert "한빛박물관" in listed
    assert password[1] not in listed
    again = client.post("/settings/affiliates/new/", AFFILIATE)
    assert again.status_code == 422
    assert "오하늘" in again.content.decode()


def test_an_affiliate_has_no_affiliates_of_its_own_hl8(house: House) -> None:
    Institution.objects.filter(pk=house.staffed.institution.pk).update(
        parent=make_institution("district", officers=()).institution
    )
    client = house.administrator.client()
    assert "/settings/affiliates/" not in client.get("/settings/").content.decode()
    for path in ("/settings/affiliates/", "/settings/affiliates/new/"):
        assert client.get(path).status_code == 404
    assert client.post("/settings/affiliates/new/", AFFILIATE).status_code == 404
    assert not Institution.objects.filter(slug="hanbit-museum").exists()


def test_the_district_suspends_and_resumes_but_sees_nothing_of_the_reports_hl8(
    house: House, file_report: FileReport
) -> None:
    below = make_institution("below", name_ko="한빛시설공단", name_en="Facilities")
    Institution.objects.filter(pk=below.institution.pk).update(parent=house.staffed.institution)
    marked = file_report("감춰진 신고", staffed=below)
    client, path = house.head.client(), f"/settings/affiliates/{below.institution.pk}/"
    assert client.get(f"/reports/{marked.pk}/").status_code == 404
    before = re.sub(r"csrf\w+\W.*?>", "", client.get("/settings/affiliates/").content.decode())
    file_report("하나 더", staffed=below)
    after = re.sub(r"csrf\w+\W.*?>", "", client.get("/settings/affiliates/").content.decode())
    assert before == after, "the page does not tell that somebody reported"
    client.post(path, {"confirm": "yes", "to": "suspended"})
    below.institution.refresh_from_db()
    assert below.institution.status == InstitutionStatus.SUSPENDED
    client.post(path, {"confirm": "yes", "to": "suspended"})
    below.institution.refresh_from_db()
    assert below.institution.status == InstitutionStatus.SUSPENDED, "an old page changes nothing"
    client.post(path, {"confirm": "yes", "to": "active"})
    below.institution.refresh_from_db()
    assert below.institution.status == InstitutionStatus.ACTIVE
    assert settings_rows() == 2
    assert Report.objects.filter(institution=below.institution).count() == 2


def test_the_hub_says_what_each_page_holds_now(house: House) -> None:
    page = house.administrator.client().get(reverse("institution_settings")).content.decode()
    assert "사용 중인 신고 분야 7개" in page
    assert "처리 30일, 보존 5년" in page
    assert "5개 가운데 0개를 직접 씀" in page


def test_officers_read_and_find_answers_with_the_questions_of_that_day_hl3(
    house: House, file_report: FileReport
) -> None:
    answers = (
        Answer("금액은 얼마입니까?", "How much?", "백만 원 이상", "A million or more"),
        Answer("<b>언제부터?", "Since?", "<i>작년</i>"),
        Answer("누가 보았습니까?", "Who saw it?"),
    )
    report = file_report(answers=answers)
    client = house.officer.client()
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "<dt>금액은 얼마입니까?</dt>" in page
    assert "백만 원 이상</dd>" in page
    assert "&lt;b&gt;언제부터?" in page
    assert "&lt;i&gt;작년&lt;/i&gt;" in page
    unanswered = page.partition("<dt>누가 보았습니까?</dt>")[2].partition("</dd>")[0]
    assert "적지 않음" in unanswered
    found = client.post("/search/", {"words_typed": "백만 원 이상"}).content.decode()
    assert report.display_number in found


def test_officers_of_a_suspended_institution_go_on_handling_hl8(
    house: House, file_report: FileReport
) -> None:
    report = file_report("이미 들어온 신고")
    Institution.objects.update(status=InstitutionStatus.SUSPENDED)
    client = house.officer.client()
    assert report.display_number in client.get("/").content.decode()
    path = f"/reports/{report.pk}/"
    assert "이미 들어온 신고" in client.get(path).content.decode()
    data = {"new": "confirmed", "seen": "received"}
    assert client.post(f"{path}state", data).status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.CONFIRMED
