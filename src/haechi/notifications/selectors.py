"""Reading the outbox: what became of a notice, and whether it backs up."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from haechi.common.clock import now, today
from haechi.notifications.models import ChannelState, Delivery
from haechi.notifications.services import subject_of_test
from haechi.notifications.types import Channel, DeliveryStatus


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


@dataclass(frozen=True)
class DayOfChannel:
    """What ended on a day over a channel."""

    day: date
    channel: Channel
    sent: int
    failed: int


def outcomes_by_day(institution_id: int, *, days: int = 14) -> list[DayOfChannel]:
    """The last days on which a delivery of the institution ended, newest first."""
    rows = (
        Delivery.objects.filter(
            institution_id=institution_id, ended_on__gt=today() - timedelta(days=days)
        )
        .values("ended_on", "channel")
        .annotate(
            sent=Count("pk", filter=Q(status=DeliveryStatus.SENT)),
            failed=Count("pk", filter=Q(status=DeliveryStatus.FAILED)),
        )
        .order_by("-ended_on", "channel")
    )
    return [
        DayOfChannel(row["ended_on"], Channel(row["channel"]), row["sent"], row["failed"])
        for row in rows
        if row["ended_on"]
    ]


@dataclass(frozen=True)
class ChannelView:
    """A channel as an administrator sees it. `state`: None until a worker has told it.

    `waiting` have not been tried, `retrying` were in vain; `reasons` of the retried and the last failed.
    """

    channel: Channel
    state: ChannelState | None
    waiting: int
    retrying: int
    reasons: list[str]


def channel_views(institution_id: int) -> list[ChannelView]:
    states = {state.channel: state for state in ChannelState.objects.all()}
    return [_channel_view(institution_id, each, states.get(each)) for each in Channel]


def _channel_view(institution_id: int, channel: Channel, state: ChannelState | None) -> ChannelView:
    rows = Delivery.objects.filter(institution_id=institution_id, channel=channel)
    waiting = rows.filter(status=DeliveryStatus.WAITING)
    retrying = waiting.exclude(last_error="")
    failed = rows.filter(status=DeliveryStatus.FAILED, ended_on__gt=today() - timedelta(days=14))
    reasons = (retrying | failed).exclude(last_error="").values_list("last_error", flat=True)
    return ChannelView(
        channel=channel,
        state=state,
        waiting=waiting.filter(last_error="").count(),
        retrying=retrying.count(),
        reasons=sorted(set(reasons))[:5],
    )


def last_test(officer_id: int, channel: Channel) -> Delivery | None:
    """The officer's latest test notice over a channel."""
    mine = Delivery.objects.filter(subject=subject_of_test(officer_id), channel=channel)
    return mine.defer("payload").order_by("-pk").first()


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
