"""Journey 3, the thread (HL-4, HL-7): state, result, messages, files, withdrawal."""

import re
import uuid
from typing import Any

import pytest
from pytest_django import Settings

from haechi.conversations.models import Message, Side
from haechi.conversations.services import post_from_officer
from haechi.crypto.aead import seal_text
from haechi.crypto.spool import EncryptedSpool
from haechi.custody.models import Officer
from haechi.reports.access import open_report, sign_in
from haechi.reports.attachments import Owner, store_file
from haechi.reports.models import Attachment, Report
from haechi.reports.sealing import report_place
from haechi.reports.states import ReportState
from haechi.reports.types import OpenReport
from haechi.sites.common.csp import ATTACHMENT_POLICY
from haechi.sites.reporter.tests.samples import PROGRAM, photo, upload
from haechi.sites.reporter.tests.site import Reporter, body, hidden


@pytest.fixture
def opened(reporter: Reporter) -> OpenReport:
    """The report of a reporter who has signed in."""
    key, password = reporter.reports(files=upload("현장.jpg", photo()))
    reporter.signs_in(key, password)
    return open_report(sign_in(typed_key=key, typed_password=password))


def officer_writes(opened: OpenReport, text: str) -> Message:
    officer = Officer.objects.filter(institution=opened.report.institution).first()
    assert officer
    return post_from_officer(opened=opened, officer=officer, text=text, uid=uuid.uuid4())


def test_state_result_and_what_was_sent(reporter: Reporter, opened: OpenReport) -> None:
    sealed = seal_text(
        opened.data_key, "조치를 마쳤습니다", report_place(opened.report.pk, "result")
    )
    Report.objects.update(state=ReportState.DONE, result=sealed)
    page = reporter.thread()
    assert re.findall(r'steps__label">([^<]+)<', page) == ["접수", "확인", "조사", "처리완료"]
    assert 'steps__step--current" aria-current="step"' in page
    assert "조치를 마쳤습니다" in page
    assert "상품권을 받는 것을" in page
    assert "현장.jpg" in page
    assert opened.report.display_number not in page


def test_a_message_is_sent_once_however_often_its_page_is_sent(
    reporter: Reporter, opened: OpenReport
) -> None:
    fields = reporter.message_fields(text="더 아는 것이 있습니다")
    for _ in range(2):
        assert reporter.client.post("/thread/message", fields)["Location"] == "/thread/"
    assert Message.objects.count() == 1
    assert "더 아는 것이 있습니다" in reporter.thread()


def test_an_officers_message_is_shown_as_new_and_counts_as_read_from_then_on(
    reporter: Reporter, opened: OpenReport
) -> None:
    message = officer_writes(opened, "언제 보셨습니까?")
    page = reporter.thread()
    assert "언제 보셨습니까?" in page
    assert "새 글" in page
    assert "김한결" not in page
    message.refresh_from_db()
    assert message.is_read
    assert "badge--danger" not in reporter.thread()


def test_read_marks_of_the_reporters_own_messages(reporter: Reporter, opened: OpenReport) -> None:
    reporter.client.post("/thread/message", reporter.message_fields(text="하나"))
    assert re.search(r"data-read hidden>담당자가 읽음", reporter.thread())
    Message.objects.update(is_read=True)
    assert re.search(r"data-read>담당자가 읽음", reporter.thread())


def test_a_message_with_nothing_in_it_is_refused(reporter: Reporter, opened: OpenReport) -> None:
    page = reporter.client.post("/thread/message", reporter.message_fields(text="  "))
    assert page.status_code == 422
    assert "글을 적거나 파일을 올려" in body(page)


def test_files_alone_are_a_message_and_a_bad_one_keeps_the_text(
    reporter: Reporter, opened: OpenReport
) -> None:
    fields = reporter.message_fields(text="사진입니다")
    page = reporter.client.post("/thread/message", fields | {"files": upload("a.jpg", PROGRAM)})
    assert page.status_code == 422
    assert ">\n사진입니다</textarea>" in body(page)
    assert not Message.objects.exists()
    fields = reporter.message_fields(text="")
    reporter.client.post("/thread/message", fields | {"files": upload("b.jpg", photo())})
    assert Message.objects.get().attachments.count() == 1


def test_a_file_can_be_added_looked_at_and_taken_out_before_sending(
    reporter: Reporter, opened: OpenReport
) -> None:
    fields = reporter.message_fields(text="글", to="files")
    page = body(
        reporter.client.post("/thread/message", fields | {"files": upload("b.jpg", photo())})
    )
    (stored,) = re.findall(r'name="remove" value="([0-9a-f-]{36})"', page)
    page = body(reporter.client.post("/thread/message", fields | {"remove": stored}))
    assert "b.jpg" not in page
    assert ">\n글</textarea>" in page


