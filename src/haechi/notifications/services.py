"""Putting notices into the outbox. Sending is the worker's (`haechi.jobs.deliver`)."""

import json
from collections.abc import Iterable

from django.conf import settings

from haechi.crypto.sealedbox import seal_to
from haechi.notifications.models import Delivery
from haechi.notifications.types import Channel, Notice


def enqueue(
    *,
    institution_id: int,
    officer_ids: Iterable[int],
    notice: Notice,
    subject: str,
    values: dict[str, str],
    email_text: str = "",
) -> None:
    """Queue one SMS and one e-mail for each officer; call inside the transaction of what happened.

    `values` fill the notice's short text (institution's name, number); `email_text` is the anonymous
    content that the institution lets the e-mail carry, empty otherwise. Both wait sealed.
    """
    short = _sealed({"values": values})
    full = _sealed({"values": values, "text": email_text})
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
        for channel, payload in ((Channel.SMS, short), (Channel.EMAIL, full))
    )


def _sealed(payload: dict[str, object]) -> bytes:
    """Sealed once for all officers: that they are told the same is known anyway."""
    return seal_to(settings.OUTBOX_PUBLIC_KEY, json.dumps(payload, ensure_ascii=False).encode())
