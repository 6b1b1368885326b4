"""The public page of counts, and the same as JSON (ALL-4)."""

import pytest

from haechi.sites.reporter.tests.site import SiteClient
from haechi.statistics.models import Publication
from haechi.testing import StaffedInstitution

pytestmark = pytest.mark.django_db


def test_published_quarters_are_shown_in_both_languages_and_as_json(
    client: SiteClient, staffed: StaffedInstitution
) -> None:
    Publication.objects.create(
        institution=staffed.institution,
        year=2026,
        quarter=3,
        total=[10, 19],
        categories=[["갑질", "Abuse of power", 0, 4]],
    )
    korean = client.get("/statistics/").content.decode()
    assert "2026년 3분기" in korean
    assert "갑질" in korean
    assert "0–4" in korean
    assert "Abuse of power" in client.get("/en/statistics/").content.decode()
    told = client.get("/statistics.json").json()["quarters"][0]
    assert told["categories"] == [{"ko": "갑질", "en": "Abuse of power", "low": 0, "high": 4}]


def test_without_a_closed_quarter_the_page_says_so(
    client: SiteClient, staffed: StaffedInstitution
) -> None:
    assert "아직 공개한 분기가 없습니다" in client.get("/statistics/").content.decode()
