"""Sending what waits in the outbox (HL-6).

At least once: a worker that dies between sending and marking sends again after the lease. Nothing here
logs an address or a text.
"""

import json
import logging
from dataclasses import dataclass, field

from django.conf import settings

from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with
from haechi.jobs.senders import Senders
from haechi.notifications.channels.errors import DeliveryError, DeliveryRefused
from haechi.notifications.channels.port import PhoneInvalid, parse_phone
from haechi.notifications.delivery import claim_next, mark_failed, mark_sent, postpone
from haechi.notifications.models import Delivery
from haechi.notifications.texts import mail_text, sms_text
from haechi.notifications.types import Channel, Notice
from haechi.staff.selectors import Contact, contact_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Opened:
    values: dict[str, str]
    text: str = field(default="", repr=False)
    to: str = field(default="", repr=False)  # no officer's: a named reporter's own


def deliver_due(channel: Channel, senders: Senders, *, limit: int = 200) -> int:
    """Send what is due on a channel, at most `limit`; return how many were tried."""
    for done in range(limit):
        delivery = claim_next(channel)
        if delivery is None:
            return done
        _deliver(delivery, senders)
    return limit


def _deliver(delivery: Delivery, senders: Senders) -> None:
    contact = contact_of(delivery.officer_id, settings.OUTBOX)
    try:
        opened = _open(delivery)
        if contact is None and not opened.to:
            mark_failed(delivery, "officer gone")
            return
        _send(delivery, opened, _address(delivery, opened, contact), senders)
    except DeliveryRefused as error:
        logger.warning("delivery %s failed: %s", delivery.pk, error)
        mark_failed(delivery, _reason(error))
    except DeliveryError as error:
        logger.info("delivery %s postponed: %s", delivery.pk, error)
        postpone(delivery, _reason(error))
    except (PhoneInvalid, _NoAddress):
        mark_failed(delivery, "no address")
    except CannotOpen:
        mark_failed(delivery, "sealed to another key")
    else:
        mark_sent(delivery)


class _NoAddress(Exception):
    """The officer has none for this channel."""


def _open(delivery: Delivery) -> _Opened:
    return _Opened(**json.loads(open_with(settings.OUTBOX, delivery.payload)))


def _address(delivery: Delivery, opened: _Opened, contact: Contact | None) -> str:
    if opened.to or contact is None:
        return opened.to
    return contact.phone if delivery.channel == Channel.SMS else contact.email


def _send(delivery: Delivery, opened: _Opened, address: str, senders: Senders) -> None:
    notice = Notice(delivery.notice)
    if not address:
        raise _NoAddress
    if delivery.channel == Channel.SMS:
        senders.sms.send(to=parse_phone(address), text=sms_text(notice, opened.values))
        return
    content = opened.text if senders.mail_carries_content else ""
    mail = mail_text(notice, opened.values, content=content, staff_url=settings.STAFF_URL)
    senders.mail.send(to=address, subject=mail.subject, body=mail.body)


def _reason(error: DeliveryError) -> str:
    return f"{error.reason.value} ({error.code})" if error.code else error.reason.value
