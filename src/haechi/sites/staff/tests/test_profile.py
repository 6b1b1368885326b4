"""Own number and address, test notices, and the page of channels (HL-6)."""

import pytest
from django.conf import settings

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.common.clock import today
from haechi.notifications.models import ChannelState, Delivery
from haechi.notifications.types import Channel, DeliveryStatus, Notice
from haechi.sites.staff.tests.conftest import FileReport, House, employ
from haechi.staff.models import Account
from haechi.staff.selectors import contact_of
from haechi.staff.services import contact_hint, seal_contact
from haechi.staff.types import Role
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db
PROFILE, TEST, CHANNELS = "/account/profile/", "/account/notice-test/", "/settings/notices/"
OLD = {"phone": "01012345678", "email": "doyun@example.kr"}


@pytest.fixture
def lee(house: House) -> Account:
    account = house.officer.account
    account.contact, account.contact_hint = seal_contact(**OLD), contact_hint(**OLD)
    account.save()
    return account


def reached(account: Account) -> tuple[str, str]:
    found = contact_of(account.officer_id, settings.OUTBOX)
    assert found is not None
    return found.phone, found.email


def test_an_officer_changes_one_of_the_two_and_the_other_stays(house: House, lee: Account) -> None:
    client = house.officer.client()
    assert client.post(PROFILE, {"phone": "010-9999-8888"}).status_code == 302
    assert reached(lee) == ("01099998888", OLD["email"])
    client.post(PROFILE, {"email": "lee@example.kr", "no_phone": "on"})
    assert reached(lee) == ("", "lee@example.kr")
    page = client.get(PROFILE).content.decode()
    assert "***@example.kr" in page
    assert "lee@example.kr" not in page
    rows = AuditEntry.objects.filter(action=Action.CONTACT_CHANGED)
    assert [row.detail for row in rows] == [
        {"phone": True, "email": False},
        {"phone": True, "email": True},
    ]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"phone": "02-123-4567"},
        {"email": "nobody"},
        {"no_phone": "on", "no_email": "on"},
    ],
)
def test_what_would_reach_nobody_is_refused(
    house: House, lee: Account, sent: dict[str, str]
) -> None:
    answer = house.officer.client().post(PROFILE, sent)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert reached(lee) == (OLD["phone"], OLD["email"])


def test_a_test_notice_goes_to_oneself_through_the_outbox_and_its_outcome_is_shown(
    house: House, lee: Account
) -> None:
    client = house.officer.client()
    assert client.post(TEST)["Location"] == f"{PROFILE}#tests"
    rows = list(Delivery.objects.all())
    assert {row.officer_id for row in rows} == {lee.officer_id}
    assert {row.notice for row in rows} == {Notice.TEST}
    part = client.get(f"{TEST}outcome").content.decode()
    assert "data-under-way" in part
    client.post(TEST)
    assert Delivery.objects.count() == 2, "one at a time"
    Delivery.objects.filter(channel=Channel.SMS).update(attempts=2, last_error="unreachable")
    assert "연결할 수 없음" in client.get(f"{TEST}outcome").content.decode()
    Delivery.objects.filter(channel=Channel.SMS).update(
        status=DeliveryStatus.FAILED,
        last_error="no credit left (1030)",
        payload=b"",
        ended_on=today(),
    )
    Delivery.objects.filter(channel=Channel.EMAIL).update(
        status=DeliveryStatus.SENT, payload=b"", ended_on=today()
    )
    part = client.get(f"{TEST}outcome").content.decode()
    assert "data-under-way" not in part
    assert "1030" in part
    assert AuditEntry.objects.filter(action=Action.NOTICE_TESTED).count() == 1
    other = house.head.client().get(f"{TEST}outcome").content.decode()
    assert "1030" not in other, "a test is its officer's own"


def test_a_channel_is_tested_alone_and_an_unknown_one_is_missing(house: House) -> None:
    client = house.administrator.client()
    sent = {"channel": "sms", "from": "channels"}
    assert client.post(TEST, sent)["Location"] == f"{CHANNELS}#tests"
    assert [row.channel for row in Delivery.objects.all()] == [Channel.SMS]
    assert client.post(TEST, {"channel": "pigeon"}).status_code == 404


def test_the_page_of_channels_shows_kinds_and_outcomes_of_the_own_institution(
    house: House, file_report: FileReport
) -> None:
    client = house.administrator.client()
    assert "작업 프로세스" in client.get(CHANNELS).content.decode()
    for channel, service, works in ((Channel.SMS, "solapi", True), (Channel.EMAIL, "off", False)):
        ChannelState.objects.create(channel=channel, service=service, works=works)
    file_report()
    Delivery.objects.filter(channel=Channel.SMS).update(
        status=DeliveryStatus.SENT, payload=b"", ended_on=today()
    )
    page = client.get(CHANNELS).content.decode()
    assert "Solapi" in page
    assert today().isoformat() in page
    other = make_institution("other", officers=("정지호",))
    foreign = employ(other.officers[0], "jiho", Role.HEAD).client().get(CHANNELS).content.decode()
    assert today().isoformat() not in foreign
    assert house.officer.client().get(CHANNELS).status_code == 404
