"""Every page of the staff site that links lead to, those of cases apart, for everybody (ALL-5)."""

import pytest
from tests.journeys.crawl import look_at_all
from tests.journeys.staffroom import Staffroom

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]  # one test walks through every page


def test_all5_every_page_that_links_lead_to_is_for_everybody(staffroom: Staffroom) -> None:
    page = staffroom.desk("hankyeol").page
    start = f"{staffroom.system.staff}/"
    kinds, faults = look_at_all(page, start, skip=lambda kind: kind.startswith("/cases/"))
    assert faults == []
    assert {"/", "/reports/ID/", "/search/", "/trail/", "/people/", "/people/new/"} <= kinds
    assert {
        "/settings/",
        "/settings/policy/",
        "/settings/categories/N/",
        "/account/second-factor/",
    } <= kinds
