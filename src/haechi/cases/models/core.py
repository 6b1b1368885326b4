"""The case, its keys and its history."""

import uuid

from django.db import models
from django.db.models import F, Q

from haechi.cases.states import CaseState, Event
from haechi.cases.types import Channel, ClosingGround, Track, Way
from haechi.custody.models import DeskEpoch, Officer
from haechi.institutions.models import Institution
from haechi.reports.models import Report


class CaseCounter(models.Model):
    """The last number given, per institution and year; locked while one is taken, so none is lost."""

    institution = models.ForeignKey(Institution, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_counter_unique", fields=["institution", "year"])
        ]


class Case(models.Model):
    """One public-interest report. The row outlives its contents: the register has no gaps (PI-5).

    `registered_on` gives the number its year; `received_on` is when it came in (a letter of Friday is
    registered on Monday). `missing`: which of the five requirements are not met (제15조①). `paper_tag`: keyed
    hash of the mark of the paper it came on, so that two officers do not register the same letter.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="cases")
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    registered_on = models.DateField()
    received_on = models.DateField()
    channel = models.CharField(max_length=8, choices=Channel)
    track = models.CharField(max_length=8, choices=Track)
    way = models.CharField(max_length=10, choices=Way)
    report = models.OneToOneField(Report, models.SET_NULL, null=True, related_name="case")
    report_key = models.BinaryField(
        default=bytes
    )  # of the report, sealed under the case's data key
    content = models.BinaryField()
    commission_number = models.BinaryField(default=bytes)
    paper_tag = models.BinaryField(max_length=16, null=True)

    state = models.CharField(max_length=13, choices=CaseState, default=CaseState.RECEIVED)
    state_on = models.DateField()
    back = models.CharField(max_length=13, choices=CaseState, blank=True)
    missing = models.JSONField(default=list)
    owed = models.JSONField(default=list)  # notices that must go without delay
    due_on = models.DateField(null=True)  # of the open clock that ends first; None: none is open
    extended = models.BooleanField(default=False)
    logged = models.BooleanField(default=False)
    consulted = models.BooleanField(default=False)
    transfer_consent = models.BooleanField(default=False)
    transferred_by = models.CharField(max_length=12, blank=True)  # "consent" or "consultation"
    withdrawn_on = models.DateField(null=True)
    going_on = models.BooleanField(default=False)
    ground = models.CharField(max_length=1, choices=ClosingGround, blank=True)
    reporter_known = models.BooleanField(default=True)
    insider = models.BooleanField(null=True)
    violation_found = models.BooleanField(default=False)
    concluded_on = models.DateField(null=True)
    notified_on = models.DateField(null=True)
    retention_years = models.PositiveSmallIntegerField(default=5)  # 0: for ever
    retention_until = models.DateField(null=True)
    held_since = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_number_unique", fields=["institution", "year", "sequence"]
            ),
            models.CheckConstraint(name="case_number_from_one", condition=Q(sequence__gte=1)),
            models.CheckConstraint(
                name="case_state_known", condition=Q(state__in=CaseState.values)
            ),
            models.CheckConstraint(
                name="case_registered_after_receipt",
                condition=Q(registered_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="case_closed_has_ground",
                condition=~Q(state=CaseState.CLOSED)
                | ~Q(ground="")
                | Q(withdrawn_on__isnull=False),
            ),
            models.CheckConstraint(
                name="case_transferred_lawfully",
                condition=~Q(state=CaseState.TRANSFERRED) | ~Q(transferred_by=""),
            ),
            models.CheckConstraint(
                name="case_referral_is_track",
                condition=Q(channel=Channel.REFERRAL, track=Track.REFERRED)
                | (~Q(channel=Channel.REFERRAL) & ~Q(track=Track.REFERRED)),
            ),
        ]
        indexes = [
            models.Index(name="case_by_number", fields=["institution", "-year", "-sequence"]),
            models.Index(
                name="case_by_state", fields=["institution", "state", "-year", "-sequence"]
            ),
            models.Index(
                name="case_by_channel", fields=["institution", "channel", "-year", "-sequence"]
            ),
            # With what the register sorts by and looks further with: a filter reads the index alone.
            models.Index(
                name="case_open_by_due",
                fields=["institution", "due_on", "year", "sequence", "id"],
                condition=Q(due_on__isnull=False),
            ),
            models.Index(
                name="case_by_receipt",
                fields=["institution", "received_on", "year", "sequence", "id"],
            ),
            models.Index(
                name="case_by_paper",
                fields=["institution", "paper_tag"],
                condition=Q(paper_tag__isnull=False),
            ),
            models.Index(name="case_by_retention", fields=["state", "retention_until"]),
        ]

    def __str__(self) -> str:
        return self.display_number

    @property
    def display_number(self) -> str:
        """`2026 공익 제12호`, as forms print it."""
        return f"{self.year} 공익 제{self.sequence}호"

    @property
    def is_referred(self) -> bool:
        return self.track == Track.REFERRED


class CaseKey(models.Model):
    """Half of what the case's two keys are made of; destroying this row destroys the case (ALL-3).

    Never in a dated backup, like `reports.ErasureKey` (docs/adr/007).
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="erasure_key")
    content = models.BinaryField(max_length=32)
    identity = models.BinaryField(max_length=32)


class CaseSeal(models.Model):
    """The other half of one key. `is_identity`: of identities, for the 책임관's desk alone (PI-16)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="seals")
    is_identity = models.BooleanField(default=False)
    epoch = models.ForeignKey(DeskEpoch, models.PROTECT, null=True, related_name="case_seals")
    officer = models.ForeignKey(Officer, models.CASCADE, null=True, related_name="case_seals")
    is_recovery = models.BooleanField(default=False)
    sealed_key = models.BinaryField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_seal_one_recipient",
                condition=Q(epoch__isnull=False, officer__isnull=True, is_recovery=False)
                | Q(epoch__isnull=True, officer__isnull=False, is_recovery=False)
                | Q(epoch__isnull=True, officer__isnull=True, is_recovery=True),
            ),
            models.UniqueConstraint(
                name="case_seal_epoch_unique",
                fields=["case", "is_identity", "epoch"],
                condition=Q(epoch__isnull=False),
            ),
            models.UniqueConstraint(
                name="case_seal_officer_unique",
                fields=["case", "is_identity", "officer"],
                condition=Q(officer__isnull=False),
            ),
        ]


class CaseExclusion(models.Model):
    """An officer with a conflict of interest (이해충돌): no seal, no notice, no list entry."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="exclusions")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="case_exclusions")
    since = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_exclusion_unique", fields=["case", "officer"])
        ]


class Handler(models.Model):
    """An officer who handles the case, from when to when; rows are ended, not removed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="handlers")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="handled_cases")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="handler_once_at_a_time",
                fields=["case", "officer"],
                condition=Q(until__isnull=True),
            )
        ]


class CaseEvent(models.Model):
    """One line of the history, never changed (a trigger refuses). `number` counts within the case.

    What a reporter does has a day only; `at` is an officer's or the worker's. `note`: sealed text.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=24, choices=Event)
    state = models.CharField(max_length=13, choices=CaseState)  # afterwards
    on = models.DateField()
    at = models.DateTimeField(null=True)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True)
    note = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="case_event_number_unique", fields=["case", "number"])
        ]
