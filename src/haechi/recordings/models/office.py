"""Who answers for recording, which departments record, which numbers, with which notice."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from haechi.custody.models import Officer
from haechi.institutions.models import Department, Institution
from haechi.recordings.numbers import written
from haechi.recordings.types import (
    LEAST_DAYS,
    MOST_DAYS,
    AnswerChoice,
    AudioChoice,
    FullChoice,
    Ground,
    LineMode,
    NoticeKind,
    Responsible,
    UseState,
)


class Designation(models.Model):
    """One of the responsible persons of 제5조, or the head of a department that records."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=Responsible)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="recording_designations")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)  # its last day
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                name="responsible_kind_known", condition=Q(kind__in=Responsible.values)
            ),
            models.CheckConstraint(
                name="responsible_department_of_head",
                condition=Q(kind=Responsible.USER_HEAD, department__isnull=False)
                | (~Q(kind=Responsible.USER_HEAD) & Q(department__isnull=True)),
            ),
            models.CheckConstraint(
                name="responsible_days_in_order",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                name="responsible_one_chief",
                fields=["institution"],
                condition=Q(kind=Responsible.CHIEF, until__isnull=True),
            ),
            models.UniqueConstraint(
                name="responsible_one_head",
                fields=["department"],
                condition=Q(kind=Responsible.USER_HEAD, until__isnull=True),
            ),
        ]


class Pledge(models.Model):
    """A signed pledge of secrecy (제10조); `digest` is the SHA-256 of the words that were signed."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="recording_pledges")
    version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["-signed_at"]
        constraints = [models.UniqueConstraint(name="pledge_once", fields=["officer", "version"])]


class RecordingUse(models.Model):
    """A department's application to record its calls, and what became of it (제6조②)."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="recording_uses")
    ground = models.CharField(max_length=9, choices=Ground)
    reason = models.CharField(max_length=1000)
    state = models.CharField(max_length=8, choices=UseState, default=UseState.APPLIED)
    applied_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=1000, blank=True)
    ended_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-applied_at", "-id"]
        constraints = [
            models.CheckConstraint(name="use_ground_known", condition=Q(ground__in=Ground.values)),
            models.CheckConstraint(name="use_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(
                name="use_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("applied_by")),
            ),
            models.CheckConstraint(
                name="use_state_fits",
                condition=Q(state=UseState.APPLIED, decided_by__isnull=True, ended_by__isnull=True)
                | Q(state=UseState.APPROVED, decided_by__isnull=False, ended_by__isnull=True)
                | (
                    Q(state=UseState.REFUSED, decided_by__isnull=False, ended_by__isnull=True)
                    & ~Q(refusal="")
                )
                | (
                    Q(state=UseState.ENDED, decided_by__isnull=False, ended_by__isnull=False)
                    & ~Q(ending="")
                ),
            ),
            models.UniqueConstraint(
                name="use_one_live",
                fields=["department"],
                condition=Q(state__in=[UseState.APPLIED, UseState.APPROVED]),
            ),
        ]


class Line(models.Model):
    """An office number; a removed one keeps its row, since calls name it."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)  # digits, as `numbers.normalise` writes them
    department = models.ForeignKey(Department, models.PROTECT, related_name="lines")
    official = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="lines")
    user_name = models.CharField(max_length=60, blank=True)  # where she has no account
    mode = models.CharField(max_length=9, choices=LineMode, default=LineMode.NONE)
    removed_on = models.DateField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(name="line_mode_known", condition=Q(mode__in=LineMode.values)),
            models.CheckConstraint(
                name="line_one_user", condition=Q(official__isnull=True) | Q(user_name="")
            ),
            models.UniqueConstraint(
                name="line_number_unique", fields=["number"], condition=Q(removed_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return written(self.number)


class Notice(models.Model):
    """A spoken notice (제7조). Never changed: calls prove by it what was said. Triggers keep it so."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=NoticeKind)
    version = models.PositiveIntegerField()
    text = models.CharField(max_length=500)  # what is spoken, Korean
    sound = models.BinaryField()  # 8 kHz, 16-bit little endian, mono
    sha256 = models.CharField(max_length=64)  # of `sound`
    milliseconds = models.PositiveIntegerField()
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.CheckConstraint(
                name="notice_kind_known", condition=Q(kind__in=NoticeKind.values)
            ),
            models.CheckConstraint(
                name="notice_is_heard", condition=Q(milliseconds__gt=0) & ~Q(text="")
            ),
            models.UniqueConstraint(
                name="notice_version_unique", fields=["institution", "kind", "version"]
            ),
        ]


class RecordingSettings(models.Model):
    institution = models.OneToOneField(
        Institution, models.PROTECT, primary_key=True, related_name="recording_settings"
    )
    retention_days = models.PositiveSmallIntegerField(
        default=LEAST_DAYS,
        validators=[MinValueValidator(LEAST_DAYS), MaxValueValidator(MOST_DAYS)],
    )
    answer_by = models.CharField(max_length=12, choices=AnswerChoice, default=AnswerChoice.ANSWER)
    when_full = models.CharField(max_length=20, choices=FullChoice, default=FullChoice.CONNECT)
    audio = models.CharField(max_length=9, choices=AudioChoice, default=AudioChoice.FLAC)
    managing_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+"
    )
    full_notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")
    selective_notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recording_retention_range",
                condition=Q(retention_days__gte=LEAST_DAYS, retention_days__lte=MOST_DAYS),
            )
        ]
