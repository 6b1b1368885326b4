"""Every page of cases that links lead to, for everybody: apart, so that two browsers share the work (ALL-5)."""

import pytest
from tests.journeys.crawl import look_at_all
from tests.journeys.staffroom import Staffroom

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]  # one test walks through every page


def test_all5_every_page_of_cases_is_for_everybody(staffroom: Staffroom) -> None:
    page = staffroom.desk("hankyeol").page
    start = f"{staffroom.system.staff}/cases/"
    kinds, faults = look_at_all(page, start, skip=lambda kind: not kind.startswith("/cases/"))
    assert faults == []
    assert {
        "/cases/",
        "/cases/new/",
        "/cases/ID/",
        "/cases/ID/acts/ACT/",
        "/cases/ID/papers/ID/",
        "/cases/ID/people/ID/",
        "/cases/ID/forms/",
        "/cases/ID/binder/",
        "/cases/office/",
        "/cases/year/",
        "/cases/deadlines/",
        "/cases/protection/",
        "/cases/consultations/ID/",
    } <= kinds
