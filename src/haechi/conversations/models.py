"""Messages, sealed under their report's data key."""

import uuid

from django.db import models
from django.db.models import Q

from haechi.custody.models import Officer
from haechi.reports.models import Attachment, Report


class Side(models.TextChoices):
    REPORTER = "reporter"
    OFFICER = "officer"


class Message(models.Model):
    """One message. `id` gives the order and nothing else; the day is all that is kept of the time."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(unique=True, default=uuid.uuid4)  # drawn by the sender's page: sent once
    report = models.ForeignKey(Report, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=8, choices=Side)
    officer = models.ForeignKey(Officer, models.SET_NULL, null=True)
    body = models.BinaryField()
    posted_on = models.DateField()
    is_read = models.BooleanField(default=False)  # by the other side
    attachments = models.ManyToManyField(Attachment, related_name="messages")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="message_officer_only_on_officer_side",
                condition=Q(side=Side.OFFICER) | Q(officer__isnull=True),
            )
        ]
        indexes = [models.Index(name="message_by_report", fields=["report", "id"])]
