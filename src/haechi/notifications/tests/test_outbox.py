"""The outbox: nothing plain waits, nothing is kept once it ended (HL-6)."""

import json
import uuid

import pytest
from django.db import IntegrityError, transaction

from haechi.common.clock import today
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import new_key_pair, open_with
from haechi.notifications.models import Delivery
from haechi.notifications.services import enqueue
from haechi.notifications.types import Channel, DeliveryStatus, Notice

pytestmark = pytest.mark.django_db
TEXT = "봉투를 주고받는 것을 보았습니다"
SUBJECT = f"report:{uuid.uuid4()}"


@pytest.fixture(autouse=True)
def queued() -> None:
    enqueue(
        institution_id=1,
        officer_ids=[7, 8],
        notice=Notice.REPORT_RECEIVED,
        subject=SUBJECT,
        values={"institution": "한빛구청", "number": "2026-000001"},
        email_text=TEXT,
    )


def test_each_officer_gets_one_sms_and_one_mail():
    assert sorted(Delivery.objects.values_list("officer_id", "channel")) == [
        (7, "email"),
        (7, "sms"),
        (8, "email"),
        (8, "sms"),
    ]


def test_the_worker_alone_reads_what_waits(settings):
    for delivery in Delivery.objects.all():
        body = json.loads(open_with(settings.OUTBOX, delivery.payload))
        assert body["values"]["number"] == "2026-000001"
        assert body.get("text", "") == (TEXT if delivery.channel == Channel.EMAIL else "")
        with pytest.raises(CannotOpen):
            open_with(new_key_pair(), delivery.payload)


def test_no_column_holds_text_number_or_address_in_the_clear():
    for row in Delivery.objects.values():
        shown = b"".join(
            bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row.values()
        )
        assert TEXT.encode() not in shown
        assert b"2026-000001" not in shown
        assert "한빛구청".encode() not in shown


def test_a_subject_fits_its_column_also_where_the_database_counts():
    assert len(SUBJECT) <= Delivery._meta.get_field("subject").max_length


def test_a_delivery_that_ended_keeps_no_payload_and_no_time():
    delivery = Delivery.objects.first()
    for change in (
        {"status": DeliveryStatus.SENT, "ended_on": today()},
        {"status": DeliveryStatus.SENT, "payload": b""},
        {"status": DeliveryStatus.WAITING, "ended_on": today()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(**change)
    Delivery.objects.filter(pk=delivery.pk).update(
        status=DeliveryStatus.SENT, ended_on=today(), payload=b""
    )


def test_nobody_to_tell_is_no_error():
    Delivery.objects.all().delete()
    enqueue(
        institution_id=1,
        officer_ids=[],
        notice=Notice.MESSAGE_RECEIVED,
        subject=SUBJECT,
        values={},
    )
    assert not Delivery.objects.exists()
