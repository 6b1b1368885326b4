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
    short = json.dumps({"values": values}, ensure_ascii=False).encode()
    full = json.dumps({"values": values, "text": email_text}, ensure_ascii=False).encode()
    Delivery.objects.bulk_create(
        Delivery(
            institution_id=institution_id,
            officer_id=officer_id,
            notice=notice,
            channel=channel,
            subject=subject,
            payload=seal_to(settings.OUTBOX_PUBLIC_KEY, body),
        )
        for officer_id in officer_ids
        for channel, body in ((Channel.SMS, short), (Channel.EMAIL, full))
    )
