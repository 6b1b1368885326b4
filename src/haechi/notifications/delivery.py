"""The outbox as a queue: claiming a due delivery, and what becomes of it (HL-6).

Any number of workers may claim: a row is taken by one conditional UPDATE, which sets the time after which
another worker may try again, so a worker that dies in the middle loses nothing.
"""

from datetime import timedelta

from django.db.models import F, Q, QuerySet

from haechi.common.clock import now, today
from haechi.notifications.models import Delivery
from haechi.notifications.types import Channel, DeliveryStatus

LEASE = timedelta(minutes=5)  # longer than any gateway or mail server is waited for
PAUSES = (1, 2, 5, 15, 60)  # minutes after the first, second … failure, the last again and again
# Four days: a gateway that fails on the eve of a long weekend is mended after it, and the notice goes out.
LAST_ATTEMPT = len(PAUSES) + 4 * 24
_FURTHEST = timedelta(minutes=PAUSES[-1] + 1)
_LOOKED_AT = 20


def claim_next(channel: Channel) -> Delivery | None:
    """Take the next due delivery of a channel for `LEASE`; None where there is none."""
    moment = now()
    due = Delivery.objects.filter(
        Q(next_attempt_at__isnull=True)
        | Q(next_attempt_at__lte=moment)
        | Q(next_attempt_at__gt=moment + _FURTHEST),  # by a clock that has been set back since
        status=DeliveryStatus.WAITING,
        channel=channel,
    ).order_by(F("next_attempt_at").asc(nulls_first=True), "pk")
    for row in due[:_LOOKED_AT]:
        taken = Delivery.objects.filter(
            pk=row.pk, status=DeliveryStatus.WAITING, next_attempt_at=row.next_attempt_at
        ).update(next_attempt_at=moment + LEASE, attempts=F("attempts") + 1)
        if taken:
            row.attempts += 1
            return row
    return None


def mark_sent(delivery: Delivery) -> None:
    _end(delivery, DeliveryStatus.SENT, "")


def mark_failed(delivery: Delivery, reason: str) -> None:
    """Give up: somebody must change something first. `reason` names a kind, never an address."""
    _end(delivery, DeliveryStatus.FAILED, reason)


def postpone(delivery: Delivery, reason: str) -> None:
    """Try again after a growing pause; after four days it has failed."""
    if delivery.attempts >= LAST_ATTEMPT:
        mark_failed(delivery, reason)
        return
    minutes = PAUSES[min(delivery.attempts, len(PAUSES)) - 1]
    _waiting(delivery).update(
        next_attempt_at=now() + timedelta(minutes=minutes), last_error=_short(reason)
    )


def _end(delivery: Delivery, status: DeliveryStatus, reason: str) -> None:
    """An ended delivery keeps neither its payload nor a time: the day is enough to look it up."""
    _waiting(delivery).update(
        status=status,
        payload=b"",
        next_attempt_at=None,
        ended_on=today(),
        last_error=_short(reason),
    )


def _waiting(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.WAITING)


def _short(reason: str) -> str:
    return reason[:60]
