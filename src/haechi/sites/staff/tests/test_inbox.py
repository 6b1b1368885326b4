"""The inbox (HL-7, ALL-2): what is listed for whom, filters, pages, marks."""

from datetime import timedelta

import pytest
from django.test import Client

from haechi.common.clock import today
from haechi.custody.models import Duty
from haechi.inbox.selectors import PAGE
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.sites.staff.tests.conftest import FileReport, House, employ
from haechi.staff.types import Role
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db


def listed(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/{query}")
    assert response.status_code == 200
    return [row.report.display_number for row in response.context["rows"]]


def test_nobody_sees_the_inbox_without_signing_in(client: Client, house: House) -> None:
    response = client.get("/?state=done")
    assert response.status_code == 302
    assert response["Location"] == "/account/sign-in/?next=/%3Fstate%3Ddone"


def test_an_officer_sees_reports_of_own_duty_and_those_assigned(
    house: House, file_report: FileReport
) -> None:
    report = file_report()
    client = house.officer.client()
    assert listed(client) == [report.display_number]
    Duty.objects.filter(officer=house.officer.officer).delete()
    assert listed(client) == []
    Report.objects.update(assignee=house.officer.officer)
    assert listed(client) == [report.display_number]


def test_excluded_and_foreign_officers_find_nothing(house: House, file_report: FileReport) -> None:
    report = file_report(excluded=(house.officer,))
    other = make_institution("other", officers=("정지호",))
    foreign = employ(other.officers[0], "jiho", Role.HEAD)
    for member in (house.officer, foreign):
        client = member.client()
        assert listed(client) == []
        assert client.get(f"/reports/{report.pk}/").status_code == 404
    assert listed(house.head.client()) == [report.display_number]


def test_an_administrator_gets_the_officers_page_and_no_report(
    house: House, file_report: FileReport
) -> None:
    report = file_report()
    client = house.administrator.client()
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/people/")
    for path in ("", "events", "files/00000000-0000-4000-8000-000000000000/"):
        assert client.get(f"/reports/{report.pk}/{path}").status_code == 404
    assert client.get("/search/").status_code == 404
    assert client.get("/events").status_code == 404


def test_filters_narrow_the_list(house: House, file_report: FileReport) -> None:
    first, second, third = file_report(), file_report(), file_report()
    Report.objects.filter(pk=first.pk).update(
        state=ReportState.DONE, received_on=today() - timedelta(days=40)
    )
    Report.objects.filter(pk=second.pk).update(
        due_on=today() - timedelta(days=1), assignee=house.head.officer
    )
    client = house.head.client()
    assert listed(client, "?state=done") == [first.display_number]
    assert listed(client, "?overdue=on") == [second.display_number]
    assert listed(client, "?mine=on") == [second.display_number]
    assert listed(client, f"?number={third.display_number}") == [third.display_number]
    assert listed(client, f"?number={int(third.display_number[5:])}") == [third.display_number]
    assert listed(client, f"?received_to={today() - timedelta(days=30)}") == [first.display_number]
    assert first.display_number not in listed(client, f"?received_from={today()}")
    other_category = house.staffed.institution.categories.last()
    assert other_category is not None
    assert listed(client, f"?category={other_category.pk}") == []


@pytest.mark.parametrize(
    "query",
    [
        "?number=abc",
        "?received_from=2026-13-45",
        "?state=nonsense",
        "?category=999999",
        "?before=x",
    ],
)
def test_unreadable_filters_are_told_and_break_nothing(
    house: House, file_report: FileReport, query: str
) -> None:
    file_report()
    assert listed(house.head.client(), query)


def test_pages_go_on_by_number_and_keep_the_filters(house: House, file_report: FileReport) -> None:
    original = file_report()
    _copies(original, PAGE + 4)
    client = house.head.client()
    first = client.get("/?state=received")
    assert len(first.context["rows"]) == PAGE
    older = client.get(f"/{first.context['older_url']}")
    assert len(older.context["rows"]) == 5
    assert "state=received" in older.context["newer_url"]
    newer = client.get(f"/{older.context['newer_url']}")
    assert [r.report.pk for r in newer.context["rows"]] == [
        r.report.pk for r in first.context["rows"]
    ]


def _copies(original: Report, count: int) -> None:
    """More rows with the first one's seal: the list opens nothing."""
    seal = original.seals.get()
    for offset in range(1, count + 1):
        copy = Report.objects.get(pk=original.pk)
        copy.pk, copy.number = None, (original.number or 0) + offset
        copy.locator, copy.submission_tag = offset.to_bytes(16), None
        copy.save(force_insert=True)
        copy.seals.create(epoch=seal.epoch, sealed_key=seal.sealed_key)


def test_unread_and_new_messages_are_marked_in_words(house: House, file_report: FileReport) -> None:
    report = file_report()
    client = house.head.client()
    page = client.get("/").content.decode()
    assert "unread-mark" in page
    assert "안 읽음" in page
    client.get(f"/reports/{report.pk}/")
    assert "unread-mark" not in client.get("/").content.decode()
    assert listed(client, "?unread=on") == []
    Report.objects.update(has_news=True)
    assert '<span class="badge badge--danger">새 글</span>' in client.get("/").content.decode()
    assert listed(client, "?unread=on") == [report.display_number]
    assert "unread-mark" in house.officer.client().get("/").content.decode(), "each officer's own"