def test_the_report_key_in_a_message_is_warned_of(reporter: Reporter, opened: OpenReport) -> None:
    key, password = reporter.reports()
    reporter.signs_in(key, password)
    fields = reporter.message_fields(text=f"제 키는 {key.lower()} 이고요")
    page = body(reporter.client.post("/thread/message", fields))
    assert "글 안에 리포트키가 있습니다" in page
    assert not Message.objects.exists()
    reporter.client.post("/thread/message", fields | {"to": "anyway"})
    assert Message.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x" * 22])
def test_without_the_sessions_token_nothing_is_sent_and_nothing_lost(
    reporter: Reporter, opened: OpenReport, token: str
) -> None:
    fields = reporter.message_fields(text="글입니다", form_token=token)
    page = body(reporter.client.post("/thread/message", fields))
    assert ">\n글입니다</textarea>" in page
    assert not Message.objects.exists()


def test_withdrawal_asks_first_and_closes_the_thread(
    reporter: Reporter, opened: OpenReport
) -> None:
    question = body(reporter.client.get("/thread/withdraw"))
    assert "되돌릴 수 없습니다" in question
    token = hidden(question, "form_token")
    fields = reporter.message_fields(text="늦은 글")
    reporter.client.post("/thread/withdraw", {"confirm": "yes", "form_token": "x"})
    assert not Report.objects.filter(withdrawn_on__isnull=False).exists()
    reporter.client.post("/thread/withdraw", {"confirm": "yes", "form_token": token})
    assert Report.objects.filter(withdrawn_on__isnull=False).exists()
    assert "취하한 신고입니다" in reporter.thread()
    page = body(reporter.client.post("/thread/message", fields))
    assert "취하한 신고에는 더할 수 없습니다" in page
    assert "늦은 글" in page
    assert not Message.objects.exists()


def content_of_stream(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_file_comes_down_cleaned_and_can_run_nothing(
    reporter: Reporter, opened: OpenReport
) -> None:
    stored = Attachment.objects.get()
    answer = reporter.client.get(f"/thread/files/{stored.pk}")
    content = content_of_stream(answer)
    assert content.startswith(b"\xff\xd8")
    assert b"Samsung" not in content
    assert len(content) == int(answer["Content-Length"])
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Security-Policy"] == ATTACHMENT_POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_another_report_s_file_is_simply_not_there(reporter: Reporter, opened: OpenReport) -> None:
    other = Attachment.objects.get()
    reporter.signs_in(*reporter.reports())
    assert reporter.client.get(f"/thread/files/{other.pk}").status_code == 404


def test_a_report_that_is_gone_ends_the_session(reporter: Reporter, opened: OpenReport) -> None:
    Attachment.objects.all().delete()
    Report.objects.all().delete()
    page = reporter.client.get("/thread/")
    assert page.status_code == 401
    assert page.cookies["haechi"].value == ""


def test_the_thread_of_a_suspended_institution_stays_open_to_its_reporter(
    reporter: Reporter, opened: OpenReport
) -> None:
    reporter.at.institution.status = "suspended"
    reporter.at.institution.save()
    assert "내 신고의 진행 상황" in reporter.thread()


def test_what_a_stranger_wrote_is_shown_as_text(reporter: Reporter, opened: OpenReport) -> None:
    officer_writes(opened, "<script>alert(1)</script>")
    reporter.client.post("/thread/message", reporter.message_fields(text="<b>&굵게"))
    page = reporter.thread()
    assert "<script>alert" not in page
    assert "&lt;b&gt;&amp;굵게" in page


def test_the_officer_side_is_told_of_a_message(reporter: Reporter, opened: OpenReport) -> None:
    reporter.client.post("/thread/message", reporter.message_fields(text="새 글"))
    assert Report.objects.get(pk=opened.report.pk).has_news
    assert Message.objects.get().side == Side.REPORTER


def test_a_file_of_the_officer_shows_with_its_message_and_not_before(
    reporter: Reporter, opened: OpenReport, settings: Settings
) -> None:
    source = EncryptedSpool(settings.SPOOL_DIR)
    source.write("결과 안내".encode())
    owner = Owner(key=opened.data_key, report=opened.report)
    institution = opened.report.institution
    view = store_file(
        owner=owner, institution=institution, source=source, name="결과.txt", from_officer=True
    )
    assert "결과.txt" not in reporter.thread()
    officer_writes(opened, "첨부합니다").attachments.add(Attachment.objects.get(pk=view.id))
    assert "결과.txt" in reporter.thread()
