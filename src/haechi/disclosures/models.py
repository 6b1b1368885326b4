"""What was chosen for a request, and what was done with it; the request itself is `applicants`'."""

from django.db import models

from haechi.applicants.models import (
    Decision,
    Proof,
    Request,
    RequestCounter,
    RequestKey,
    RequestPeriods,
    RequestSeal,
    Supplement,
)
from haechi.custody.models import Officer
from haechi.disclosures.types import DeliveryKind
from haechi.recordings.models import Grant, RecordingFile


class Item(models.Model):
    """A recording that the request means, chosen from the catalogue; `grant` once it was approved."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="items")
    file = models.ForeignKey(RecordingFile, models.CASCADE, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    grant = models.OneToOneField(Grant, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="item_once", fields=["request", "file"])]


class Delivery(models.Model):
    """That a recording was heard or handed out, by whom and when. Rows are only added."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="deliveries")
    file = models.ForeignKey(RecordingFile, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=DeliveryKind)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


__all__ = [
    "Decision",
    "Delivery",
    "Item",
    "Proof",
    "Request",
    "RequestCounter",
    "RequestKey",
    "RequestPeriods",
    "RequestSeal",
    "Supplement",
]
