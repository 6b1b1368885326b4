"""Calls, their sealed files, the keys of days, and who was granted what."""

from django.db import models
from django.db.models import F, Q

from haechi.custody.models import DeskEpoch, Officer
from haechi.institutions.models import Department, Institution
from haechi.recordings.models.office import Line, Notice
from haechi.recordings.types import CallMode, CallOutcome, FileKind

SEALED_HALF = 128  # bytes: 32 in two sealed boxes


class DayKey(models.Model):
    """The public half of a day's key; the private one is a file until `destroy_on`.

    `lost_on`: the file was gone before its time, what was sealed to it is noise, another key stands in.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="recording_days")
    day = models.DateField()
    public_key = models.BinaryField(max_length=32)
    destroy_on = models.DateField()
    destroyed_on = models.DateField(null=True)
    lost_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="day_key_unique",
                fields=["institution", "day"],
                condition=Q(lost_on__isnull=True),
            ),
            models.CheckConstraint(
                name="day_key_after_its_day", condition=Q(destroy_on__gt=F("day"))
            ),
        ]
        indexes = [models.Index(name="day_key_due", fields=["destroy_on"])]


class Call(models.Model):
    """A row of the catalogue. `caller`, `called`: sealed under the catalogue's key, gone with the recording.

    `linked_to`: another row of the same session, told by a second exchange (SIPREC), that stands for both.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    call = models.CharField(max_length=32, unique=True)  # `telephony.types.CallId`
    day = models.DateField()  # in Korea, when it began
    begun_at = models.DateTimeField()
    talk_seconds = models.PositiveIntegerField()
    mode = models.CharField(max_length=9, choices=CallMode)
    outcome = models.CharField(max_length=14, choices=CallOutcome)
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    official = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    caller = models.BinaryField(max_length=80)
    called = models.BinaryField(max_length=80)
    caller_mark = models.BinaryField(max_length=16)  # keyed hash, to find a whole number
    called_mark = models.BinaryField(max_length=16)
    is_proven = models.BooleanField()  # a complete notice stands before what was recorded (제7조)
    files_count = models.PositiveSmallIntegerField(default=0)
    session = models.CharField(max_length=64, blank=True)
    linked_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="linked")
    destroyed_on = models.DateField(null=True)

    class Meta:
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.CheckConstraint(name="call_mode_known", condition=Q(mode__in=CallMode.values)),
            models.CheckConstraint(
                name="call_outcome_known", condition=Q(outcome__in=CallOutcome.values)
            ),
            models.CheckConstraint(
                name="call_destroyed_is_empty",
                condition=Q(destroyed_on__isnull=True)
                | Q(caller=b"", called=b"", caller_mark=b"", called_mark=b""),
            ),
            models.CheckConstraint(
                name="call_not_linked_to_itself",
                condition=Q(linked_to__isnull=True) | ~Q(linked_to=F("id")),
            ),
        ]
        indexes = [
            models.Index(name="call_by_time", fields=["institution", "-begun_at", "-id"]),
            models.Index(name="call_by_department", fields=["department", "-begun_at", "-id"]),
            models.Index(name="call_by_line", fields=["line", "-begun_at", "-id"]),
            models.Index(name="call_by_official", fields=["official", "-begun_at", "-id"]),
            models.Index(
                name="call_by_outcome", fields=["institution", "outcome", "-begun_at", "-id"]
            ),
            models.Index(
                name="call_by_part_and_outcome",
                fields=["department", "outcome", "-begun_at", "-id"],
            ),
            models.Index(name="call_by_caller", fields=["caller_mark", "-begun_at", "-id"]),
            models.Index(name="call_by_called", fields=["called_mark", "-begun_at", "-id"]),
            models.Index(
                name="call_by_session",
                fields=["institution", "session"],
                condition=~Q(session=""),
            ),
            models.Index(
                name="call_to_destroy",
                fields=["institution", "day"],
                condition=Q(destroyed_on__isnull=True),
            ),
        ]


