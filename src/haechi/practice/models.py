"""Practice days. No table here points to a report, a category or a reporter's department, and no table
of reports points here: what is practised can stand in no inbox, number, notice, search or figure (P-23).

Attendance is a counter a department, never a row a person; of times there is the session's own days alone.
"""

import uuid
from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from haechi.custody.models import DeskEpoch
from haechi.institutions.models import Department, Institution, Named

MOST_KEPT = 90  # days


class PracticeSession(models.Model):
    """One training: its link is open from first to last day, everything is destroyed `kept_days` later."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="practice_sessions")
    code = models.CharField(max_length=12)
    title = models.CharField(max_length=100)
    first_day = models.DateField()
    last_day = models.DateField()
    kept_days = models.PositiveSmallIntegerField(
        default=14, validators=[MinValueValidator(1), MaxValueValidator(MOST_KEPT)]
    )
    destroyed_after = models.DateField()  # last_day + kept_days
    is_ended = models.BooleanField(default=False)  # the trainer wants it gone at once
    unsaid = models.PositiveIntegerField(default=0)  # reports whose department was not said

    class Meta:
        # The one table named for sessions is the officers' (P-10).
        db_table = "practice_training"
        ordering = ["-first_day", "-id"]
        constraints = [
            models.UniqueConstraint(name="practice_code_unique", fields=["institution", "code"]),
            models.CheckConstraint(
                name="practice_days_in_order",
                condition=Q(first_day__lte=F("last_day"), last_day__lt=F("destroyed_after")),
            ),
            models.CheckConstraint(
                name="practice_kept_days_range",
                condition=Q(kept_days__gte=1, kept_days__lte=MOST_KEPT),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, day: date) -> bool:
        return not self.is_ended and self.first_day <= day <= self.last_day


class PracticeDepartment(Named):
    """A department that takes part, by the names it had then; `taken` counts its reports."""

    session = models.ForeignKey(PracticeSession, models.CASCADE, related_name="departments")
    department = models.ForeignKey(Department, models.SET_NULL, null=True)
    headcount = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


class PracticeKey(models.Model):
    """Half of every data key of the session: destroying this row destroys what was practised.

    No backup holds it: a practice thread is not worth bringing back.
    """

    session = models.OneToOneField(
        PracticeSession, models.CASCADE, primary_key=True, related_name="erasure_key"
    )
    key = models.BinaryField(max_length=32)


class PracticeReport(models.Model):
    """A practice report: only key and password of its receipt open it, nobody at the institution can.

    People type real things by mistake. Neither day nor department nor category stands in the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(PracticeSession, models.CASCADE, related_name="reports")
    locator = models.BinaryField(max_length=16, unique=True)
    submission_tag = models.BinaryField(max_length=16, null=True, unique=True)
    reporter_seal = models.BinaryField(max_length=80)
    content = models.BinaryField()
    talk = models.BinaryField()  # what surrounds the content, and the messages

    class Meta:
        indexes = [models.Index(name="practice_by_session", fields=["session"])]


class PracticeName(models.Model):
    """A name that somebody gave for the attendance list, sealed to the institution's intake desk.

    Nothing ties it to a practice report.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(PracticeSession, models.CASCADE, related_name="names")
    department = models.ForeignKey(PracticeDepartment, models.CASCADE, null=True)
    epoch = models.ForeignKey(DeskEpoch, models.CASCADE, related_name="+")
    sealed_key = models.BinaryField(max_length=80)
    sealed_name = models.BinaryField()
