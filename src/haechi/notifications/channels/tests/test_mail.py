"""Mail against a real SMTP server process (HL-6)."""

from __future__ import annotations

import logging
import os
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.notifications.channels.errors import DeliveryError, Reason
from haechi.notifications.channels.mail import (
    Mailer,
    MailRefused,
    MailSettings,
    MailUnavailable,
    Security,
    compose,
)
from haechi.notifications.channels.tests.smtp_process import Server, self_signed, server

SUBJECT = "[한빛구청] 새 신고 1건이 접수되었습니다 — 로그인하여 확인하여 주시기 바랍니다"
BODY = "새 신고 1건이 접수되었습니다.\n\n.\nFrom 신고센터\n한빛구청 감사담당관"
OFFICER = "officer@hanbit.go.kr"


def settings(port: int, **changes: Any) -> MailSettings:
    base = MailSettings(
        host="127.0.0.1",
        port=port,
        security=Security.PLAIN,
        sender="hotline@hanbit.go.kr",
        domain="hanbit.go.kr",
        sender_name="한빛구청 청렴신고",
        timeout=3.0,
    )
    return replace(base, **changes)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("plain"), Security.PLAIN) as started:
        yield started


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return self_signed(tmp_path_factory.mktemp("certificate"))


def test_a_korean_mail_arrives_as_written(plain: Server) -> None:
    number = plain.count()
    identifier = Mailer(settings(plain.port)).send(to=OFFICER, subject=SUBJECT, body=BODY)
    mail = plain.mail(number)
    assert mail["Subject"] == SUBJECT
    assert mail.get_content().rstrip("\r\n") == BODY
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    assert mail["Message-ID"] == identifier
    assert str(mail["From"]) == "한빛구청 청렴신고 <hotline@hanbit.go.kr>"
    assert plain.envelope(number)["to"] == [OFFICER]


def test_headers_tell_the_institution_and_nothing_of_this_machine(plain: Server) -> None:
    number = plain.count()
    Mailer(settings(plain.port)).send(to=OFFICER, subject="새 신고 1건", body=BODY)
    mail = plain.mail(number)
    assert {name.lower() for name in mail} <= {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "auto-submitted",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "x-peer",
        "x-mailfrom",
        "x-rcptto",
    }
    assert re.fullmatch(r"<[0-9a-f]{32}@hanbit\.go\.kr>", str(mail["Message-ID"]))
    assert str(mail["Date"]).endswith("+0000")
    assert plain.envelope(number)["helo"] == "hanbit.go.kr"
    raw = (plain.folder / f"{number}.eml").read_text()
    for trace in (socket.gethostname(), str(os.getpid()), "python", "X-Mailer"):
        assert trace.lower() not in raw.lower() or len(trace) < 4


@pytest.mark.parametrize(
    ("to", "kind", "reason", "code"),
    [
        ("unknown@hanbit.go.kr", MailRefused, Reason.BAD_RECIPIENT, "550"),
        ("spam@hanbit.go.kr", MailRefused, Reason.REFUSED, "554"),
        ("greylisted@hanbit.go.kr", MailUnavailable, Reason.BUSY, "451"),
        ("full@hanbit.go.kr", MailUnavailable, Reason.BUSY, "452"),
    ],
)
def test_five_is_for_good_and_four_is_worth_another_try(
    plain: Server, to: str, kind: type[DeliveryError], reason: Reason, code: str
) -> None:
    with pytest.raises(kind) as failed:
        Mailer(settings(plain.port)).send(to=to, subject=SUBJECT, body=BODY)
    assert (failed.value.reason, failed.value.code) == (reason, code)
    assert to not in str(failed.value)
    assert failed.value.__context__ is None


def test_a_server_that_is_down_is_worth_another_try(tmp_path: Path) -> None:
    with server(tmp_path, Security.PLAIN) as stopped:
        port = stopped.port
    with pytest.raises(MailUnavailable) as down:
        Mailer(settings(port)).send(to=OFFICER, subject=SUBJECT, body=BODY)
    assert down.value.reason is Reason.UNREACHABLE


def test_a_server_killed_and_back_takes_the_same_mail_on_the_retry(tmp_path: Path) -> None:
    with server(tmp_path / "first", Security.PLAIN) as first:
        mailer = Mailer(settings(first.port))
        first.process.kill()
        first.process.wait(10)
        with pytest.raises(MailUnavailable):
            mailer.send(to=OFFICER, subject=SUBJECT, body=BODY)
    with server(tmp_path / "second", Security.PLAIN) as second:
        Mailer(settings(second.port)).send(to=OFFICER, subject=SUBJECT, body=BODY)
        assert second.count() == 1