class NoticeProof(models.Model):
    """That a notice was heard, and when: milliseconds after the call began (RC-3)."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="proofs")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="+")
    begun_ms = models.PositiveIntegerField()
    ended_ms = models.PositiveIntegerField()
    to_official = models.BooleanField()  # who heard it: the official, else the caller
    is_complete = models.BooleanField()

    class Meta:
        ordering = ["begun_ms", "id"]
        constraints = [
            models.CheckConstraint(name="proof_in_order", condition=Q(ended_ms__gte=F("begun_ms")))
        ]


class RecordingFile(models.Model):
    """A sealed file of a call. Its halves lie in a box of `day_key`, or of the hold's key while it is held."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=FileKind)
    blob = models.CharField(max_length=80, blank=True)
    peaks = models.CharField(max_length=80, blank=True)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    begun_ms = models.PositiveIntegerField()
    milliseconds = models.PositiveIntegerField()
    lead_ms = models.PositiveIntegerField(
        default=0
    )  # of it, before `begun_ms`: the notice in front
    interrupted = models.BooleanField()
    counts = models.JSONField(default=list)
    day_key = models.ForeignKey(DayKey, models.PROTECT, related_name="files")
    custodian_epoch = models.ForeignKey(DeskEpoch, models.PROTECT, related_name="+")
    approver_epoch = models.ForeignKey(DeskEpoch, models.PROTECT, related_name="+")
    custodian_half = models.BinaryField(max_length=SEALED_HALF)
    approver_half = models.BinaryField(max_length=SEALED_HALF)
    destroyed_on = models.DateField(null=True)

    class Meta:
        ordering = ["call_id", "number"]
        constraints = [
            models.UniqueConstraint(name="recording_number_unique", fields=["call", "number"]),
            models.CheckConstraint(
                name="recording_kind_known", condition=Q(kind__in=FileKind.values)
            ),
            models.CheckConstraint(
                name="recording_two_desks",
                condition=~Q(custodian_epoch=F("approver_epoch")),
            ),
            models.CheckConstraint(
                name="recording_destroyed_is_empty",
                condition=(Q(destroyed_on__isnull=True) & ~Q(blob=""))
                | Q(
                    destroyed_on__isnull=False,
                    blob="",
                    peaks="",
                    custodian_half=b"",
                    approver_half=b"",
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="recording_unfinished",
                fields=["id"],
                condition=Q(kind=FileKind.CONTAINER, destroyed_on__isnull=True),
            )
        ]


class Hold(models.Model):
    """One recording whose halves lie under a key of its own and outlive the day's: under a legal hold, or
    (without a `reason`) for the requests that have a `Claim`. `key_name`: the key's file, never used again."""

    file = models.OneToOneField(RecordingFile, models.CASCADE, related_name="hold")
    key_name = models.CharField(max_length=40, unique=True)
    public_key = models.BinaryField(max_length=32)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    since = models.DateTimeField()

    @property
    def is_legal(self) -> bool:
        return bool(self.reason)


class Claim(models.Model):
    """That a request which is not decided yet needs the recording: until then it is not destroyed."""

    file = models.ForeignKey(RecordingFile, models.CASCADE, related_name="claims")
    reference = models.CharField(max_length=60)  # as a grant's
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="claim_once", fields=["file", "reference"]),
        ]


class Grant(models.Model):
    """A recording opened to one officer who carries a request out: both halves, sealed to her key.

    Each half (128 bytes) lies once more in the box of the day, or of the hold: a copy of this row ends with it.
    Given by two people; empty before, and again at the end.
    """

    file = models.ForeignKey(RecordingFile, models.CASCADE, related_name="grants")
    grantee = models.ForeignKey(Officer, models.PROTECT, related_name="recording_grants")
    reference = models.CharField(max_length=60)
    opened_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ends_on = models.DateField()  # its last day
    custodian_half = models.BinaryField(max_length=SEALED_HALF, default=bytes)
    custodian_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    approver_half = models.BinaryField(max_length=SEALED_HALF, default=bytes)
    approver_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="grant_one_live",
                fields=["file", "grantee", "reference"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="grant_by_two_people",
                condition=Q(custodian_by__isnull=True)
                | Q(approver_by__isnull=True)
                | ~Q(custodian_by=F("approver_by")),
            ),
            models.CheckConstraint(
                name="grant_half_has_giver",
                condition=(Q(custodian_half=b"") | Q(custodian_by__isnull=False))
                & (Q(approver_half=b"") | Q(approver_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="grant_ended_is_empty",
                condition=Q(ended_at__isnull=True) | Q(custodian_half=b"", approver_half=b""),
            ),
        ]
        indexes = [
            models.Index(name="grant_due", fields=["ends_on"], condition=Q(ended_at__isnull=True))
        ]

    @property
    def is_complete(self) -> bool:
        return bool(self.custodian_half) and bool(self.approver_half)
