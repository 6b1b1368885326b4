"""Settings and categories of one institution (HL-3, HL-5, HL-6)."""

from datetime import timedelta

import pytest

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.common.clock import today
from haechi.inbox.access import report_for
from haechi.inbox.holds import hold
from haechi.institutions.models import Category, Institution
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.sites.staff.tests.conftest import FileReport, House
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db

POLICY = {
    "name_ko": "한빛구청", "name_en": "Hanbit District Office", "email_content": "report",
    "uncleanable_files": "seal", "handling_days": "45", "retention_days": "1000",
}  # fmt: skip


def test_policy_is_saved_with_one_row_that_names_what_changed(house: House) -> None:
    response = house.administrator.client().post("/settings/policy/", POLICY)
    assert response.status_code == 302
    institution = Institution.objects.get(pk=house.staffed.institution.pk)
    assert institution.email_content == "report"
    assert institution.uncleanable_files == "seal"
    assert institution.offers_exclusion is False
    assert institution.handling_days == 45
    (row,) = AuditEntry.objects.filter(action=Action.SETTINGS_CHANGED)
    assert row.detail == {
        "institution": "email_content, handling_days, offers_exclusion, retention_days, uncleanable_files"
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("handling_days", "0"),
        ("handling_days", "366"),
        ("retention_days", "29"),
        ("name_ko", ""),
        ("email_content", "all"),
    ],
)
def test_settings_out_of_range_are_told(house: House, field: str, value: str) -> None:
    response = house.head.client().post("/settings/policy/", {**POLICY, field: value})
    assert response.status_code == 422
    assert Institution.objects.get(pk=house.staffed.institution.pk).handling_days == 30


def test_categories_are_changed_and_added(house: House) -> None:
    client = house.head.client()
    category = house.staffed.category
    data = {"name_ko": "갑질 신고", "name_en": "Abuse", "help_ko": "", "help_en": "", "order": "9"}
    client.post(f"/settings/categories/{category.pk}/", data)
    category.refresh_from_db()
    assert (category.name_ko, category.is_active) == ("갑질 신고", False)
    client.post("/settings/categories/new/", {**data, "name_ko": "새 분야", "is_active": "on"})
    assert Category.objects.filter(
        name_ko="새 분야", institution=house.staffed.institution
    ).exists()


def test_what_belongs_to_others_is_missing(house: House) -> None:
    other = make_institution("other", officers=())
    client = house.head.client()
    assert client.get(f"/settings/categories/{other.category.pk}/").status_code == 404


def test_a_shorter_time_for_keeping_says_first_what_it_would_destroy_all3(
    house: House, file_report: FileReport
) -> None:
    old, held, young = file_report("오래된 신고"), file_report("보존"), file_report("새 신고")
    long_ago = today() - timedelta(days=800)
    Report.objects.filter(pk__in=[old.pk, held.pk]).update(
        state=ReportState.DONE, state_on=long_ago
    )
    Report.objects.filter(pk=young.pk).update(state=ReportState.DONE)
    hold(actor=house.head.at_work, opened=report_for(house.head.at_work, held.pk), reason="수사")
    client = house.administrator.client()
    shorter = {**POLICY, "retention_days": "700"}
    asked = client.post("/settings/policy/", shorter)
    assert asked.status_code == 422
    assert "신고 1건이 파일" in asked.content.decode()
    institution = Institution.objects.get(pk=house.staffed.institution.pk)
    assert institution.retention_days == 1825
    assert client.post("/settings/policy/", {**shorter, "confirm": "yes"}).status_code == 302
    institution.refresh_from_db()
    assert institution.retention_days == 700
    assert client.post("/settings/policy/", {**POLICY, "retention_days": "650"}).status_code == 302