def test_a_server_that_never_speaks_does_not_hold_the_worker() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mailer = Mailer(settings(silent.getsockname()[1], timeout=0.3))
        with pytest.raises(MailUnavailable):
            mailer.send(to=OFFICER, subject=SUBJECT, body=BODY)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_mail_is_encrypted_and_logged_in(
    tmp_path: Path, certificate: tuple[Path, Path], security: Security
) -> None:
    with server(tmp_path, security, *certificate) as started:
        mailer = Mailer(
            settings(
                started.port,
                host="localhost",
                security=security,
                ca_file=str(certificate[0]),
                user="hotline",
                password="pass-WORD-7",
            )
        )
        assert "pass-WORD-7" not in repr(mailer)
        mailer.send(to=OFFICER, subject=SUBJECT, body=BODY)
        envelope = started.envelope()
    assert envelope["user"] == "hotline"
    assert envelope["tls"] or security is Security.TLS


def test_a_wrong_password_is_refused_for_good_and_shown_nowhere(
    tmp_path: Path, certificate: tuple[Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with server(tmp_path, Security.STARTTLS, *certificate) as started:
        mailer = Mailer(
            settings(
                started.port,
                host="localhost",
                security=Security.STARTTLS,
                ca_file=str(certificate[0]),
                user="hotline",
                password="not-this-ONE",
            )
        )
        with pytest.raises(MailRefused) as refused:
            mailer.send(to=OFFICER, subject=SUBJECT, body=BODY)
    assert refused.value.reason is Reason.BAD_CREDENTIALS
    assert "not-this-ONE" not in caplog.text + repr(refused.value)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_an_unknown_certificate_gets_no_mail(
    tmp_path: Path, certificate: tuple[Path, Path], security: Security
) -> None:
    with server(tmp_path, security, *certificate) as started:
        mailer = Mailer(settings(started.port, host="localhost", security=security))
        with pytest.raises(MailUnavailable) as unsafe:
            mailer.send(to=OFFICER, subject=SUBJECT, body=BODY)
        assert started.count() == 0
    assert unsafe.value.reason is Reason.NOT_SECURE


def test_starttls_never_falls_back_to_plain_text(plain: Server) -> None:
    number = plain.count()
    mailer = Mailer(settings(plain.port, security=Security.STARTTLS))
    with pytest.raises(MailRefused) as refused:
        mailer.send(to=OFFICER, subject=SUBJECT, body=BODY)
    assert refused.value.reason is Reason.NOT_SUPPORTED
    assert plain.count() == number


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
@pytest.mark.parametrize("where", ["to", "subject", "name"])
def test_no_line_break_reaches_a_header(plain: Server, where: str, ending: str) -> None:
    number = plain.count()
    forged = f"{ending}Bcc: thief@example.com"
    mailer = Mailer(
        settings(plain.port, sender_name="한빛" + forged if where == "name" else "한빛")
    )
    with pytest.raises(MailRefused):
        mailer.send(
            to=OFFICER + forged if where == "to" else OFFICER,
            subject=SUBJECT + forged if where == "subject" else SUBJECT,
            body=BODY,
        )
    assert plain.count() == number


@pytest.mark.parametrize(
    "to", ["", "officer", "a b@hanbit.go.kr", "<a@b.kr>", "a@b.kr,c@d.kr", "가@b.kr"]
)
def test_what_is_no_address_is_refused_for_good(plain: Server, to: str) -> None:
    with pytest.raises(MailRefused) as refused:
        Mailer(settings(plain.port)).send(to=to, subject=SUBJECT, body=BODY)
    assert refused.value.reason is Reason.BAD_RECIPIENT


WORDS = st.lists(st.sampled_from(["신고", "접수되었습니다", "a", "—", "café", "🙂", "(1건)", "=?"]))
PRINTABLE = st.one_of(
    WORDS.map(" ".join),
    st.text(st.characters(codec="utf-8").filter(str.isprintable), max_size=200),
)


@given(subject=PRINTABLE, body=st.text(max_size=400))
def test_any_subject_and_body_survive_the_wire(subject: str, body: str) -> None:
    raw = compose(settings(25), to=OFFICER, subject=subject, body=body).as_bytes()
    read = message_from_bytes(raw, policy=default)
    assert str(read["Subject"]) == subject
    sendable = body.encode("utf-8", "replace").decode()
    assert _lines(read.get_content()) == _lines(sendable)
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert head.isascii()
    assert max(len(line) for line in head.split(b"\r\n")) <= 998


def _lines(text: str) -> list[str]:
    return re.sub(r"\r\n|\r", "\n", text).rstrip("\n").split("\n")
