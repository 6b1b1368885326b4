"""What the issue lists as bad input: each gets an answer in Korean and loses nothing."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from pytest_django import Settings

from haechi.common.clock import today
from haechi.custody.models import DeskSeat
from haechi.institutions.types import InstitutionStatus
from haechi.reports.access import open_report, sign_in
from haechi.reports.drafts import purge_expired_drafts
from haechi.reports.models import Attachment, Draft, Report
from haechi.reports.selectors import content_of
from haechi.sites.reporter import writing
from haechi.sites.reporter.tests.samples import photo, upload
from haechi.sites.reporter.tests.site import Reporter, SiteClient, body, credentials, hidden
from haechi.sites.reporter.views import report as report_view

SEND = {"to": "submit", "kind": "drawn"}


def test_an_empty_text_keeps_the_other_fields(reporter: Reporter) -> None:
    page = reporter.posts(reporter.opens_form() | {"text": " \n ", "to": "review"})
    assert page.status_code == 422
    assert "무슨 일이 있었는지 적어 주십시오" in body(page)
    assert 'value="별관 3층 회의실"' in body(page)
    assert '<a href="#id_text">' in body(page)


def test_a_text_of_200_000_characters_is_explained_and_kept(reporter: Reporter) -> None:
    text = "가나다라마" * 40_000
    page = reporter.posts(reporter.opens_form() | {"text": text, "to": "review"})
    assert page.status_code == 422
    assert "글이 200000자입니다" in body(page)
    assert text in body(page)


def test_a_text_past_what_a_form_may_carry_gets_a_page_of_its_own(reporter: Reporter) -> None:
    page = reporter.posts(reporter.opens_form() | {"text": "가" * 2_000_000, "to": "review"})
    assert page.status_code == 413
    assert "보내신 것이 너무 큽니다" in body(page)


def test_control_characters_and_overrides_go_and_the_words_stay(reporter: Reporter) -> None:
    key, password = reporter.reports(text="앞\x00\x07\u202e뒤\r\n둘째 줄", who="\ufeff\u2066누구")
    content = content_of(open_report(sign_in(typed_key=key, typed_password=password)))
    assert content.text == "앞뒤\n둘째 줄"
    assert "\u2066" not in content.who


def test_lone_surrogates_are_no_error(reporter: Reporter) -> None:
    fields = reporter.opens_form() | SEND
    raw = "&".join(f"{name}={value}" for name, value in fields.items() if name != "text")
    sent = raw.encode() + b"&text=%ED%A0%80%EA%B0%80"
    page = reporter.client.post("/hanbit/", sent, content_type="application/x-www-form-urlencoded")
    key, password = credentials(body(page))
    content = content_of(open_report(sign_in(typed_key=key, typed_password=password)))
    assert content.text.endswith("가")


@pytest.mark.parametrize(
    ("when", "doubt"),
    [
        ("2026-13-40", "달력에 없는 날입니다"),
        ("2999년 1월 1일", "아직 오지 않은 날입니다"),
        ("작년부터 매주", ""),
    ],
)
def test_odd_dates_are_asked_about_and_never_refused(
    reporter: Reporter, when: str, doubt: str
) -> None:
    page = reporter.posts(reporter.opens_form() | {"when": when, "to": "review"})
    assert page.status_code == 200
    assert doubt in body(page)
    assert ("field__error" in body(page)) == bool(doubt)


def test_a_form_opened_yesterday_is_sent_with_its_files(reporter: Reporter) -> None:
    fields = reporter.opens_form()
    reporter.posts(fields | {"to": "files", "files": upload("a.jpg", photo())})
    Draft.objects.update(expires_on=today())
    purge_expired_drafts()
    credentials(body(reporter.posts(fields | SEND | {"files_seen": "1"})))
    assert Attachment.objects.filter(report__isnull=False).count() == 1


def test_files_deleted_after_their_day_are_told_before_anything_is_sent(
    reporter: Reporter,
) -> None:
    fields = reporter.opens_form()
    reporter.posts(fields | {"to": "files", "files": upload("a.jpg", photo())})
    Draft.objects.update(expires_on=today() - timedelta(days=1))
    purge_expired_drafts()
    page = body(reporter.posts(fields | SEND | {"files_seen": "1"}))
    assert "하루가 지나도록" in page
    assert "상품권을 받는 것을" in page
    assert Report.objects.count() == 0
    credentials(body(reporter.posts(fields | SEND | {"files_seen": hidden(page, "files_seen")})))


def test_the_same_form_sent_twice_is_one_report_with_one_receipt(reporter: Reporter) -> None:
    """HL-4: a double click, a reload, back and send again."""
    fields = reporter.opens_form() | SEND
    first = body(reporter.posts(fields))
    again = body(reporter.posts(fields | {"text": "바꾼 글", "files_seen": "1"}))
    assert credentials(first) == credentials(again)
    assert "한 번만 접수되었습니다" in again
    assert "한 번만 접수되었습니다" not in first
    assert Report.objects.count() == 1


def test_sent_again_with_another_password_the_first_receipt_stands(reporter: Reporter) -> None:
    fields = reporter.opens_form() | SEND
    key, password = credentials(body(reporter.posts(fields)))
    page = reporter.posts(fields | {"kind": "own", "own_password": "7351"})
    assert page.status_code == 409
    assert "이미 접수된 신고입니다" in body(page)
    assert sign_in(typed_key=key, typed_password=password).report_key == key
    assert Report.objects.count() == 1


def test_a_broken_draft_token_keeps_the_text_and_sends_nothing(reporter: Reporter) -> None:
    page = reporter.posts(reporter.opens_form() | SEND | {"draft": "옛 화면"})
    assert page.status_code == 422
    assert "화면과 파일의 연결이 끊겼습니다" in body(page)
    assert "상품권을 받는 것을" in body(page)
    assert len(hidden(body(page), "draft")) == 43
    assert Report.objects.count() == 0


@pytest.mark.parametrize("broken", [{"category": "gone"}, {"category": ""}])
def test_a_category_that_is_not_offered_keeps_the_rest(
    reporter: Reporter, broken: dict[str, str]
) -> None:
    page = reporter.posts(reporter.opens_form() | SEND | broken)
    assert page.status_code == 422
    assert "상품권을 받는 것을" in body(page)


@pytest.mark.parametrize("path", ["/nowhere/", "/nowhere/e/home/", "/hanbit/nothing"])
def test_an_unknown_institution_gets_a_page_that_leads_home(reporter: Reporter, path: str) -> None:
    page = reporter.client.get(path)
    assert page.status_code == 404
    assert 'href="/"' in body(page)


def test_suspended_while_writing_the_text_can_still_be_sent_elsewhere(reporter: Reporter) -> None:
    fields = reporter.opens_form() | SEND
    reporter.at.institution.status = InstitutionStatus.SUSPENDED
    reporter.at.institution.save()
    page = reporter.posts(fields)
    assert page.status_code == 404
    assert hidden(body(page), "text") == fields["text"]


def test_a_full_or_locked_database_loses_no_text(
    reporter: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_submission: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(writing, "submit_report", full)
    fields = reporter.opens_form() | SEND | {"kind": "own", "own_password": "7351"}
    page = reporter.posts(fields)
    assert page.status_code == 503
    assert "지금은 저장하지 못했습니다" in body(page)
    assert hidden(body(page), "text") == fields["text"]
    assert 'value="7351"' in body(page)
    monkeypatch.undo()
    credentials(body(reporter.posts(fields)))


def test_an_error_anywhere_carries_what_was_typed(
    reporter: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise OperationalError("database is locked")

    fields = reporter.opens_form() | SEND
    monkeypatch.setattr(report_view, "enter", locked)
    page = reporter.posts(fields)
    assert page.status_code == 503
    assert hidden(body(page), "text") == fields["text"]
    assert hidden(body(page), "to") == "submit"
    assert "다시 보내기" in body(page)


def test_a_desk_without_officers_says_so_before_and_after_writing(reporter: Reporter) -> None:
    fields = reporter.opens_form() | SEND
    DeskSeat.objects.all().delete()
    assert "지금은 신고를 받을 수 없습니다" in body(reporter.client.get("/hanbit/"))
    page = reporter.posts(fields)
    assert page.status_code == 503
    assert hidden(body(page), "text") == fields["text"]


def test_a_form_of_another_site_is_not_taken(reporter: Reporter) -> None:
    fields = reporter.opens_form() | SEND
    page = reporter.posts(fields, **{"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403
    assert Report.objects.count() == 0


def test_an_unreadable_form_is_told(reporter: Reporter) -> None:
    page = reporter.client.post("/hanbit/", b"--x", content_type="multipart/form-data")
    assert page.status_code == 400
    assert "보내신 내용을 읽지 못했습니다" in body(page)


def test_a_method_no_page_has_is_refused(client: SiteClient) -> None:
    assert client.delete("/check/").status_code == 405


@pytest.fixture(autouse=True)
def _quiet_errors(settings: Settings) -> None:
    """A crash must become our own page, as it does in the running site."""
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
