"""Channels: a gateway that is down and comes back, tests, own addresses, what the staff site learns (HL-6)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings

from haechi.audit.types import command_line
from haechi.common.clock import now
from haechi.jobs.channels import tell_channels
from haechi.jobs.deliver import deliver_due
from haechi.jobs.senders import NoMail, Senders
from haechi.jobs.tests.people import EMAIL, give_account, notify, sms
from haechi.jobs.tests.test_deliver import deliver_all, mailer, senders
from haechi.notifications.channels.config import GatewayName, SmsSettings, build_gateway
from haechi.notifications.channels.port import SmsGateway, parse_phone
from haechi.notifications.channels.tests.loopback import (
    KEY,
    REGISTERED_SENDER,
    SECRET,
    Json,
    Request,
    SolapiProvider,
    running,
)
from haechi.notifications.errors import TestWaits, TooManyTests
from haechi.notifications.models import ChannelState
from haechi.notifications.selectors import last_test
from haechi.notifications.services import TESTS_A_DAY, send_test
from haechi.notifications.types import Channel, DeliveryStatus
from haechi.staff.models import Account
from haechi.staff.selectors import contact_of
from haechi.staff.services import change_contact
from haechi.testing import StaffedInstitution, make_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


class Outage(SolapiProvider):
    """Answers 503 until it is mended."""

    is_down = True

    def answer(self, request: Request) -> tuple[int, Json]:
        return (503, {}) if self.is_down else super().answer(request)


def test_a_gateway_down_for_a_day_delays_notices_and_loses_none(
    staffed: StaffedInstitution, tmp_path: Path
) -> None:
    """A real loopback gateway that answers 503 for a day and then works; the clock is moved."""
    give_account(staffed)
    notify(staffed)
    provider = Outage()
    with running(provider), time_machine.travel(now(), tick=False) as clock:
        found = Senders(solapi(provider.address), NoMail(), mail_carries_content=False)
        tries = wait_a_day(clock, found)
        assert 20 < tries < 40
        assert sms().status == DeliveryStatus.WAITING
        assert sms().last_error.startswith("busy")
        provider.is_down = False
        clock.shift(timedelta(hours=1))
        deliver_due(Channel.SMS, found)
        assert sms().status == DeliveryStatus.SENT
        assert len(provider.accepted) == 1, "once, though tried often"


def solapi(address: str) -> SmsGateway:
    return build_gateway(
        SmsSettings(
            GatewayName.SOLAPI, parse_phone(REGISTERED_SENDER), KEY, SECRET, address=address
        )
    )


def wait_a_day(clock, found: Senders) -> int:
    """Run the worker's job every five minutes for 26 hours; how often it tried."""
    tries = 0
    for _five_minutes in range(26 * 12):
        tries += deliver_due(Channel.SMS, found)
        clock.shift(timedelta(minutes=5))
    return tries


def test_the_staff_site_learns_kinds_of_channels_and_no_secret(tmp_path: Path) -> None:
    gateway = solapi("http://127.0.0.1:9")
    tell_channels(Senders(gateway, mailer(25), mail_carries_content=True))
    tell_channels(Senders(gateway, NoMail(), mail_carries_content=False))
    found = {row.channel: row for row in ChannelState.objects.all()}
    assert (found["sms"].service, found["sms"].works) == ("solapi", True)
    assert (found["email"].service, found["email"].works) == ("off", False)
    written = repr(list(ChannelState.objects.values()))
    for secret in (KEY, SECRET, REGISTERED_SENDER, "127.0.0.1"):
        assert secret not in written


def test_an_own_number_and_address_take_the_place_of_those_given(
    staffed: StaffedInstitution,
) -> None:
    officer = give_account(staffed)
    account = Account.objects.get()
    account.contact_hint = "010-****-5678 · of***@hanbit.example"
    change_contact(actor=command_line("test"), account=account, phone="01099998888", email=None)
    contact = contact_of(officer.pk, settings.OUTBOX)
    assert contact is not None
    assert (contact.phone, contact.email) == ("01099998888", EMAIL)
    assert account.contact_hint == "010-****-8888 · of***@hanbit.example"
    change_contact(actor=command_line("test"), account=account, phone=None, email="")
    contact = contact_of(officer.pk, settings.OUTBOX)
    assert contact is not None
    assert (contact.phone, contact.email) == ("01099998888", "")
    assert account.contact_hint == "010-****-8888"
    assert b"01099998888" not in bytes(Account.objects.get().own_phone)


def test_a_test_notice_says_that_it_is_one_and_takes_the_way_of_all(
    staffed: StaffedInstitution, tmp_path: Path
) -> None:
    officer = give_account(staffed)
    told: dict[str, Any] = {
        "institution_id": staffed.institution.pk,
        "institution_name": "한빛구청",
        "officer_id": officer.pk,
    }
    send_test(**told, channels=[Channel.SMS])
    with pytest.raises(TestWaits):
        send_test(**told, channels=[Channel.SMS])
    deliver_all(senders(tmp_path))
    assert "[한빛구청] 알림 시험입니다." in (tmp_path / "sms.log").read_text()
    row = last_test(officer.pk, Channel.SMS)
    assert row is not None
    assert row.status == DeliveryStatus.SENT
    assert last_test(officer.pk, Channel.EMAIL) is None
    for _again in range(TESTS_A_DAY - 1):
        send_test(**told, channels=[Channel.SMS])
        deliver_all(senders(tmp_path))
    with pytest.raises(TooManyTests):
        send_test(**told, channels=[Channel.SMS])
