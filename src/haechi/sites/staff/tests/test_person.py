"""One officer's page: details, role, suspension and its end (ALL-2)."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from haechi.access_control.models import AccessRight
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.custody.models import DeskSeat
from haechi.inbox.access import report_for
from haechi.inbox.errors import NoSuchReport
from haechi.notifications.models import Delivery
from haechi.sites.staff.tests.conftest import FileReport, House, employ
from haechi.staff.models import Account
from haechi.staff.types import Role
from haechi.testing import make_institution, make_officer

pytestmark = pytest.mark.django_db
GROUND = {"ground": "인사발령 2026-12"}
YES = {"confirm": "yes", **GROUND}


def page_of(account: Account, part: str = "") -> str:
    return f"/people/{account.pk}/{part}"


def told() -> set[int]:
    return set(Delivery.objects.values_list("officer_id", flat=True))


def test_a_suspended_officer_is_out_at_once_and_comes_back_as_she_was(
    house: House, file_report: FileReport
) -> None:
    before = file_report()
    lee, admin = house.officer, house.administrator.client()
    browser = lee.client()
    assert browser.get("/").status_code == 200
    assert admin.get(page_of(lee.account, "suspend/")).status_code == 200
    assert Account.objects.get(pk=lee.account.pk).is_active, "asked first"
    admin.post(page_of(lee.account, "suspend/"), YES)
    assert browser.get("/").status_code == 302
    assert not any(
        row.get_decoded().get("_auth_user_id") == str(lee.account.pk)
        for row in Session.objects.all()
    )
    Delivery.objects.all().delete()
    meanwhile = file_report()
    assert lee.officer.pk not in told()
    assert "정지" in admin.get("/people/").content.decode()
    admin.post(page_of(lee.account, "reinstate/"), GROUND)
    assert report_for(lee.at_work, before.pk).report == before
    with pytest.raises(NoSuchReport):
        report_for(lee.at_work, meanwhile.pk)
    house.head.client().post(page_of(lee.account, "admit/"))
    assert report_for(lee.at_work, meanwhile.pk).report == meanwhile
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {Action.OFFICER_SUSPENDED, Action.OFFICER_REINSTATED} <= actions


def test_the_last_administrator_can_be_suspended_but_not_removed(house: House) -> None:
    boss, admin = house.head.client(), house.administrator.account
    answer = boss.post(page_of(admin, "remove/"), YES, follow=True).content.decode()
    assert "마지막 관리자" in answer
    assert boss.post(page_of(admin, "role/"), {"role": "officer", **GROUND}).status_code == 422
    boss.post(page_of(admin, "suspend/"), YES)
    assert not Account.objects.get(pk=admin.pk).is_active
    second = employ(
        make_officer(house.staffed.institution, name="한지우"), "jiwoo", Role.ADMINISTRATOR
    )
    boss.post(page_of(admin, "remove/"), YES)
    admin.officer.refresh_from_db()
    assert not admin.officer.is_suspended
    assert second.account.is_active


def test_details_are_changed_and_told_in_the_trail_by_kind(house: House) -> None:
    own = house.staffed.institution.departments.create(name_ko="감사과", name_en="Audit")
    foreign = make_institution("other").institution.departments.create(name_ko="x", name_en="x")
    admin, lee = house.administrator.client(), house.officer.account
    sent = {"name": "이도윤", "position": "조사팀장", "department": own.pk}
    assert (
        admin.post(page_of(lee, "change/"), {**sent, "department": foreign.pk}).status_code == 422
    )
    assert admin.post(page_of(lee, "change/"), {**sent, "name": ""}).status_code == 422
    assert admin.post(page_of(lee, "change/"), sent).status_code == 302
    lee.officer.refresh_from_db()
    assert (lee.officer.position, lee.officer.department) == ("조사팀장", own)
    (row,) = AuditEntry.objects.filter(action=Action.OFFICER_CHANGED)
    assert row.detail == {"changed": "position, department"}


def test_a_role_is_changed_by_others_and_asked_about_where_it_takes_access_away(
    house: House, file_report: FileReport
) -> None:
    report, boss, lee = file_report(), house.head.client(), house.officer
    assert (
        boss.post(page_of(house.head.account, "role/"), {"role": "officer", **GROUND}).status_code
        == 404
    )
    assert boss.post(page_of(lee.account, "role/"), {"role": "king", **GROUND}).status_code == 422
    asked = boss.post(page_of(lee.account, "role/"), {"role": "administrator", **GROUND})
    assert asked.status_code == 200
    assert Account.objects.get(pk=lee.account.pk).role == Role.OFFICER
    boss.post(page_of(lee.account, "role/"), {"role": "administrator", **YES})
    assert Account.objects.get(pk=lee.account.pk).role == Role.ADMINISTRATOR
    assert not DeskSeat.objects.filter(officer=lee.officer).exists()
    with pytest.raises(NoSuchReport):
        report_for(lee.at_work, report.pk)


def test_pages_of_one_officer_are_for_managers_and_of_the_institution(house: House) -> None:
    foreign = employ(
        make_institution("other", officers=("정지호",)).officers[0], "jiho", Role.HEAD
    ).account
    parts = ("change/", "role/", "suspend/", "reinstate/")
    boss, officer = house.head.client(), house.officer.client()
    assert boss.get(page_of(house.officer.account)).status_code == 200
    assert boss.get(page_of(foreign)).status_code == 404
    assert officer.get(page_of(house.head.account)).status_code == 404
    for part in parts:
        assert boss.post(page_of(foreign, part), YES).status_code == 404
        assert officer.post(page_of(house.head.account, part), YES).status_code == 404
    assert boss.post(page_of(house.head.account, "suspend/"), YES).status_code == 404, "oneself"
    assert boss.post(page_of(house.officer.account, "reinstate/")).status_code == 404


def test_every_change_of_rights_asks_for_its_reason_and_the_ledger_keeps_it(house: House) -> None:
    """안전성 확보조치 기준 §5: grants, changes and revocations with their grounds."""
    boss, lee = house.head.client(), house.officer.account
    acts: tuple[tuple[str, dict[str, object], Change], ...] = (
        ("duties/", {"duties": []}, Change.DUTIES),
        ("suspend/", {"confirm": "yes"}, Change.SUSPENDED),
        ("reinstate/", {}, Change.REINSTATED),
        ("role/", {"role": "head"}, Change.ROLE),
        ("remove/", {"confirm": "yes"}, Change.REVOKED),
    )
    for part, values, change in acts:
        assert boss.post(page_of(lee, part), values).status_code == 422, part
        assert not AccessRight.objects.filter(change=change).exists(), "nothing without a reason"
        ground = f"인사발령 {part}"
        assert boss.post(page_of(lee, part), {**values, "ground": ground}).status_code == 302, part
        assert AccessRight.objects.get(change=change).ground == ground
    page = boss.get(reverse("access_rights")).content.decode()
    assert all(f"인사발령 {part}" in page for part, *_ in acts)
