"""Links and the publicity kit on the staff site (HL-2, HL-9)."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.common.clock import today
from haechi.institutions.models import EntryPoint
from haechi.institutions.services import count_intake
from haechi.publicity.models import Logo, PrintedTexts
from haechi.publicity.types import Piece
from haechi.sites.staff.tests.conftest import House, picture
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db
TEXTS = {"headline": "", "lead": "", "points": "", "short": "", "contact": ""}


@pytest.fixture
def point(house: House, settings: Settings) -> EntryPoint:
    settings.REPORTER_URL = "https://report.example.kr"
    return house.staffed.institution.entry_points.get()


def test_links_stand_with_their_addresses(house: House, point: EntryPoint) -> None:
    page = house.administrator.client().get("/publicity/").content.decode()
    assert "https://report.example.kr/hanbit/e/home/" in page
    assert f"/publicity/links/{point.pk}/" in page


def test_counts_show_only_periods_in_which_no_report_stands_out(
    house: House, point: EntryPoint
) -> None:
    """One report of one day from one sticker would be that report's room (HL-2)."""
    client = house.head.client()
    day = today() - timedelta(days=10)
    for _ in range(4):
        count_intake(entry_point=point, day=day)
    assert "아직 보여 줄 수 있는 건수가 없습니다" in client.get("/publicity/").content.decode()
    count_intake(entry_point=point, day=day + timedelta(days=1))
    page = client.get(f"/publicity/links/{point.pk}/").content.decode()
    assert "chart__bar" in page
    assert day.isoformat() not in page or (day + timedelta(days=1)).isoformat() in page
    for _ in range(6):
        count_intake(entry_point=point, day=today())
    assert client.get(f"/publicity/links/{point.pk}/").content.decode().count("chart__bar") == 1


def test_a_link_is_added_once_and_its_printed_address_stays(house: House) -> None:
    client = house.head.client()
    data = {"code": "poster-1", "name_ko": "포스터", "name_en": "Poster", "is_active": "on"}
    assert client.post("/publicity/new/", data).status_code == 302
    assert client.post("/publicity/new/", data).status_code == 422
    assert client.post("/publicity/new/", {**data, "code": "A B"}).status_code == 422
    made = EntryPoint.objects.get(code="poster-1")
    change = {"code": "other", "name_ko": "새 포스터", "name_en": "New poster"}
    client.post(f"/publicity/links/{made.pk}/change/", change)
    made.refresh_from_db()
    assert (made.code, made.name_ko, made.is_active) == ("poster-1", "새 포스터", False)
    rows = AuditEntry.objects.filter(action=Action.SETTINGS_CHANGED)
    assert [row.detail for row in rows] == [{"entry point": "poster-1"}] * 2


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_piece_can_be_seen_and_taken_away(
    house: House, point: EntryPoint, language: str
) -> None:
    client = house.administrator.client()
    base = f"/publicity/links/{point.pk}/"
    page = client.get(f"{base}?in={language}").content.decode()
    assert page.count("kit__piece ") + page.count('kit__piece"') == len(Piece)
    for piece in Piece:
        seen = client.get(f"{base}{piece}/preview?in={language}")
        assert seen.content.startswith(b"\x89PNG"), piece
        form = "png" if piece.endswith("banner") else "pdf"
        taken = client.get(f"{base}{piece}.{form}?in={language}")
        assert taken.content[:4] in {b"%PDF", b"\x89PNG"}
        named = f'attachment; filename="hanbit-home-{piece}-{language}.{form}"'
        assert taken.headers["Content-Disposition"] == named
    for form in ("svg", "png"):
        assert client.get(f"{base}qr.{form}?in={language}").status_code == 200


def test_a_banner_is_shown_in_a_frame_that_runs_and_loads_nothing(
    house: House, point: EntryPoint
) -> None:
    client = house.administrator.client()
    response = client.get(f"/publicity/links/{point.pk}/home-banner/fragment")
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    shown = unescape(client.get(f"/publicity/links/{point.pk}/").content.decode())
    assert response.content.decode().partition('sans-serif">')[2].strip() in shown
    assert client.get(f"/publicity/links/{point.pk}/poster/fragment").status_code == 404


