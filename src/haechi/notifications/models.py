"""The outbox is the queue: a row a delivery, its payload sealed to the worker's key while it waits."""

from django.db import models
from django.db.models import Q

from haechi.notifications.types import Channel, DeliveryStatus, Notice


class Delivery(models.Model):
    """One notice to one officer over one channel.

    `payload` is sealed JSON for the worker (no address, no number: the worker looks those up), and is
    emptied once the delivery ended.
    """

    institution_id = models.BigIntegerField()
    officer_id = models.BigIntegerField()
    notice = models.CharField(max_length=30, choices=Notice)
    channel = models.CharField(max_length=10, choices=Channel)
    subject = models.CharField(max_length=60)  # what the delivery is about, e.g. "report:<uuid>"
    payload = models.BinaryField(default=bytes)
    status = models.CharField(max_length=10, choices=DeliveryStatus, default=DeliveryStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)  # null: at once; emptied when it ends
    last_error = models.CharField(max_length=60, blank=True)
    ended_on = models.DateField(null=True)  # the day only: a time would tell when a reporter wrote

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_ended_keeps_no_payload",
                condition=Q(status=DeliveryStatus.WAITING) | Q(payload=b""),
            ),
            models.CheckConstraint(
                name="delivery_ended_has_day",
                condition=Q(status=DeliveryStatus.WAITING, ended_on__isnull=True)
                | (~Q(status=DeliveryStatus.WAITING) & Q(ended_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                name="delivery_waiting",
                fields=["next_attempt_at", "id"],
                condition=Q(status=DeliveryStatus.WAITING),
            ),
            models.Index(name="delivery_by_subject", fields=["subject"]),
        ]

    def __str__(self) -> str:
        return f"{self.notice} by {self.channel}: {self.status}"


class ChannelState(models.Model):
    """What the worker's environment sets for a channel. The staff site cannot see that environment, and
    learns here what it shows: kinds and names of settings, never an address, a number or a secret."""

    channel = models.CharField(max_length=10, choices=Channel, unique=True)
    service = models.CharField(max_length=20)  # "ncp", "solapi", "nhn", "smtp", "file", "off" …
    works = models.BooleanField()  # something is sent, or at least written where it can be seen
    carries_content = models.BooleanField(default=False)  # safe enough for what was reported

    def __str__(self) -> str:
        return f"{self.channel}: {self.service}"
