"""Scanned papers at the intake, and those that say who reports: sealed apart (PI-3, PI-6, PI-16)."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.cases.files import view_of
from haechi.cases.models import Case, IdentityOpening, PaperFile
from haechi.cases.types import PaperKind, Purpose
from haechi.casework.access import identity_key, open_case
from haechi.crypto.errors import CannotOpen
from haechi.reports.models import Attachment
from haechi.sites.staff.tests.cases.conftest import Centre
from haechi.sites.staff.tests.cases.test_intake import form
from haechi.sites.staff.tests.conftest import FileReport, picture

pytestmark = pytest.mark.django_db

WHY = {"purpose": Purpose.INVESTIGATION.value, "reason": "대리권 확인"}


def scan(name: str = "스캔.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture())


def take(browser: Client, **changes: Any) -> Any:
    return browser.post("/cases/new/", form(channel="post", reference="등기 77", **changes))


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    """A store of its own, to count what is left in it."""
    disk = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "blobs")},
    }
    settings.STORAGES = {**settings.STORAGES, "default": disk}
    return tmp_path / "blobs"


def kept(store: Path) -> int:
    return sum(1 for each in store.rglob("*") if each.is_file())


def test_pi3_papers_that_came_by_post_are_scanned_in_the_same_act(
    browser: Client, centre: Centre
) -> None:
    answer = take(browser, scans=[scan(), scan("도면.jpg")], named_scans=[scan("편지_홍길동.jpg")])
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.pk}/received/"
    row = AuditEntry.objects.get()  # one act, one row
    assert (row.action, row.detail["scans"]) == (Action.CASE_RECEIVED, 3)
    rows = list(case.papers.get(form=1).files.all())
    assert [(row.position, row.is_identity) for row in rows] == [(1, False), (2, False), (3, True)]
    page = browser.get(f"/cases/{case.pk}/papers/{rows[0].paper_id}/").content.decode()
    assert "도면.jpg" in page
    assert "편지_홍길동" not in page
    saved = browser.get(f"/cases/{case.pk}/scans/{rows[1].pk}/download")
    assert b"".join(saved.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]


def test_pi16_what_names_the_reporter_is_not_opened_by_the_cases_key(
    browser: Client, centre: Centre
) -> None:
    take(browser, named_scans=[scan("편지_홍길동.jpg")])
    case, row = Case.objects.get(), PaperFile.objects.get()
    with pytest.raises(CannotOpen):
        view_of(row, open_case(centre.officer.at_work, case.pk).data_key)
    assert view_of(row, identity_key(centre.head.at_work, case)).name == "편지_홍길동.jpg"
    plain = f"/cases/{case.pk}/scans/{row.pk}/download"
    assert browser.get(plain).status_code == 404
    sealed = f"/cases/{case.pk}/scans/{row.pk}/sealed/"
    assert browser.get(sealed).status_code == 404
    assert browser.post(sealed, WHY).status_code == 404
    assert not IdentityOpening.objects.exists()


def test_pi16_a_proof_of_authority_is_opened_by_the_chief_with_a_reason_and_a_row(
    browser: Client, centre: Centre
) -> None:
    proxy = {
        "proxy-0-name": "홍배우자",
        "proxy-0-proxy_kind": "spouse",
        "proxy-0-proof_shown": "on",
    }
    take(browser, proofs=[scan("위임장.jpg")], **proxy)
    case, row = Case.objects.get(), PaperFile.objects.get()
    assert row.paper.kind == PaperKind.AUTHORITY
    head, path = centre.head.client(), f"/cases/{case.pk}/scans/{row.pk}/sealed/"
    assert path in head.get(f"/cases/{case.pk}/papers/{row.paper_id}/").content.decode()
    assert path not in browser.get(f"/cases/{case.pk}/papers/{row.paper_id}/").content.decode()
    assert "위임장" not in head.get(path).content.decode()
    assert head.post(path, {**WHY, "reason": "왜"}).status_code == 422
    before = AuditEntry.objects.filter(action=Action.CASE_IDENTITY).count()
    opened = head.post(path, WHY)
    assert b"".join(opened.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]
    assert AuditEntry.objects.filter(action=Action.CASE_IDENTITY).count() == before + 1
    line = IdentityOpening.objects.get()
    assert (line.paper_id, line.party_id) == (row.paper_id, None)
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert "대리권 확인" in page
    assert "따로 봉인 1점" in page


def test_pi6_a_lawyers_proof_waits_for_the_clients_consent(browser: Client, centre: Centre) -> None:
    lawyer = {
        "reporter-0-name": "",
        "proxy-0-name": "변호사 정",
        "proxy-0-proxy_kind": "lawyer",
        "proxy-0-proof_shown": "on",
    }
    take(browser, proofs=[scan("위임장.jpg")], **lawyer)
    case, row = Case.objects.get(), PaperFile.objects.get()
    path = f"/cases/{case.pk}/scans/{row.pk}/sealed/"
    assert centre.head.client().post(path, WHY).status_code == 422
    browser.post(
        f"/cases/{case.pk}/acts/consent/",
        {"kind": "open-sealed", "given": "yes", "party_id": case.parties.get(kind="reporter").pk},
    )
    assert centre.head.client().post(path, WHY).status_code == 200


def test_a_broken_scan_keeps_what_was_typed_and_gives_no_number(
    browser: Client, store: Path
) -> None:
    files = {"scans": [scan(), SimpleUploadedFile("빈.jpg", b"")], "named_scans": [scan()]}
    page = take(browser, **files)
    text = page.content.decode()
    assert page.status_code == 422
    assert "빈.jpg" in text
    assert "밤마다 폐수를 내보냅니다." in text
    assert "파일을 다시 고르십시오" in text
    assert not Case.objects.exists()
    assert kept(store) == 0
    take(browser)
    assert Case.objects.get().sequence == 1


@pytest.mark.parametrize("changes", [{"title": ""}, {"add": "reporter-1"}])
def test_files_of_a_page_that_comes_back_are_asked_for_again(
    browser: Client, store: Path, changes: dict[str, str]
) -> None:
    page = take(browser, scans=[scan()], **changes).content.decode()
    assert "파일을 다시 고르십시오" in page
    assert (Case.objects.count(), kept(store)) == (0, 0)


def test_pi5_an_intake_sent_twice_with_its_files_keeps_them_once(
    browser: Client, store: Path
) -> None:
    once = {"uid": str(uuid.uuid4())}
    for _twice in range(2):
        assert take(browser, scans=[scan()], **once).status_code == 302
    assert (Case.objects.count(), PaperFile.objects.count()) == (1, 1)
    assert kept(store) == 1


def test_pi6_a_proof_that_comes_later_is_sealed_by_a_member_of_the_chiefs_desk_alone(
    browser: Client, centre: Centre
) -> None:
    case = centre.receive()
    browser.post(
        f"/cases/{case.pk}/acts/paper/", {"kind": "authority", "direction": "in", "title": "위임장"}
    )
    paper = case.papers.get(kind=PaperKind.AUTHORITY)
    path = f"/cases/{case.pk}/papers/{paper.pk}/scans"
    refused = browser.post(path, {"attached": [scan()]})
    assert refused.status_code == 422
    assert "공익신고책임관" in refused.content.decode()
    assert centre.head.client().post(path, {"attached": [scan()]}).status_code == 302
    assert PaperFile.objects.get().is_identity
    other = case.papers.get(form=1)
    named = {"attached": [scan()], "is_identity": "on"}
    centre.head.client().post(f"/cases/{case.pk}/papers/{other.pk}/scans", named)
    assert other.files.get().is_identity


def test_pi16_a_file_of_the_report_that_names_somebody_goes_under_the_identity_key(
    centre: Centre, browser: Client, file_report: FileReport
) -> None:
    report = file_report("폐수를 보았습니다.", files={"위임장.jpg": picture(), "강.jpg": picture()})
    browser.post(f"/cases/new/{report.pk}/", form(channel="internet"))
    case = Case.objects.get()
    proof = next(iter(report.attachments.all()))
    path = f"/cases/{case.pk}/sent/{proof.pk}/apart"
    assert "따로 봉인: 위임장.jpg" not in browser.get(f"/cases/{case.pk}/").content.decode()
    browser.post(path)
    assert Attachment.objects.count() == 2
    head = centre.head.client()
    assert "따로 봉인: 위임장.jpg" in head.get(f"/cases/{case.pk}/").content.decode()
    head.post(path)
    row = PaperFile.objects.get()
    assert (row.is_identity, row.pk, Attachment.objects.count()) == (True, proof.pk, 1)
    assert browser.get(f"/cases/{case.pk}/sent/{proof.pk}/download").status_code == 404
    opened = head.post(f"/cases/{case.pk}/scans/{row.pk}/sealed/", WHY)
    assert b"".join(opened.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]
