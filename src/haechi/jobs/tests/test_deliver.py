"""Delivery of notices: retried, outcome visible, nothing plain while it waits (HL-6)."""

import logging
import socket
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection

from haechi.common.clock import now, today
from haechi.jobs.deliver import deliver_due
from haechi.jobs.senders import MailFile, NoMail, Senders
from haechi.jobs.tests.people import CONTENT, EMAIL, PHONE, give_account, mail, notify, sms
from haechi.notifications.channels.config import SettingsInvalid, build_mailer
from haechi.notifications.channels.console import ConsoleFile, Off
from haechi.notifications.channels.mail import Mailer, MailSettings, Security
from haechi.notifications.channels.tests.smtp_process import server
from haechi.notifications.delivery import LAST_ATTEMPT, PAUSES
from haechi.notifications.models import Delivery
from haechi.notifications.selectors import backlog, deliveries_about
from haechi.notifications.types import Channel, DeliveryStatus
from haechi.staff.models import Account
from haechi.testing import StaffedInstitution, make_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def mailer(port: int) -> Mailer:
    return build_mailer(
        MailSettings("127.0.0.1", port, Security.PLAIN, "haechi@hanbit.example", "hanbit.example")
    )


def senders(folder: Path, *, port: int = 0) -> Senders:
    mail_sender = mailer(port) if port else NoMail()
    return Senders(ConsoleFile(folder / "sms.log"), mail_sender, mail_carries_content=True)


def deliver_all(found: Senders) -> None:
    for channel in Channel:
        deliver_due(channel, found)


def test_a_waiting_notice_is_readable_by_nobody_but_the_worker(staffed: StaffedInstitution) -> None:
    give_account(staffed)
    notify(staffed)
    dump = b"".join(
        bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
        for row in Delivery.objects.values_list()
        for value in row
    )
    account = bytes(Account.objects.get().contact)
    for planted in (CONTENT, PHONE, EMAIL, "2026-000012"):
        assert planted.encode() not in dump + account


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's file")
@pytest.mark.django_db(transaction=True)
def test_nothing_plain_lies_in_the_database_file_while_a_notice_waits(
    staffed: StaffedInstitution, tmp_path: Path
) -> None:
    give_account(staffed)
    notify(staffed)
    connection.ensure_connection()
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
    content = copy.read_bytes()
    assert b"report.received" in content  # the row is there
    for planted in (CONTENT, PHONE, EMAIL):
        assert planted.encode() not in content


def test_a_sent_notice_keeps_its_outcome_and_nothing_else(
    staffed: StaffedInstitution, tmp_path: Path
) -> None:
    give_account(staffed)
    notify(staffed)
    with server(tmp_path, Security.PLAIN) as smtp:
        deliver_all(senders(tmp_path, port=smtp.port))
        assert CONTENT in smtp.mail().get_content()
        assert smtp.envelope()["to"] == [EMAIL] or EMAIL in str(smtp.envelope())
    outcomes = deliveries_about("report:7d9f", institution_id=staffed.institution.pk)
    assert [each.status for each in outcomes] == [DeliveryStatus.SENT, DeliveryStatus.SENT]
    for row in Delivery.objects.all():
        assert bytes(row.payload) == b""
        assert row.next_attempt_at is None
        assert row.ended_on == today()


def test_an_sms_says_that_something_came_and_not_what(
    staffed: StaffedInstitution, tmp_path: Path
) -> None:
    give_account(staffed)
    notify(staffed)
    deliver_due(Channel.SMS, senders(tmp_path))
    written = (tmp_path / "sms.log").read_text()
    assert "[한빛구청] 새 신고 1건이 접수되었습니다." in written
    assert "심은글" not in written
    assert "2026-000012" not in written


def test_a_mail_server_that_is_down_is_tried_again_and_delays_no_sms(
    staffed: StaffedInstitution, tmp_path: Path
) -> None:
    give_account(staffed)
    notify(staffed)
    deliver_all(senders(tmp_path, port=free_port()))
    assert sms().status == DeliveryStatus.SENT
    waiting = mail()
    assert waiting.status == DeliveryStatus.WAITING
    assert waiting.last_error == "unreachable"
    assert waiting.attempts == 1
    assert waiting.next_attempt_at is not None
    assert timedelta(seconds=50) < waiting.next_attempt_at - now() <= timedelta(minutes=1)
    assert backlog().retrying == 1


