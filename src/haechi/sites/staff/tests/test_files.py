"""Attachments: headers, rows, what is shown and what is only saved (HL-5, ALL-2)."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.conversations.models import Message
from haechi.conversations.selectors import files_sent_with, messages_of
from haechi.inbox.access import report_for
from haechi.institutions.models import Institution
from haechi.institutions.types import UncleanableFiles
from haechi.reports.models import Attachment, Report
from haechi.sites.common.csp import ATTACHMENT_POLICY
from haechi.sites.staff.tests.conftest import FileReport, House, picture

pytestmark = pytest.mark.django_db

REASON = {"reason": "증거 보존"}


def opened_rows() -> int:
    return AuditEntry.objects.filter(action=Action.ATTACHMENT_OPENED).count()


def address(report: Report, part: str = "") -> str:
    return f"/reports/{report.pk}/files/{report.attachments.get().pk}/{part}"


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response)


@pytest.fixture
def with_picture(file_report: FileReport) -> Report:
    return file_report(files={"IMG_현장.jpg": picture()})


def test_the_report_lists_the_file_and_what_was_removed(house: House, with_picture: Report) -> None:
    page = house.head.client().get(f"/reports/{with_picture.pk}/").content.decode()
    assert "IMG_현장.jpg" in page
    assert "GPS" in page
    assert "홍길동" not in page


def test_a_picture_is_shown_inside_a_page_and_counted_once(
    house: House, with_picture: Report
) -> None:
    client = house.head.client()
    page = client.get(address(with_picture)).content.decode()
    assert f'<img src="{address(with_picture, "view")}"' in page
    assert opened_rows() == 1
    response = client.get(address(with_picture, "view"))
    assert body(response).startswith(b"\xff\xd8")
    assert opened_rows() == 1, "the page and its picture are one opening"
    row = AuditEntry.objects.latest("sequence")
    assert row.subject == f"report:{with_picture.pk}"


def test_the_bytes_alone_are_an_opening_of_their_own(house: House, with_picture: Report) -> None:
    house.head.client().get(address(with_picture, "view"))
    assert opened_rows() == 1


def test_attachments_are_sandboxed_and_never_sniffed(house: House, with_picture: Report) -> None:
    client = house.head.client()
    shown = client.get(address(with_picture, "view"))
    saved = client.post(address(with_picture, "download"), REASON)
    for response in (shown, saved):
        assert response["Content-Security-Policy"] == ATTACHMENT_POLICY
        assert response["Content-Security-Policy"].startswith("sandbox;")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response["Cache-Control"] == "no-store"
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Disposition"].startswith("inline;")
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"].startswith("attachment;")
    assert int(saved["Content-Length"]) == len(body(saved)) == len(body(shown))


def test_what_was_not_cleaned_is_only_saved_and_warned_of(
    house: House, file_report: FileReport
) -> None:
    Institution.objects.update(uncleanable_files=UncleanableFiles.SEAL)
    house.staffed.institution.refresh_from_db()
    html = b"<!doctype html><script>alert(1)</script>" * 3 + b"\x00\x01"
    report = file_report(files={"page.html": html})
    client = house.head.client()
    assert "지울 수 없어" in client.get(f"/reports/{report.pk}/").content.decode()
    assert client.get(address(report))["Location"] == address(report, "download")
    assert client.get(address(report, "view")).status_code == 404
    asked = client.get(address(report, "download"))
    assert "지울 수 없어" in asked.content.decode()
    saved = client.post(address(report, "download"), REASON)
    assert saved["Content-Disposition"].startswith("attachment;")
    assert body(saved) == html


def test_saving_needs_a_reason_and_the_trail_keeps_it(house: House, with_picture: Report) -> None:
    client = house.head.client()
    for answer in (
        client.get(address(with_picture, "download")),
        client.post(address(with_picture, "download"), {"reason": "  "}),
    ):
        assert answer["Content-Type"].startswith("text/html")
        assert b"\xff\xd8" not in answer.content
    assert not AuditEntry.objects.exists()
    body(client.post(address(with_picture, "download"), REASON))
    row = AuditEntry.objects.get()
    assert (row.action, row.detail["reason"]) == (Action.ATTACHMENT_SAVED, "증거 보존")
    assert "증거 보존" in client.get("/trail/").content.decode()


def test_files_of_other_reports_are_missing(
    house: House, with_picture: Report, file_report: FileReport
) -> None:
    other = file_report()
    client = house.head.client()
    attachment = with_picture.attachments.get().pk
    for part in ("", "view", "download"):
        assert client.get(f"/reports/{other.pk}/files/{attachment}/{part}").status_code == 404
        assert client.post(
            f"/reports/{other.pk}/files/{attachment}/{part}", REASON
        ).status_code in {
            404,
            405,
        }
    assert client.get(f"/reports/{other.pk}/files/{uuid.uuid4()}/").status_code == 404
    assert opened_rows() == 0


def test_an_officer_sends_a_cleaned_file(house: House, file_report: FileReport) -> None:
    report = file_report()
    uid = str(uuid.uuid4())
    file = SimpleUploadedFile("안내.jpg", picture(), "image/jpeg")
    client = house.head.client()
    for _attempt in range(2):
        file.seek(0)
        response = client.post(
            f"/reports/{report.pk}/messages", {"text": "보십시오", "uid": uid, "attached": file}
        )
        assert response.status_code == 302
    opened = report_for(house.head.at_work, report.pk)
    (message,) = messages_of(opened)
    assert [view.name for view in message.attachments] == ["안내.jpg"]
    assert Attachment.objects.count() == 1, "the form sent twice stores the file once"
    assert files_sent_with(opened) == []


def test_a_file_that_is_refused_keeps_the_text_and_leaves_nothing(
    house: House, file_report: FileReport
) -> None:
    report = file_report()
    good = SimpleUploadedFile("좋은.jpg", picture(), "image/jpeg")
    bad = SimpleUploadedFile("나쁜.jpg", b"MZ\x90\x00 a program", "image/jpeg")
    response = house.head.client().post(
        f"/reports/{report.pk}/messages",
        {"text": "적은 글은 남는다", "uid": str(uuid.uuid4()), "attached": [good, bad]},
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "적은 글은 남는다" in page
    assert "나쁜.jpg" in page
    assert Attachment.objects.count() == 0
    assert Message.objects.count() == 0
