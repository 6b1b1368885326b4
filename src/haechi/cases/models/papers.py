"""The binder (공익신고기록, 제17조): every paper in order of its date, sealed."""

import uuid

from django.db import models
from django.db.models import Q

from haechi.cases.models.core import Case
from haechi.cases.types import Direction, NoticeKind, PaperKind, PaperStatus, Way
from haechi.custody.models import Officer


class Paper(models.Model):
    """One paper. `entry` counts within the case and orders papers of one day.

    `sealed`: {"title", "text", …}. A notice that was sent is never changed (a trigger refuses).
    `tag`: keyed hash of what was received, so that the same paper is not received twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="papers")
    entry = models.PositiveIntegerField()
    direction = models.CharField(max_length=3, choices=Direction)
    kind = models.CharField(max_length=14, choices=PaperKind)
    notice = models.CharField(max_length=10, choices=NoticeKind, blank=True)
    form = models.PositiveSmallIntegerField(null=True)  # number of the official form
    status = models.CharField(max_length=5, choices=PaperStatus, default=PaperStatus.FILED)
    dated_on = models.DateField()
    sealed = models.BinaryField()
    officer = models.ForeignKey(Officer, models.PROTECT, null=True)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    sent_on = models.DateField(null=True)
    tag = models.BinaryField(max_length=16, null=True)

    class Meta:
        ordering = ["dated_on", "entry"]
        constraints = [
            models.UniqueConstraint(name="paper_entry_unique", fields=["case", "entry"]),
            models.UniqueConstraint(
                name="paper_received_once", fields=["case", "tag"], condition=Q(tag__isnull=False)
            ),
            models.CheckConstraint(
                name="paper_sent_has_way",
                condition=(Q(status=PaperStatus.SENT) & ~Q(way="") & Q(sent_on__isnull=False))
                | (~Q(status=PaperStatus.SENT) & Q(way="") & Q(sent_on__isnull=True)),
            ),
        ]


class PaperFile(models.Model):
    """A scan that belongs to a paper: a sealed blob, its name and type sealed too.

    `is_identity`: it says who somebody is, and lies under the identity key (PI-16).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    is_identity = models.BooleanField(default=False)
    blob = models.CharField(max_length=80, unique=True)
    sealed_key = models.BinaryField(max_length=80)
    sealed_meta = models.BinaryField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="paper_file_position", fields=["paper", "position"])
        ]
