"""Putting notices into the outbox. Sending is the worker's (`haechi.jobs.deliver`)."""

import json
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import transaction

from haechi.common.clock import today
from haechi.crypto.sealedbox import seal_to
from haechi.notifications.errors import TestWaits, TooManyTests
from haechi.notifications.models import Delivery
from haechi.notifications.types import Channel, DeliveryStatus, Notice

TESTS_A_DAY = 20  # each costs money; an officer who looks for a fault needs a few


def enqueue(
    *,
    institution_id: int,
    officer_ids: Iterable[int],
    notice: Notice,
    subject: str,
    values: dict[str, str],
    email_text: str = "",
    channels: Collection[Channel] = tuple(Channel),
) -> None:
    """Queue one SMS and one e-mail for each officer; call inside the transaction of what happened.

    `values` fill the notice's short text (institution's name, number); `email_text` is the anonymous
    content that the institution lets the e-mail carry, empty otherwise. Both wait sealed.
    """
    payloads = {
        Channel.SMS: _sealed({"values": values}),
        Channel.EMAIL: _sealed({"values": values, "text": email_text}),
    }
    Delivery.objects.bulk_create(
        Delivery(
            institution_id=institution_id,
            officer_id=officer_id,
            notice=notice,
            channel=channel,
            subject=subject,
            payload=payload,
        )
        for officer_id in officer_ids
        for channel, payload in payloads.items()
        if channel in channels
    )


def subject_of_test(officer_id: int) -> str:
    """What a test notice is about: the officer alone, so that her page finds it."""
    return f"test:{officer_id}"


@transaction.atomic
def send_test(
    *, institution_id: int, institution_name: str, officer_id: int, channels: Collection[Channel]
) -> None:
    """Queue a test notice to an officer's own addresses; it takes the way of every other.

    Raises:
        TestWaits: one on these channels has not ended yet.
        TooManyTests: as many as a day bears have ended today.
    """
    mine = Delivery.objects.filter(subject=subject_of_test(officer_id), channel__in=channels)
    if mine.filter(status=DeliveryStatus.WAITING).exists():
        raise TestWaits
    if mine.filter(ended_on=today()).count() >= TESTS_A_DAY:
        raise TooManyTests
    enqueue(
        institution_id=institution_id,
        officer_ids=[officer_id],
        notice=Notice.TEST,
        subject=subject_of_test(officer_id),
        values={"institution": institution_name},
        channels=channels,
    )


def enqueue_to(
    *,
    institution_id: int,
    officer_id: int,
    channel: Channel,
    address: str,
    notice: Notice,
    subject: str,
    values: dict[str, str],
    text: str = "",
) -> None:
    """Queue one notice to somebody who is no officer: `address` waits sealed with the rest.

    `officer_id`: who sends it, and sees what became of it.
    """
    payload = _sealed({"values": values, "text": text, "to": address})
    Delivery.objects.create(
        institution_id=institution_id,
        officer_id=officer_id,
        notice=notice,
        channel=channel,
        subject=subject,
        payload=payload,
    )


def _sealed(payload: dict[str, object]) -> bytes:
    """Sealed once for all officers: that they are told the same is known anyway."""
    return seal_to(settings.OUTBOX_PUBLIC_KEY, json.dumps(payload, ensure_ascii=False).encode())
