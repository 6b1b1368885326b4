"""What runs in a case: clocks, supplement requests, letters to and fro, objections."""

import uuid

from django.db import models
from django.db.models import Q

from haechi.cases.models.core import Case
from haechi.cases.types import ClockKind, ClockState, ExchangeKind


class CaseClock(models.Model):
    """A statutory period. `history`: [[kind, day, days], …] for `statutes.clocks.Clock.replay`.

    `due_on` is what that gives today; it is computed again when holidays change. `warned`: the
    smallest number of days before the end of which officer and head were told (7, 3, 1, or 0: over).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12, choices=ClockKind)
    rule = models.CharField(max_length=20)  # a `statutes.periods.CountingRule`
    length = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12)  # a `statutes.periods.Unit`
    law = models.CharField(
        max_length=100, blank=True
    )  # 다른 법령 that sets the period, or the article
    history = models.JSONField(default=list)
    state = models.CharField(max_length=7, choices=ClockState, default=ClockState.RUNNING)
    due_on = models.DateField()
    ended_on = models.DateField(null=True)
    warned = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="case_clock_one_open",
                fields=["case", "kind"],
                condition=~Q(state=ClockState.ENDED)
                & ~Q(kind__in=[ClockKind.REWARD_KNOWN, ClockKind.REWARD_FINAL]),
            ),
            models.CheckConstraint(
                name="case_clock_ended_has_day",
                condition=Q(state=ClockState.ENDED, ended_on__isnull=False)
                | (~Q(state=ClockState.ENDED) & Q(ended_on__isnull=True)),
            ),
        ]
        indexes = [models.Index(name="case_clock_by_due", fields=["state", "due_on"])]


class Supplement(models.Model):
    """A request for a supplement (제15조). `items`: which requirements; the words are in the notice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="supplements")
    number = models.PositiveSmallIntegerField()
    items = models.JSONField(default=list)
    requested_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True)
    expired_on = models.DateField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="supplement_number_unique", fields=["case", "number"]),
            models.CheckConstraint(
                name="supplement_due_after_request",
                condition=Q(due_on__gte=models.F("requested_on")),
            ),
        ]


class Exchange(models.Model):
    """A letter to another body, or from the Commission, and its answer (제18조②, 제19조④⑤, 제28조의4).

    `number` counts within the case and orders letters of one day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="exchanges")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ExchangeKind)
    on = models.DateField()
    body = models.BinaryField()  # sealed: which body, and what is asked
    answered_on = models.DateField(null=True)
    answer = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["on", "number"]
        constraints = [
            models.UniqueConstraint(name="exchange_number_unique", fields=["case", "number"]),
            models.CheckConstraint(
                name="exchange_answer_has_day",
                condition=Q(answer=b"") | Q(answered_on__isnull=False),
            ),
        ]


class Objection(models.Model):
    """An objection to the result (제21조) and its answer; `number` as of a letter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="objections")
    number = models.PositiveSmallIntegerField()
    received_on = models.DateField()
    reason = models.BinaryField()
    answered_on = models.DateField(null=True)
    answer = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["received_on", "number"]
        constraints = [
            models.UniqueConstraint(name="objection_number_unique", fields=["case", "number"]),
            models.UniqueConstraint(
                name="objection_one_open", fields=["case"], condition=Q(answered_on__isnull=True)
            ),
        ]
