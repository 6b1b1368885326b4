"""Officers: creating, duties, seats, removal (ALL-2)."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from haechi.access_control.models import AccessRight
from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.custody.models import DeskEpoch, DeskSeat, Duty
from haechi.custody.services import make_recovery_shares
from haechi.custody.types import UnlockedOfficer
from haechi.inbox.access import report_for
from haechi.inbox.errors import NoSuchReport
from haechi.sites.staff.tests.conftest import FileReport, House, Member, employ
from haechi.staff.administration import admit_to_intake, reopen_intake
from haechi.staff.errors import NotAllowed
from haechi.staff.models import Account
from haechi.staff.services import unlock
from haechi.staff.types import Role
from haechi.testing import make_institution, make_officer

pytestmark = pytest.mark.django_db


def new_person(house: House, **changes: object) -> dict[str, object]:
    category = house.staffed.category
    return {
        "username": "seoyeon", "name": "박서연", "position": "주무관", "role": "officer",
        "phone": "010-1234-5678", "email": "park@example.kr", "duties": [category.pk],
        "ground": "인사발령 2026-12", **changes,
    }  # fmt: skip


def newcomer(house: House, role: Role = Role.OFFICER) -> Member:
    return employ(make_officer(house.staffed.institution, name="박서연"), "seoyeon", role)


def test_only_heads_and_administrators_manage_officers(house: House) -> None:
    assert house.head.client().get("/people/").status_code == 200
    assert house.administrator.client().get("/people/").status_code == 200
    client = house.officer.client()
    for path in ("/people/", "/people/new/", "/settings/"):
        assert client.get(path).status_code == 404


def test_the_first_password_is_drawn_shown_once_and_works(house: House) -> None:
    client = house.administrator.client()
    page = client.post("/people/new/", new_person(house)).content.decode()
    password = re.search(r"[2-9a-z]{4}(?:-[2-9a-z]{4}){3}", page)
    assert password is not None
    account = Account.objects.get(username="seoyeon")
    assert unlock(account, password[0]).public == bytes(account.officer.public_key)
    assert account.contact_hint == "010-****-5678 · pa***@example.kr"
    assert Duty.objects.filter(officer=account.officer).count() == 1
    assert set(AccessRight.objects.values_list("ground", flat=True)) == {"인사발령 2026-12"}
    assert not DeskSeat.objects.filter(officer=account.officer).exists()
    for path in ("/people/", f"/people/{account.pk}/duties/"):
        assert password[0] not in client.get(path).content.decode()
    assert "officer.created" in AuditEntry.objects.values_list("action", flat=True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "HANKYEOL"),
        ("username", "a b"),
        ("username", ""),
        ("phone", "02-123-4567"),
        ("email", "no"),
        ("role", "king"),
        ("duties", ["999999"]),
        ("ground", " "),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_made(
    house: House, field: str, value: object
) -> None:
    before = Account.objects.count()
    response = house.head.client().post("/people/new/", new_person(house, **{field: value}))
    assert response.status_code == 422
    assert Account.objects.count() == before


def test_an_administrator_account_gets_no_duties(house: House) -> None:
    house.head.client().post("/people/new/", new_person(house, role="administrator"))
    account = Account.objects.get(username="seoyeon")
    assert not account.officer.duties.exists()
    client = house.head.client()
    assert client.get(f"/people/{account.pk}/duties/").status_code == 404
    assert client.post(f"/people/{account.pk}/admit/").status_code == 404


def test_a_member_hands_on_what_she_can_open(house: House, file_report: FileReport) -> None:
    report = file_report()
    member = newcomer(house)
    with pytest.raises(NoSuchReport):
        report_for(member.at_work, report.pk)
    response = house.head.client().post(f"/people/{member.account.pk}/admit/")
    assert response["Location"] == "/people/"
    assert report_for(member.at_work, report.pk).report == report
    assert AuditEntry.objects.filter(action=Action.DESK_ADMITTED).count() == 1


def test_while_anybody_sits_at_the_desk_only_members_seat_others(
    house: House, file_report: FileReport
) -> None:
    """An administrator could otherwise make an account of his own a reader of all that comes."""
    member = newcomer(house)
    for asking in (house.administrator, member):
        client = asking.client()
        for sent in ({}, {"confirm": "yes"}):
            page = client.post(f"/people/{member.account.pk}/admit/", sent, follow=True)
            assert page.status_code == 404 or "자리가 있는 담당자만" in page.content.decode()
        with pytest.raises(NotAllowed):
            reopen_intake(actor=asking.at_work, newcomer=member.officer)
    assert DeskEpoch.objects.count() == 1
    with pytest.raises(NoSuchReport):
        report_for(member.at_work, file_report().pk)


def test_where_nobody_is_left_an_administrator_opens_only_the_future(
    house: House, file_report: FileReport
) -> None:
    earlier = file_report()
    member = newcomer(house)
    DeskSeat.objects.all().delete()
    client = house.administrator.client()
    path = f"/people/{member.account.pk}/admit/"
    asked = client.post(path)
    assert "앞서 온 신고" in asked.content.decode()
    assert DeskEpoch.objects.count() == 1
    client.post(path, {"confirm": "yes"})
    assert DeskEpoch.objects.count() == 2
    later = file_report()
    assert report_for(member.at_work, later.pk).report == later
    with pytest.raises(NoSuchReport):
        report_for(member.at_work, earlier.pk)
    with pytest.raises(NoSuchReport):
        report_for(house.administrator.at_work, later.pk)
    assert AuditEntry.objects.filter(action=Action.DESK_EPOCH).count() == 1


def test_removal_closes_account_key_and_future(house: House, file_report: FileReport) -> None:
    earlier = file_report()
    client = house.administrator.client()
    path = f"/people/{house.officer.account.pk}/remove/"
    assert "되돌릴 수 없습니다" in client.get(path).content.decode()
    assert Account.objects.get(pk=house.officer.account.pk).is_active
    client.post(path, {"confirm": "yes", "ground": "전출"})
    later = file_report()
    for report in (earlier, later):
        with pytest.raises(NoSuchReport):
            report_for(house.officer.at_work, report.pk)
        assert report_for(house.head.at_work, report.pk).report == report
    assert AuditEntry.objects.filter(action=Action.OFFICER_REMOVED).count() == 1
    assert "이도윤" not in client.get("/people/").content.decode().split("<tbody>")[1]


def test_the_last_reader_and_oneself_cannot_be_removed(house: House) -> None:
    boss = house.head.client()
    assert boss.get(f"/people/{house.head.account.pk}/remove/").status_code == 404
    admin = house.administrator.client()
    admin.post(f"/people/{house.officer.account.pk}/remove/", {"confirm": "yes", "ground": "전출"})
    last = admin.post(
        f"/people/{house.head.account.pk}/remove/",
        {"confirm": "yes", "ground": "전출"},
        follow=True,
    )
    assert "마지막 담당자" in last.content.decode()
    assert Account.objects.get(pk=house.head.account.pk).is_active


def test_people_of_other_institutions_are_missing(house: House) -> None:
    other = make_institution("other", officers=("정지호",))
    foreign = employ(other.officers[0], "jiho", Role.HEAD)
    client = house.head.client()
    assert "정지호" not in client.get("/people/").content.decode()
    for part in ("remove/", "duties/"):
        assert client.get(f"/people/{foreign.account.pk}/{part}").status_code == 404
    assert client.post(f"/people/{foreign.account.pk}/admit/").status_code == 404


def test_nobody_is_seated_at_anothers_desk(house: House) -> None:
    other = make_institution("other", officers=("정지호",))
    foreign = employ(other.officers[0], "jiho", Role.HEAD)
    for act in (admit_to_intake, reopen_intake):
        with pytest.raises(NotAllowed):
            act(actor=house.head.at_work, newcomer=foreign.officer)


def test_duties_are_exactly_those_chosen(house: House) -> None:
    categories = list(house.staffed.institution.categories.all()[:2])
    path = f"/people/{house.officer.account.pk}/duties/"
    house.head.client().post(path, {"duties": [c.pk for c in categories], "ground": "사무분장"})
    assert [duty.category for duty in house.officer.officer.duties.order_by("pk")] == categories


def test_signed_out_people_pages_lead_to_sign_in(client: Client, house: House) -> None:
    assert client.post("/people/new/", new_person(house))["Location"].startswith(
        "/account/sign-in/"
    )


def test_a_forgotten_password_is_drawn_anew_and_access_handed_on(
    house: House, file_report: FileReport
) -> None:
    report = file_report()
    officer = house.officer
    browser = officer.client()
    path = f"/people/{officer.account.pk}/password/"
    client = house.head.client()
    assert "정말 본인이" in client.get(path).content.decode()
    page = client.post(path, {"confirm": "yes"}).content.decode()
    password = re.search(r"[2-9a-z]{4}(?:-[2-9a-z]{4}){3}", page)
    assert password is not None
    assert Session.objects.count() == 1, "the officer's open sessions end"
    assert browser.get("/").status_code == 302
    account = Account.objects.get(pk=officer.account.pk)
    assert account.password_is_drawn
    again = Member(account, UnlockedOfficer(
        officer.officer.pk, officer.officer.institution_id, unlock(account, password[0])
    ))  # fmt: skip
    assert report_for(again.at_work, report.pk).report == report
    assert again.client().get("/")["Location"] == "/account/password/", "first, one of her own"


def test_who_has_no_seat_is_led_to_the_recovery_sheets(house: House) -> None:
    make_recovery_shares(institution=house.staffed.institution)
    client = house.administrator.client()
    answer = client.get(f"/people/{house.officer.account.pk}/password/", follow=True)
    assert answer.redirect_chain[-1][0] == reverse(
        "recovery_restore", args=[house.officer.account.pk]
    )
    page = answer.content.decode()
    assert "복구용지를 가진 두 사람이 여기에 입력합니다" in page
    assert "이도윤" in page


def test_only_somebody_with_a_seat_draws_a_new_password_for_one_who_has(house: House) -> None:
    client = house.administrator.client()
    path = f"/people/{house.officer.account.pk}/password/"
    answer = client.post(path, {"confirm": "yes"}, follow=True)
    assert "접수 창구에 자리가 있는 담당자만" in answer.content.decode()
    assert DeskSeat.objects.filter(officer=house.officer.officer).exists()
    own = f"/people/{house.administrator.account.pk}/password/"
    assert client.get(own).status_code == 404
