"""What notices say (HL-6)."""

import pytest

from haechi.notifications.channels.port import SMS_BYTES, SmsKind, fit
from haechi.notifications.texts import mail_text, sms_text
from haechi.notifications.types import Notice

VALUES = {"institution": "한빛구청", "number": "2026-000012"}


def test_the_sms_of_a_new_report_is_the_agreed_sentence() -> None:
    assert sms_text(Notice.REPORT_RECEIVED, VALUES) == "[한빛구청] 새 신고 1건이 접수되었습니다."


@pytest.mark.parametrize("notice", list(Notice))
@pytest.mark.parametrize(
    "name", ["한빛구청", "가" * 100, "🙂한빛" * 20, "Hanbit District Office" * 5]
)
def test_every_notice_fits_one_sms_whatever_the_institution_is_called(
    notice: Notice, name: str
) -> None:
    text = fit(sms_text(notice, {**VALUES, "institution": name}))
    assert text.kind is SmsKind.SMS
    assert text.size <= SMS_BYTES
    assert text.content.startswith("[")
    assert text.content.endswith("다.")


@pytest.mark.parametrize("notice", [Notice.REPORT_RECEIVED, Notice.MESSAGE_RECEIVED])
def test_a_mail_carries_content_only_where_it_is_given(notice: Notice) -> None:
    bare = mail_text(notice, VALUES, content="", staff_url="https://staff.example")
    full = mail_text(notice, VALUES, content="과장이 시켰습니다", staff_url="https://staff.example")
    assert "과장이" not in bare.body + bare.subject + full.subject
    assert "과장이 시켰습니다" in full.body
    for mail in (bare, full):
        assert "2026-000012" in mail.body
        assert "https://staff.example/" in mail.body
        assert mail.subject.startswith("[한빛구청]")


def test_a_test_mail_says_that_nothing_was_reported_and_has_no_number() -> None:
    mail = mail_text(Notice.TEST, {"institution": "한빛구청"}, content="", staff_url="https://x")
    assert mail.subject == "[한빛구청] 알림 시험입니다."
    assert "실제로 접수된 신고는 없습니다" in mail.body


@pytest.mark.parametrize("notice", [Notice.CHAT_WAITING, Notice.CHAT_HANDED])
def test_a_mail_about_a_chat_leads_to_the_board_and_says_nothing_of_the_chat(
    notice: Notice,
) -> None:
    mail = mail_text(notice, {**VALUES, "number": ""}, content="", staff_url="https://x.example")
    assert "https://x.example/talks/\n" in mail.body
    sentence = mail.subject
    assert sentence.startswith("[한빛구청] ")
    assert "청렴톡" in sentence
    lines = [line for line in mail.body.split("\n\n") if line.strip()]
    assert (lines[0], len(lines)) == (sentence, 3), "sentence, address, and no more than the footer"
