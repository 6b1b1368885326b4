"""Recordings of an exchange that were uploaded on a page, until the worker has taken them in.

Names of files often hold numbers of parties: they lie sealed under the catalogue's key, as numbers do.
"""

from django.db import models
from django.db.models import Q

from haechi.custody.models import Officer
from haechi.institutions.models import Institution
from haechi.recordings.types import ImportState

SEALED_NAME = 320


class ImportMapping(models.Model):
    """How the exchange writes its table of calls; `words` as `telephony.importing.mapping` reads it."""

    institution = models.OneToOneField(
        Institution, models.CASCADE, primary_key=True, related_name="+"
    )
    words = models.TextField()
    changed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()


class ImportBatch(models.Model):
    """One table of calls with its audio. `mapping`: as it was then. `key_day`: whose import key it lies under.

    `faults`: [line, why] of lines that could not be read; `missing`: lines whose audio did not come with it.
    """

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.BinaryField(max_length=SEALED_NAME)
    uid = models.CharField(max_length=32, unique=True)
    mapping = models.TextField()
    key_day = models.DateField()
    blob = models.CharField(max_length=80, blank=True)
    key = models.BinaryField(max_length=80)
    reason = models.CharField(max_length=80, blank=True)  # of the whole table
    faults = models.JSONField(default=list)
    missing = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="import_ended_keeps_no_table",
                condition=Q(ended_at__isnull=True) | Q(blob="", key=b""),
            )
        ]
        indexes = [
            models.Index(name="import_waiting", fields=["id"], condition=Q(ended_at__isnull=True))
        ]


class ImportFile(models.Model):
    """An audio of a batch. `call`: the id that its call has in the catalogue, once it is taken."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files")
    call = models.CharField(max_length=32, unique=True)
    name = models.BinaryField(max_length=SEALED_NAME)
    size = models.BigIntegerField()
    blob = models.CharField(max_length=80, blank=True)
    key = models.BinaryField(max_length=80)
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.WAITING)
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="import_state_known", condition=Q(state__in=ImportState.values)
            ),
            models.CheckConstraint(
                name="import_done_keeps_no_audio",
                condition=Q(state=ImportState.WAITING) | Q(blob="", key=b""),
            ),
            models.CheckConstraint(
                name="import_rejected_says_why",
                condition=~Q(state=ImportState.REJECTED) | ~Q(reason=""),
            ),
        ]
