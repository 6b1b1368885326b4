"""Mail server and SMS gateway down for a day, then back; a clock that was wrong meanwhile (HL-6)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from haechi.cli.installation import free_port
from haechi.common.clock import now
from haechi.jobs.deliver import deliver_due
from haechi.jobs.senders import Senders
from haechi.jobs.tests.people import give_account, notify
from haechi.notifications.channels.config import (
    GatewayName,
    SmsSettings,
    build_gateway,
    build_mailer,
)
from haechi.notifications.channels.mail import MailSettings, Security
from haechi.notifications.channels.port import PhoneNumber
from haechi.notifications.channels.tests.loopback import (
    KEY,
    REGISTERED_SENDER,
    SECRET,
    SERVICE,
    NcpProvider,
    Provider,
    running,
)
from haechi.notifications.channels.tests.smtp_process import Server, server
from haechi.notifications.models import Delivery
from haechi.notifications.selectors import backlog, deliveries_about
from haechi.notifications.types import Channel, DeliveryStatus
from haechi.testing import StaffedInstitution, make_institution

pytestmark = [pytest.mark.django_db, pytest.mark.process]
NOTICES = 2
DAY = timedelta(days=1)


@pytest.fixture
def staffed() -> StaffedInstitution:
    made = make_institution()
    give_account(made)
    return made


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running(NcpProvider()) as started:
        yield started


@pytest.fixture
def smtp(tmp_path: Path) -> Iterator[Server]:
    with server(tmp_path / "mail", Security.PLAIN) as started:
        yield started


def senders(sms_address: str, mail_port: int) -> Senders:
    sms = SmsSettings(
        gateway=GatewayName.NCP,
        sender=PhoneNumber(REGISTERED_SENDER),
        key=KEY,
        secret=SECRET,
        service_id=SERVICE,
        address=sms_address,
        timeout=2.0,
    )
    mail = MailSettings(
        "127.0.0.1", mail_port, Security.PLAIN, "haechi@hanbit.example", "hanbit.example"
    )
    return Senders(build_gateway(sms), build_mailer(mail), mail_carries_content=False)


def down() -> Senders:
    return senders(f"http://127.0.0.1:{free_port()}", free_port())


def rounds(found: Senders, begun: datetime, lasting: timedelta) -> datetime:
    """What the worker does from `begun` on, whenever something is due; returns when that was last."""
    moment = begun
    while True:
        with time_machine.travel(moment, tick=False):
            for channel in Channel:
                deliver_due(channel, found)
        due = Delivery.objects.filter(status=DeliveryStatus.WAITING)
        next_one = due.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
        if next_one is None or next_one > begun + lasting:
            return moment
        moment = next_one


def test_after_a_day_without_gateways_every_notice_goes_out_once_and_its_outcome_shows(
    staffed: StaffedInstitution, provider: Provider, smtp: Server
) -> None:
    """Fault: neither mail server nor SMS gateway answers for a day. Every notice waits, the page shows that
    it is retried and why; once they are back each goes out exactly once, within the hour."""
    for _ in range(NOTICES):
        notify(staffed)
    begun = now()
    rounds(down(), begun, DAY)
    assert (backlog().retrying, backlog().failed) == (2 * NOTICES, 0)
    about = deliveries_about("report:7d9f", institution_id=staffed.institution.pk)
    assert {each.last_error for each in about} == {"unreachable"}

    back = begun + DAY
    last = rounds(senders(provider.address, smtp.port), back, timedelta(hours=2))

    assert last - back <= timedelta(hours=1)
    assert (len(provider.accepted), smtp.count()) == (NOTICES, NOTICES)
    assert {(each.status, each.last_error) for each in about.all()} == {(DeliveryStatus.SENT, "")}
    rounds(senders(provider.address, smtp.port), last, DAY)
    assert (len(provider.accepted), smtp.count()) == (NOTICES, NOTICES), "and never again"


@pytest.mark.parametrize("wrong_by", [DAY, timedelta(hours=1)], ids=["day ahead", "hour ahead"])
def test_a_notice_postponed_by_a_wrong_clock_does_not_wait_until_that_time_comes(
    staffed: StaffedInstitution, provider: Provider, smtp: Server, wrong_by: timedelta
) -> None:
    """Fault: a notice was postponed while the clock was ahead. When it is right again the notice goes out
    within the longest pause, not when the wrong time comes."""
    notify(staffed)
    right = now()
    with time_machine.travel(right + wrong_by, tick=False):
        for channel in Channel:
            deliver_due(channel, down())
    with time_machine.travel(right + timedelta(minutes=1), tick=False):
        for channel in Channel:
            deliver_due(channel, senders(provider.address, smtp.port))
        early = len(provider.accepted) + smtp.count()
    with time_machine.travel(right + timedelta(minutes=61), tick=False):
        for channel in Channel:
            deliver_due(channel, senders(provider.address, smtp.port))
    assert early == (2 if wrong_by == DAY else 0)
    assert (len(provider.accepted), smtp.count()) == (1, 1)
