"""Reading the outbox: what became of a notice, and whether it backs up."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from haechi.common.clock import now
from haechi.notifications.models import Delivery
from haechi.notifications.types import DeliveryStatus


@dataclass(frozen=True)
class Backlog:
    """`retrying`: waiting after at least one failure; `failed`: given up, ever."""

    waiting: int
    retrying: int
    failed: int
    most_attempts: int


def deliveries_about(subject: str, *, institution_id: int) -> QuerySet[Delivery]:
    """The deliveries about one thing (`report:<uuid>`), oldest first, for the officers' page."""
    return (
        Delivery.objects.filter(subject=subject, institution_id=institution_id)
        .defer("payload")
        .order_by("pk")
    )


def failed_deliveries(institution_id: int) -> QuerySet[Delivery]:
    """What never arrived, newest first."""
    return (
        Delivery.objects.filter(institution_id=institution_id, status=DeliveryStatus.FAILED)
        .defer("payload")
        .order_by("-pk")
    )


def backlog(moment: datetime | None = None) -> Backlog:
    waiting = Delivery.objects.filter(status=DeliveryStatus.WAITING)
    due = waiting.filter(
        Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=moment or now()), attempts=0
    )
    retrying = waiting.filter(attempts__gt=0)
    return Backlog(
        waiting=due.count(),
        retrying=retrying.exclude(last_error="").count(),
        failed=Delivery.objects.filter(status=DeliveryStatus.FAILED).count(),
        most_attempts=waiting.aggregate(most=Max("attempts"))["most"] or 0,
    )
