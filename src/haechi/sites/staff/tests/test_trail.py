"""The access trail page: the head's alone, filters, pages, and its proof (ALL-2)."""

from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.sites.staff.tests.conftest import FileReport, House
from haechi.sites.staff.views.trail import PAGE
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db


def test_only_the_head_of_audit_reads_it(house: House) -> None:
    assert house.head.client().get("/trail/").status_code == 200
    assert house.officer.client().get("/trail/").status_code == 404
    assert house.administrator.client().get("/trail/").status_code == 404


def test_it_shows_who_did_what_from_where(house: House, file_report: FileReport) -> None:
    report = file_report()
    client = house.officer.client()
    client.get(f"/reports/{report.pk}/")
    client.post(f"/reports/{report.pk}/state", {"seen": "received", "new": "confirmed"})
    page = house.head.client().get("/trail/").content.decode()
    for words in ("doyun 이도윤", "192.0.2.7", "신고 열람", "접수 → 확인", report.display_number):
        assert words in page


def test_rows_of_other_institutions_stay_theirs(house: House) -> None:
    other = make_institution("other", officers=())
    record(
        actor=house.head.at_work.trail,
        action=Action.SETTINGS_CHANGED,
        subject="institution:x",
        institution_id=other.institution.pk,
    )
    assert house.head.client().get("/trail/").context["lines"] == []


def test_filters_and_pages(house: House) -> None:
    for number in range(PAGE + 3):
        actor = (house.head if number % 2 else house.officer).at_work.trail
        record(
            actor=actor, action=Action.REPORT_SEARCHED, subject="s", detail={"looked": 1, "hits": 0}
        )
    record(actor=house.head.at_work.trail, action=Action.SIGN_IN, subject="account:1")
    client = house.head.client()
    signed_in = client.get("/trail/?action=session.sign_in").context["lines"]
    assert [line.entry.action for line in signed_in] == [Action.SIGN_IN]
    mine = client.get(f"/trail/?officer={house.officer.officer.pk}").context["lines"]
    assert {line.entry.actor_id for line in mine} == {house.officer.officer.pk}
    first = client.get("/trail/")
    assert len(first.context["lines"]) == PAGE
    second = client.get("/trail/" + first.context["older_url"])
    assert len(second.context["lines"]) == 4
    back = client.get("/trail/" + second.context["newer_url"])
    assert [line.entry.sequence for line in back.context["lines"]] == [
        line.entry.sequence for line in first.context["lines"]
    ]


@pytest.mark.django_db(transaction=True)
def test_a_changed_row_is_found_on_the_page(
    house: House, file_report: FileReport, settings: Settings, tmp_path: Path
) -> None:
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    report = file_report()
    client = house.head.client()
    client.get(f"/reports/{report.pk}/")
    whole = client.post("/trail/")
    assert "온전합니다" in whole.content.decode(), whole.context["verdict"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditentry SET actor_name = 'somebody else'")
    assert "훼손되었습니다" in client.post("/trail/").content.decode()
