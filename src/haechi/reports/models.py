"""Reports and what belongs to them. Days, never times; random identifiers, never time-ordered ones."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from haechi.custody.models import DeskEpoch, Officer
from haechi.institutions.models import Category, Institution
from haechi.reports.states import ReportState

DERIVATION = 2  # with a pepper for each institution (docs/adr/015)


class ReportCounter(models.Model):
    """The last number given, per institution and year; locked while one is taken."""

    institution = models.ForeignKey(Institution, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="report_counter_unique", fields=["institution", "year"])
        ]


class NumberedReports(models.Manager["Report"]):
    """Reports alone. A chat that is no report yet has no number: no list, figure or clock meets one."""

    def get_queryset(self) -> models.QuerySet["Report"]:
        return super().get_queryset().filter(number__isnull=False)


class Report(models.Model):
    """One anonymous report, or one chat of Talk that may become a report (`haechi.talks`).

    `number` is the institution's (year × 1,000,000 + sequence) and never shown to the reporter;
    `locator` is the reporter's and never shown to the institution. A chat has neither number nor
    category until an officer makes it a report; `received_on` is until then the day it was opened.

    `objects` leaves chats out. Whatever opens, re-seals, destroys, moves or counts what is kept uses
    `threads`, which has both; so do Django's own walks along references (`base_manager_name`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="reports")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="reports")
    number = models.PositiveBigIntegerField(null=True)
    received_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=14, choices=ReportState, default=ReportState.RECEIVED)
    state_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    first_answer_days = models.PositiveSmallIntegerField(null=True)
    result_days = models.PositiveSmallIntegerField(null=True)
    assignee = models.ForeignKey(Officer, models.SET_NULL, null=True, related_name="assigned")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    has_news = models.BooleanField(default=False)  # the reporter wrote and no officer opened it yet

    locator = models.BinaryField(max_length=16, unique=True)
    derivation = models.PositiveSmallIntegerField(default=1)  # of the locator: 1 as in release 0.1
    submission_tag = models.BinaryField(max_length=16, null=True, unique=True)
    reporter_public_key = models.BinaryField(max_length=32)
    reporter_seal = models.BinaryField(max_length=80)
    content = models.BinaryField()
    result = models.BinaryField(default=bytes)

    objects = NumberedReports()
    threads: ClassVar[models.Manager["Report"]] = models.Manager()

    class Meta:
        base_manager_name = "threads"
        constraints = [
            models.CheckConstraint(
                name="report_or_chat",
                condition=Q(number__isnull=False, category__isnull=False)
                | Q(number__isnull=True, category__isnull=True),
            ),
            models.UniqueConstraint(name="report_number_unique", fields=["institution", "number"]),
            models.CheckConstraint(
                name="report_state_known", condition=Q(state__in=ReportState.values)
            ),
            models.CheckConstraint(
                name="report_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
            ),
        ]
        indexes = [
            models.Index(name="report_by_state", fields=["institution", "state", "-number"]),
            models.Index(name="report_by_category", fields=["institution", "category", "-number"]),
            models.Index(name="report_by_assignee", fields=["assignee", "-number"]),
            models.Index(
                name="report_first_derivation", fields=["derivation"], condition=Q(derivation=1)
            ),
            # `number` stands in each of them to leave chats out without a look at the row.
            models.Index(name="report_by_due", fields=["institution", "state", "due_on", "number"]),
            # Covers every figure of the dashboard: rows are wide with ciphertext, this is not.
            models.Index(
                name="report_figures",
                fields=[
                    "institution",
                    "received_on",
                    "category",
                    "state",
                    "due_on",
                    "first_answer_days",
                    "result_days",
                    "withdrawn_on",
                    "merged_into",
                    "number",
                ],
            ),
            # In order of days waited: counted as they lie, without sorting every report.
            *(
                models.Index(
                    name=f"report_by_{field}",
                    fields=["institution", field, "received_on", "merged_into", "number"],
                    condition=Q(**{f"{field}__isnull": False}),
                )
                for field in ("first_answer_days", "result_days")
            ),
        ]

    def __str__(self) -> str:
        return self.display_number

    @property
    def is_chat(self) -> bool:
        """Not a report yet, and perhaps never."""
        return self.number is None

    @property
    def display_number(self) -> str:
        """`2026-000012`, as the institution cites it; "" for a chat."""
        if self.number is None:
            return ""
        return f"{self.number // 1_000_000}-{self.number % 1_000_000:06d}"


