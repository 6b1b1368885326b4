"""The yearly report of the head of audit: what it says, who gets it, what of it may leave (ALL-4, HL-8)."""

import io
import re
import zipfile
from datetime import date

import pypdfium2
import pytest
import time_machine

from haechi.audit.models import AuditEntry
from haechi.institutions.models import Institution
from haechi.institutions.services import create_institution
from haechi.sites.staff.tests.conftest import FileReport, House
from haechi.statistics.publication import publish_closed_quarters

pytestmark = pytest.mark.django_db
YEAR = date.today().year  # noqa: DTZ011
REASON = "연말 보고"


def asked(**changes: str) -> dict[str, str]:
    return {
        "year": str(YEAR), "audience": "internal", "form": "pdf", "reason": REASON, **changes
    }  # fmt: skip


def words(made: bytes) -> str:
    with pypdfium2.PdfDocument(made) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return re.sub(r"\s+", " ", text)


def affiliate(house: House) -> Institution:
    return create_institution(
        slug="hanbit-kids",
        name_ko="한빛어린이집",
        name_en="Day-care",
        parent=house.staffed.institution,
    )


def test_only_the_head_sees_the_yearly_report(house: House) -> None:
    assert house.head.client().get("/statistics/yearly/").status_code == 200
    for other in (house.officer, house.administrator):
        assert other.client().get("/statistics/yearly/").status_code == 404
        assert other.client().post("/statistics/yearly/export", asked()).status_code == 404


def test_the_page_tells_the_year_in_a_sentence_with_chart_and_table(
    house: House, file_report: FileReport
) -> None:
    file_report()
    file_report()
    page = house.head.client().get(f"/statistics/yearly/?year={YEAR}").content.decode()
    assert "모두 2건의 신고가 접수되었습니다. 전년에는 접수된 신고가 없었습니다." in page
    assert page.count('<svg class="chart"') >= 4
    assert page.count("<table") >= 6
    assert "‘공직자 부조리’ 분야로 2건이며, 전체의 100.0%입니다." in page


def test_a_year_nobody_knows_shows_the_newest(house: House) -> None:
    page = house.head.client().get("/statistics/yearly/?year=1999").content.decode()
    assert f"{YEAR}년 익명신고 운영 보고서" in page


def test_without_a_reason_nothing_leaves(house: House) -> None:
    answer = house.head.client().post("/statistics/yearly/export", asked(reason=""))
    assert answer.status_code == 422
    assert not AuditEntry.objects.filter(action="statistics.yearly").exists()


def test_pdf_leaves_with_its_reason_in_the_trail(house: House, file_report: FileReport) -> None:
    file_report("아주 비밀스러운 글")
    answer = house.head.client().post("/statistics/yearly/export", asked())
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].endswith(f'hanbit-{YEAR}-internal.pdf"')
    text = words(answer.content)
    assert "모두 1건의 신고가 접수되었습니다." in text
    assert "차례" in text
    assert "비밀스러운" not in text
    assert house.head.officer.name not in text
    row = AuditEntry.objects.get(action="statistics.yearly")
    assert row.detail == {"year": YEAR, "audience": "internal", "form": "pdf", "reason": REASON}


def test_hwpx_says_the_same(house: House, file_report: FileReport) -> None:
    file_report()
    answer = house.head.client().post("/statistics/yearly/export", asked(form="hwpx"))
    assert answer["Content-Type"] == "application/hwp+zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        section = package.read("Contents/section0.xml").decode()
        everything = b"".join(package.read(name) for name in package.namelist()).decode(
            "utf8", "replace"
        )
    assert "모두 1건의 신고가 접수되었습니다." in section
    assert house.head.officer.name not in everything
    assert house.head.account.username not in everything


def test_a_year_that_is_not_over_is_compared_with_as_much_of_the_year_before(
    house: House, file_report: FileReport
) -> None:
    """One report in March and one in December of the year before, two in June of this."""
    for day in (date(2025, 3, 3), date(2025, 12, 3), date(2026, 6, 1), date(2026, 6, 2)):
        report = file_report()
        type(report).objects.filter(pk=report.pk).update(received_on=day)
    with time_machine.travel(date(2026, 7, 1), tick=False):
        page = house.head.client().get("/statistics/yearly/?year=2026").content.decode()
        assert "전년 1건보다 1건(100.0%) 늘었습니다." in page
        assert "같은 날까지의 건수와 비교합니다." in page
    with time_machine.travel(date(2027, 1, 5), tick=False):
        page = house.head.client().get("/statistics/yearly/?year=2026").content.decode()
        assert "전년과 건수가 같습니다." in page
        assert "같은 날까지" not in page


def test_the_public_report_holds_published_ranges_and_no_count(
    house: House, file_report: FileReport
) -> None:
    for _ in range(3):
        file_report()
    with time_machine.travel(date(YEAR + 1, 1, 2), tick=False):
        assert publish_closed_quarters()
        client = house.head.client()
        made = client.post("/statistics/yearly/export", asked(audience="public"))
        text = words(made.content)
    assert "0–9" in text or "0–4" in text
    assert "3건" not in text
    assert "접수되었습니다" not in text


def test_hl8_of_affiliates_a_head_sees_published_ranges_alone(
    house: House, file_report: FileReport
) -> None:
    kids = affiliate(house)
    report = file_report()
    type(report).objects.filter(pk=report.pk).update(
        institution=kids, category=kids.categories.first()
    )
    client = house.head.client()
    page = client.get("/statistics/").content.decode()
    row = page[page.index("한빛어린이집") :][:900]
    assert re.findall(r"<td[^>]*>\s*(?:<span[^>]*>)?([^<\s]+)", row)[:4] == ["–"] * 4
    with time_machine.travel(date(YEAR + 1, 1, 2), tick=False):
        publish_closed_quarters()
        page = house.head.client().get(f"/statistics/yearly/?year={YEAR}").content.decode()
    assert "0–9" in page[page.index("한빛어린이집") :]


def test_hl8_an_affiliate_sees_neither_parent_nor_siblings(house: House) -> None:
    kids = affiliate(house)
    Institution.objects.filter(pk=house.staffed.institution.pk).update(parent=kids)
    Institution.objects.filter(pk=kids.pk).update(parent=None)
    page = house.head.client().get("/statistics/").content.decode()
    assert "한빛어린이집" not in page
