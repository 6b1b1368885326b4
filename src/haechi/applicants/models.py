"""Requests, to whom their keys are sealed, what the office decided, what came with them.

The tables are those of `disclosures`, where they stood first: only the models moved (docs/adr/024).
"""

from django.db import models
from django.db.models import Q

from haechi.applicants.states import UNDECIDED, State
from haechi.applicants.types import ApplicantKind, Series, Verdict, Way
from haechi.custody.models import DeskEpoch, Officer
from haechi.institutions.models import Institution

PAPERS_DAYS, REGISTER_YEARS = 365, 5
_MAY_LACK_LAW = (*UNDECIDED, State.REFUSED, State.WITHDRAWN)


class RequestCounter(models.Model):
    """The last number of a year; locked by whoever takes the next until her transaction ends."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    series = models.CharField(max_length=10, choices=Series)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "disclosures_requestcounter"
        constraints = [
            models.UniqueConstraint(
                name="request_counter_unique", fields=["institution", "series", "year"]
            )
        ]


class RequestPeriods(models.Model):
    """How long an institution keeps a request's papers after its end, and its line in the register."""

    institution = models.OneToOneField(
        Institution, models.CASCADE, primary_key=True, related_name="request_periods"
    )
    papers_days = models.PositiveSmallIntegerField(default=PAPERS_DAYS)
    register_years = models.PositiveSmallIntegerField(default=REGISTER_YEARS)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="request_periods_range",
                condition=Q(papers_days__range=(30, 3660), register_years__range=(1, 30)),
            )
        ]


class Request(models.Model):
    """Form 1. `content`, `certificate`, `reply`: sealed under the request's key; `archive`: the password of
    the archive that is being handed out, until it is fetched. `entry`: the register's line, under its own key.
    `law`, in the applicant's words, goes with the papers, `applicant` with the line.

    Filed on the public page it has `locator` and `applicant_seal` (adr/024), and of its time the day alone.
    """

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
    entry = models.BinaryField(default=bytes)
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
    papers_gone_on = models.DateField(null=True)
    locator = models.BinaryField(max_length=16, null=True, unique=True)
    submission_tag = models.BinaryField(max_length=16, null=True, unique=True)
    applicant_seal = models.BinaryField(max_length=80, null=True)

    class Meta:
        db_table = "disclosures_request"
        ordering = ["-year", "-sequence", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="request_number_unique", fields=["institution", "series", "year", "sequence"]
            ),
            models.CheckConstraint(name="request_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="request_by_party_or_law",
                condition=Q(state__in=_MAY_LACK_LAW)
                | Q(is_party=True)
                | Q(papers_gone_on__isnull=False)
                | ~Q(law=""),
            ),
            models.CheckConstraint(
                name="request_handed_over_is_signed",
                condition=Q(handed_over_on__isnull=True)
                | Q(series=Series.KEEP)
                | Q(papers_gone_on__isnull=False)
                | ~Q(certificate=b""),
            ),
            models.CheckConstraint(
                name="request_provision_is_answered",
                condition=~Q(series=Series.DISCLOSURE, way=Way.PROVISION, state=State.CLOSED)
                | Q(replied_on__isnull=False),
            ),
            models.CheckConstraint(
                name="request_papers_go_at_the_end",
                condition=Q(papers_gone_on__isnull=True)
                | Q(ended_on__isnull=False, content=b"", certificate=b"", reply=b"", law=""),
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

    @property
    def is_from_page(self) -> bool:
        """Filed on the public page, by nobody of the office."""
        return self.received_by_id is None


class RequestKey(models.Model):
    """The halves of a request's two keys that no dated backup holds; the other is sealed (docs/adr/007).

    `papers` is emptied with the papers, the row goes with the register's line.
    """

    request = models.OneToOneField(Request, models.CASCADE, primary_key=True, related_name="halves")
    papers = models.BinaryField(max_length=32)
    entry = models.BinaryField(max_length=32)


class RequestSeal(models.Model):
    """The request's secret, sealed to a desk or to one officer."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="seals")
    epoch = models.ForeignKey(DeskEpoch, models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    sealed_key = models.BinaryField(max_length=80)

    class Meta:
        db_table = "disclosures_requestseal"
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
        db_table = "disclosures_decision"
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


class Supplement(models.Model):
    """What the applicant sent when more was asked for: words, sealed. Her page adds rows and changes none.

    `asked`: the line of the course that it answers; one answer each.
    """

    request = models.ForeignKey(Request, models.CASCADE, related_name="supplements")
    asked = models.OneToOneField(Decision, models.CASCADE, related_name="supplement")
    words = models.BinaryField()
    on = models.DateField()

    class Meta:
        ordering = ["id"]


class Proof(models.Model):
    """A paper that came with form 1: cleaned, sealed; name and type lie sealed too."""

    id = models.UUIDField(primary_key=True, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="proofs")
    position = models.PositiveSmallIntegerField()
    blob = models.CharField(max_length=80, unique=True)
    sealed_key = models.BinaryField(max_length=80)
    sealed_meta = models.BinaryField()

    class Meta:
        db_table = "disclosures_proof"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="proof_position", fields=["request", "position"])
        ]


__all__ = [
    "ApplicantKind",
    "Decision",
    "Proof",
    "Request",
    "RequestCounter",
    "RequestKey",
    "RequestPeriods",
    "RequestSeal",
    "Supplement",
]