def test_own_texts_are_kept_and_an_empty_field_is_the_standard_text(
    house: House, point: EntryPoint
) -> None:
    client = house.administrator.client()
    own = {**TEXTS, "headline": "청렴한 한빛구,\r\n당신의 제보로", "contact": "감사담당관 02-1"}
    assert client.post("/publicity/texts/ko/", own).status_code == 302
    stored = PrintedTexts.objects.get()
    assert (stored.headline, stored.lead) == ("청렴한 한빛구,\n당신의 제보로", "")
    page = client.get("/publicity/texts/ko/").content.decode()
    assert "당신의 제보로" in page
    assert "QR을 찍으면 바로 신고창이 열립니다." in page
    client.post("/publicity/texts/ko/", {**TEXTS, "lead": "QR을 찍으면 바로 신고창이 열립니다."})
    assert PrintedTexts.objects.get().lead == ""


def test_a_text_too_long_is_kept_in_the_form_and_told_what_fits(house: House) -> None:
    client = house.administrator.client()
    long = "우리 구청의 모든 직원과 구민 여러분이 안심하고 알릴 수 있도록 " * 5
    response = client.post("/publicity/texts/ko/", {**TEXTS, "headline": long.strip()})
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert long.strip() in page
    assert "여기까지 들어갑니다: 우리 구청의 모든 직원과" in page
    assert not PrintedTexts.objects.exists()
    odd = client.post("/publicity/texts/ko/", {**TEXTS, "lead": "淸廉 🚨"})
    assert "인쇄할 수 없는 글자가 있습니다: 淸 廉 🚨" in odd.content.decode()


def upload(house: House, name: str, data: bytes):
    file = SimpleUploadedFile(name, data)
    return house.administrator.client().post("/publicity/logo/", {"logo": file}, follow=True)


def test_a_logo_is_taken_shown_and_removed(house: House, point: EntryPoint) -> None:
    assert "로고를 저장했습니다" in upload(house, "logo.jpg", picture()).content.decode()
    client = house.administrator.client()
    assert client.get("/publicity/logo/picture").content.startswith(b"\x89PNG")
    assert b"/Image" in client.get(f"/publicity/links/{point.pk}/poster.pdf").content
    client.post("/publicity/logo/", {"remove": "yes"})
    assert not Logo.objects.exists()
    assert client.get("/publicity/logo/picture").status_code == 404


def test_a_logo_that_is_an_svg_with_script_loses_the_script(house: House) -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="alert(1)">'
        b"<script>fetch('https://evil.example/')</script><rect width='10' height='10'/></svg>"
    )
    page = upload(house, "logo.svg", svg).content.decode()
    assert "스크립트가 들어 있어 빼고 그림만 저장했습니다" in page
    stored = bytes(Logo.objects.get().png)
    assert stored.startswith(b"\x89PNG")
    assert b"evil" not in stored


def test_what_is_no_logo_is_refused_in_plain_words(house: House) -> None:
    program = upload(house, "logo.png", b"MZ\x90\x00" + bytes(100))
    assert program.status_code == 422
    assert "PNG, JPEG, SVG 파일이 아닙니다" in program.content.decode()
    letters = b'<svg xmlns="http://www.w3.org/2000/svg"><text y="9">Hanbit</text></svg>'
    assert "윤곽선" in upload(house, "a.svg", letters).content.decode()
    assert "손상" in upload(house, "a.svg", b"<svg><g").content.decode()
    assert not Logo.objects.exists()


def test_only_managers_and_only_of_their_own_institution(house: House) -> None:
    assert house.officer.client().get("/publicity/").status_code == 404
    other = make_institution("other", officers=()).institution.entry_points.get()
    client = house.head.client()
    for path in ("", "change/", "qr.svg", "poster/preview", "poster.pdf", "home-banner/fragment"):
        assert client.get(f"/publicity/links/{other.pk}/{path}").status_code == 404, path
