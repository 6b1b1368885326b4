"""Who scans the poster of an institution that left learns where it went (HL-8, HL-2)."""

from datetime import date

import pytest

from haechi.continuity.models import Departure
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db


def gone(**more):
    values = {
        "institution_id": 7,
        "slug": "narae",
        "name_ko": "나래시설공단",
        "name_en": "Narae Facilities",
        "begun_on": date(2026, 11, 1),
        "destroyed_on": date(2026, 11, 2),
        "sha256": "a" * 64,
    }
    return Departure.objects.create(**values | more)


@pytest.mark.parametrize("path", ["/narae/", "/narae/e/lobby/"])
def test_an_old_link_names_the_new_address(client, path):
    gone(new_address="https://report.narae.kr/narae/")
    page = client.get(path)
    text = page.content.decode()
    assert page.status_code == 410
    assert "이 기관은 옮겼습니다" in text
    assert "나래시설공단" in text
    assert 'href="https://report.narae.kr/narae/"' in text
    assert "리포트키" in text


def test_it_is_said_in_english_too(client):
    gone(new_address="https://report.narae.kr/narae/")
    text = client.get("/en/narae/").content.decode()
    assert "This institution has moved" in text
    assert "Narae Facilities" in text


def test_without_a_new_address_the_way_leads_home(client):
    gone()
    text = client.get("/narae/").content.decode()
    assert "이 기관은 옮겼습니다" in text
    assert "새 주소로 가기" not in text
    assert "그 기관에 직접" in text


def test_an_institution_that_came_back_is_open(client):
    gone()
    make_institution("narae")
    assert client.get("/narae/").status_code == 200


def test_an_unknown_name_is_unknown_as_ever(client):
    gone()
    assert client.get("/naraeX/").status_code == 404
