"""Requests, who decided on them, what was chosen, and what was done with it."""

from django.db import models
from django.db.models import Q

from haechi.custody.models import DeskEpoch, Officer
from haechi.disclosures.states import State
from haechi.disclosures.types import ApplicantKind, DeliveryKind, Series, Verdict, Way
from haechi.institutions.models import Institution
from haechi.recordings.models import Grant, RecordingFile

_UNDECIDED = (
    State.RECEIVED,
    State.MORE_ASKED,
    State.CHECKED,
    State.REVIEWED,
    State.REFUSED,
    State.WITHDRAWN,
)


class RequestCounter(models.Model):
    """The last number of a year; locked by whoever takes the next until her transaction ends."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    series = models.CharField(max_length=10, choices=Series)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="request_counter_unique", fields=["institution", "series", "year"]
            )
        ]


class Request(models.Model):
    """Form 1. `content`, `certificate`, `reply`: sealed under the request's key; `archive`: the password of
    the archive that is being handed out, until it is fetched."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    series = models.CharField(max_length=10, choices=Series)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    state = models.CharField(max_length=11, choices=State, default=State.RECEIVED)
    way = models.CharField(max_length=9, choices=Way)
    applicant_kind = models.CharField(max_length=8, choices=ApplicantKind)
    applicant = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    is_party = models.BooleanField()
    law = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    carrier = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    content = models.BinaryField()
    certificate = models.BinaryField(default=bytes)
    archive = models.BinaryField(default=bytes)
    handed_over_on = models.DateField(null=True)
    reply_due_on = models.DateField(null=True)
    reply_warned = models.PositiveSmallIntegerField(
        null=True
    )  # days left when last told; 0: overdue
    replied_on = models.DateField(null=True)
    reply = models.BinaryField(default=bytes)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["-year", "-sequence", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="request_number_unique", fields=["institution", "series", "year", "sequence"]
            ),
            models.CheckConstraint(name="request_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="request_by_party_or_law",
                condition=Q(state__in=_UNDECIDED) | Q(is_party=True) | ~Q(law=""),
            ),
            models.CheckConstraint(
                name="request_handed_over_is_signed",
                condition=Q(handed_over_on__isnull=True)
                | Q(series=Series.KEEP)
                | ~Q(certificate=b""),
            ),
            models.CheckConstraint(
                name="request_provision_is_answered",
                condition=~Q(series=Series.DISCLOSURE, way=Way.PROVISION, state=State.CLOSED)
                | Q(replied_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="request_by_state", fields=["institution", "state"]),
            models.Index(
                name="request_reply_due",
                fields=["reply_due_on"],
                condition=Q(state=State.HANDED_OVER),
            ),
        ]

    @property
    def display_number(self) -> str:
        word = "녹취" if self.series == Series.DISCLOSURE else "녹취 보관"
        return f"{self.year} {word} 제{self.sequence}호"

    @property
    def reference(self) -> str:
        """How a grant names it."""
        return f"disclosure:{self.pk}"


class RequestSeal(models.Model):
    """The request's key, sealed to a desk or to one officer."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="seals")
    epoch = models.ForeignKey(DeskEpoch, models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    sealed_key = models.BinaryField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="request_seal_of_one",
                condition=Q(epoch__isnull=True, officer__isnull=False)
                | Q(epoch__isnull=False, officer__isnull=True),
            ),
            models.UniqueConstraint(name="request_seal_officer", fields=["request", "officer"]),
            models.UniqueConstraint(name="request_seal_epoch", fields=["request", "epoch"]),
        ]


class Decision(models.Model):
    """A line of a request's course. `step`: 1 담당자, 2 팀장, 3 과장, 0 none of them.

    `reason`: sealed. `is_current`: not of a round before more was asked for.
    """

    request = models.ForeignKey(Request, models.CASCADE, related_name="decisions")
    step = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=9, choices=Verdict)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.BinaryField(default=bytes)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="request_three_people",
                fields=["request", "officer"],
                condition=Q(verdict=Verdict.APPROVED, is_current=True),
            ),
            models.UniqueConstraint(
                name="request_step_once",
                fields=["request", "step"],
                condition=Q(verdict=Verdict.APPROVED, is_current=True),
            ),
        ]


class Item(models.Model):
    """A recording that the request means, chosen from the catalogue; `grant` once it was approved."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="items")
    file = models.ForeignKey(RecordingFile, models.CASCADE, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    grant = models.OneToOneField(Grant, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="item_once", fields=["request", "file"])]


class Proof(models.Model):
    """A paper that came with form 1: cleaned, sealed; name and type lie sealed too."""

    id = models.UUIDField(primary_key=True, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="proofs")
    position = models.PositiveSmallIntegerField()
    blob = models.CharField(max_length=80, unique=True)
    sealed_key = models.BinaryField(max_length=80)
    sealed_meta = models.BinaryField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="proof_position", fields=["request", "position"])
        ]


class Delivery(models.Model):
    """That a recording was heard or handed out, by whom and when. Rows are only added."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="deliveries")
    file = models.ForeignKey(RecordingFile, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=DeliveryKind)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


__all__ = ["Decision", "Delivery", "Item", "Proof", "Request", "RequestCounter", "RequestSeal"]