class ErasureKey(models.Model):
    """Half of what a report's data key is made of; destroying this row destroys the report (ALL-3).

    This table never goes into a dated backup: `haechi backup` keeps one copy of it that every run
    replaces, so that an old backup opens nothing that was destroyed since (docs/adr/007).
    """

    report = models.OneToOneField(
        Report, models.CASCADE, primary_key=True, related_name="erasure_key"
    )
    key = models.BinaryField(max_length=32)


class ReportSeal(models.Model):
    """The other half of the data key, sealed to a desk epoch or, with exclusions, to single officers."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="seals")
    epoch = models.ForeignKey(DeskEpoch, models.PROTECT, null=True, related_name="report_seals")
    officer = models.ForeignKey(Officer, models.CASCADE, null=True, related_name="report_seals")
    is_recovery = models.BooleanField(default=False)
    sealed_key = models.BinaryField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_seal_one_recipient",
                condition=Q(epoch__isnull=False, officer__isnull=True, is_recovery=False)
                | Q(epoch__isnull=True, officer__isnull=False, is_recovery=False)
                | Q(epoch__isnull=True, officer__isnull=True, is_recovery=True),
            ),
            models.UniqueConstraint(
                name="report_seal_epoch_unique",
                fields=["report", "epoch"],
                condition=Q(epoch__isnull=False),
            ),
            models.UniqueConstraint(
                name="report_seal_officer_unique",
                fields=["report", "officer"],
                condition=Q(officer__isnull=False),
            ),
        ]


class Exclusion(models.Model):
    """An officer whom the reporter excluded: gets no seal and no notice (이 담당자는 볼 수 없게)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="exclusions")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="exclusions")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="exclusion_unique", fields=["report", "officer"])
        ]


class Draft(models.Model):
    """Files sent before their report. Readable only with the token in the reporter's page."""

    id = models.CharField(primary_key=True, max_length=32)
    institution = models.ForeignKey(Institution, models.PROTECT)
    expires_on = models.DateField()


class Attachment(models.Model):
    """A sealed file of a report or of a draft; its name, size and type are sealed too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="attachments")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    from_officer = models.BooleanField(default=False)
    blob = models.CharField(max_length=80, unique=True)
    sealed_key = models.BinaryField(max_length=80)
    sealed_meta = models.BinaryField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="attachment_one_owner",
                condition=Q(report__isnull=False, draft__isnull=True)
                | Q(report__isnull=True, draft__isnull=False),
            ),
            models.UniqueConstraint(
                name="attachment_position_in_report",
                fields=["report", "position"],
                condition=Q(report__isnull=False),
            ),
            models.UniqueConstraint(
                name="attachment_position_in_draft",
                fields=["draft", "position"],
                condition=Q(draft__isnull=False),
            ),
        ]


class KeyDelay(models.Model):
    """Misses on one bucket of typed report keys (20 bits of a keyed hash); no lock, only delay."""

    bucket = models.PositiveIntegerField(primary_key=True)
    misses = models.PositiveIntegerField(default=0)
    not_before = models.PositiveBigIntegerField(default=0)  # Unix seconds


class GuessBudget(models.Model):
    """How many misses are left, for all and for each password (docs/adr/003)."""

    scope = models.CharField(max_length=8, primary_key=True)
    level = models.FloatField()
    minute = models.PositiveBigIntegerField()  # Unix minutes of the last change, cut to hour or day
