"""The destruction record on the staff site, and how long reports and cases are kept (ALL-3, PI-21)."""

import pytest
from django.urls import reverse_lazy

from haechi.cases.models import CaseSettings
from haechi.retention.services import record_destruction
from haechi.retention.types import Kind, Rule
from haechi.sites.staff.tests.conftest import House
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db
PAGE = reverse_lazy("destructions")


def test_the_record_shows_what_when_by_which_rule_and_only_of_ones_own_institution(
    house: House,
) -> None:
    own, other = house.staffed.institution, make_institution("elsewhere").institution
    for institution, number in ((own, "2020-000007"), (other, "2020-000099")):
        record_destruction(
            kind=Kind.REPORT,
            rule=Rule.CLOSED_PERIOD,
            days=1825,
            count=1,
            institution_id=institution.pk,
            numbers=[number],
        )
    record_destruction(kind=Kind.DELIVERY, rule=Rule.DELIVERED, days=90, count=7)
    page = house.administrator.client().get(PAGE).content.decode()
    for words in ("2020-000007", "처리완료 후 보유기간이 지남", "5년"):
        assert words in page
    assert "2020-000099" not in page
    assert "발송이 끝난" not in page
    assert house.officer.client().get(PAGE).status_code == 404


def test_an_empty_record_says_so_and_the_hub_leads_to_it(house: House) -> None:
    client = house.head.client()
    assert "아직 파기한 것이 없습니다" in client.get(PAGE).content.decode()
    assert str(PAGE) in client.get("/settings/").content.decode()


def test_policy_shows_the_years_of_reports_and_of_cases_apart(house: House) -> None:
    client = house.administrator.client()
    assert (
        "처리가 끝난 신고 5년, 공익신고 기록 5년"
        in client.get("/settings/policy/").content.decode()
    )
    CaseSettings.objects.create(institution=house.staffed.institution, retention_years=0)
    house.staffed.institution.retention_days = 400
    house.staffed.institution.save()
    page = client.get("/settings/policy/").content.decode()
    assert "처리가 끝난 신고 400일, 공익신고 기록 영구" in page
