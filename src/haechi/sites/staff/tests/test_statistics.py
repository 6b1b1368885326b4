"""The head's dashboard, and lists that leave with a reason (ALL-4, ALL-2)."""

import csv
import io
import zipfile

import pytest

from haechi.audit.models import AuditEntry
from haechi.common.clock import now
from haechi.inbox.models import LegalHold
from haechi.sites.staff.tests.conftest import FileReport, House

pytestmark = pytest.mark.django_db


def test_only_the_head_sees_the_figures(house: House) -> None:
    assert house.head.client().get("/statistics/").status_code == 200
    assert house.officer.client().get("/statistics/").status_code == 404
    assert house.administrator.client().get("/statistics/").status_code == 404


def test_every_picture_has_its_table_and_counts_what_came(
    house: House, file_report: FileReport
) -> None:
    file_report()
    page = house.head.client().get("/statistics/").content.decode()
    assert page.count('role="img"') == 5
    assert page.count("<details") >= 5
    assert "공직자 부조리" in page


def test_a_legal_hold_shows_on_the_dashboard(house: House, file_report: FileReport) -> None:
    report = file_report()
    assert "보존 명령" not in house.head.client().get("/statistics/").content.decode()
    LegalHold.objects.create(report=report, officer=house.head.officer, since=now(), reason=b"")
    assert (
        "<dt>보존 명령</dt><dd>1</dd>" in house.head.client().get("/statistics/").content.decode()
    )


def test_a_wrong_span_is_told_and_the_page_still_shows(house: House) -> None:
    page = house.head.client().get("/statistics/?start=2026-05-02&end=2026-05-01")
    assert page.status_code == 200
    assert "끝나는 날이 시작하는 날보다 앞설 수 없습니다." in page.content.decode()


def test_a_list_leaves_only_with_a_reason_which_the_trail_keeps(
    house: House, file_report: FileReport
) -> None:
    report = file_report("아주 비밀스러운 글")
    client = house.head.client()
    refused = client.post("/statistics/export", {"kind": "csv", "reason": ""})
    assert refused.status_code == 422
    assert not AuditEntry.objects.filter(action="report.exported").exists()

    sent = client.post("/statistics/export", {"kind": "csv", "reason": "월례 보고"})
    body = b"".join(sent.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(body)))
    assert rows[1][0] == report.display_number
    assert "비밀스러운" not in body
    row = AuditEntry.objects.get(action="report.exported")
    assert row.detail == {"reason": "월례 보고", "count": 1}


def test_a_workbook_opens_and_leaves_nothing_behind(
    house: House, file_report: FileReport, settings: object
) -> None:
    file_report()
    spool = settings.SPOOL_DIR  # type: ignore[attr-defined]
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = set(spool.iterdir())
    sent = house.head.client().post("/statistics/export", {"kind": "xlsx", "reason": "감사"})
    with zipfile.ZipFile(io.BytesIO(b"".join(sent.streaming_content))) as book:  # type: ignore[attr-defined]
        assert book.testzip() is None
        assert "xl/worksheets/sheet1.xml" in book.namelist()
    sent.close()
    assert set(spool.iterdir()) == before


def test_an_officer_exports_nothing(house: House) -> None:
    assert house.officer.client().post("/statistics/export", {}).status_code == 404