def test_the_notice_goes_out_once_the_mail_server_is_back(
    staffed: StaffedInstitution, tmp_path: Path
) -> None:
    give_account(staffed)
    notify(staffed)
    deliver_all(senders(tmp_path, port=free_port()))
    with server(tmp_path, Security.PLAIN) as smtp:
        back = senders(tmp_path, port=smtp.port)
        deliver_due(Channel.EMAIL, back)
        assert smtp.count() == 0  # not yet due
        with time_machine.travel(now() + timedelta(minutes=1, seconds=1)):
            deliver_due(Channel.EMAIL, back)
        assert smtp.count() == 1
    assert mail().status == DeliveryStatus.SENT
    assert mail().attempts == 2


def test_pauses_grow_and_after_four_days_the_notice_has_failed(
    staffed: StaffedInstitution, tmp_path: Path
) -> None:
    give_account(staffed)
    notify(staffed)
    down = senders(tmp_path, port=free_port())
    begun = moment = now()
    pauses: list[int] = []
    while mail().status == DeliveryStatus.WAITING and len(pauses) < 200:
        with time_machine.travel(moment, tick=False):
            deliver_due(Channel.EMAIL, down)
        after = mail().next_attempt_at
        if after is None:
            break
        pauses.append(round((after - moment).total_seconds() / 60))
        moment = after + timedelta(seconds=1)
    assert pauses[:6] == [*PAUSES, PAUSES[-1]]
    assert mail().status == DeliveryStatus.FAILED
    assert mail().last_error == "unreachable"
    assert bytes(mail().payload) == b""
    assert mail().attempts == LAST_ATTEMPT
    assert timedelta(days=4) < moment - begun < timedelta(days=4, hours=2)


def test_what_no_retry_can_help_fails_at_once(staffed: StaffedInstitution, tmp_path: Path) -> None:
    give_account(staffed)
    notify(staffed)
    deliver_all(Senders(Off(), NoMail(), mail_carries_content=False))
    for row in Delivery.objects.all():
        assert row.status == DeliveryStatus.FAILED
        assert row.last_error == "not configured"


def test_an_officer_removed_meanwhile_gets_nothing(
    staffed: StaffedInstitution, tmp_path: Path
) -> None:
    give_account(staffed)
    notify(staffed)
    Account.objects.update(is_active=False)
    deliver_all(senders(tmp_path))
    assert {row.last_error for row in Delivery.objects.all()} == {"officer gone"}
    assert not (tmp_path / "sms.log").exists()


def test_an_officer_without_an_address_shows_as_failed(
    staffed: StaffedInstitution, tmp_path: Path
) -> None:
    give_account(staffed, phone="", email="")
    notify(staffed)
    deliver_all(senders(tmp_path))
    assert {row.last_error for row in Delivery.objects.all()} == {"no address"}


def test_content_stays_home_where_the_mail_would_travel_in_clear(
    staffed: StaffedInstitution, tmp_path: Path
) -> None:
    give_account(staffed)
    notify(staffed)
    outbox = tmp_path / "outbox.log"
    deliver_due(Channel.EMAIL, Senders(Off(), MailFile(outbox), mail_carries_content=False))
    written = outbox.read_text()
    assert "접수번호: 2026-000012" in written
    assert "심은글" not in written
    assert EMAIL not in written
    assert outbox.stat().st_mode & 0o077 == 0


def test_logs_of_delivery_name_no_address_and_no_content(
    staffed: StaffedInstitution, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    give_account(staffed)
    notify(staffed)
    with caplog.at_level(logging.DEBUG):
        deliver_all(Senders(Off(), mailer(free_port()), mail_carries_content=True))
    assert "unreachable" in caplog.text
    for planted in (CONTENT, PHONE, EMAIL, "한빛구청"):
        assert planted not in caplog.text


def test_wrong_settings_are_named_and_not_repeated() -> None:
    with pytest.raises(SettingsInvalid, match="HAECHI_MAIL_SENDER"):
        build_mailer(MailSettings("127.0.0.1", 25, Security.PLAIN, "kein-Absender", "x.example"))
