"""What officers add to a report for themselves."""

import uuid

from django.db import models

from haechi.custody.models import Officer
from haechi.reports.models import Report


class InternalNote(models.Model):
    """A note among officers, sealed under the report's data key."""

    uid = models.UUIDField(
        unique=True, default=uuid.uuid4
    )  # drawn by the writer's page: added once
    report = models.ForeignKey(Report, models.CASCADE, related_name="notes")
    officer = models.ForeignKey(Officer, models.PROTECT)
    sealed_as = models.BigIntegerField(null=True)  # the officer's number where the note was sealed
    written_at = models.DateTimeField()
    body = models.BinaryField()

    class Meta:
        ordering = ["id"]


class ReportRead(models.Model):
    """An officer has opened a report: its unread mark is gone for that officer."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="reads")
    officer = models.ForeignKey(Officer, models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="report_read_unique", fields=["report", "officer"])
        ]


class LegalHold(models.Model):
    """A report that must not be destroyed for now (보존 명령), and why (sealed)."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="hold")
    officer = models.ForeignKey(Officer, models.PROTECT)
    since = models.DateTimeField()
    reason = models.BinaryField()
