"""Who is in a case, what they agreed to, and what is done to protect them."""

import uuid

from django.db import models
from django.db.models import Q

from haechi.cases.models.core import Case
from haechi.cases.models.papers import Paper
from haechi.cases.types import (
    ConsentKind,
    PartyKind,
    ProtectionGround,
    ProxyKind,
    Purpose,
    RewardKind,
)
from haechi.custody.models import Officer


class Party(models.Model):
    """A reporter, a proxy, an accused. `number` counts within the case.

    `sealed`: an `Identity`. The accused's is under the case's data key (it is what is investigated, and
    masked until a violation is found); all others' under the identity key (PI-16).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=PartyKind)
    sealed = models.BinaryField(default=bytes)  # empty: in a sealed envelope on paper, or unknown
    is_representative = models.BooleanField(default=False)
    proxy_kind = models.CharField(max_length=7, choices=ProxyKind, blank=True)
    proof_shown = models.BooleanField(default=False)  # 위임장, 신분증 사본 (제13조②)
    by_consent_only = models.BooleanField(default=False)  # a lawyer's client
    left_on = models.DateField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="party_number_unique", fields=["case", "number"]),
            models.UniqueConstraint(
                name="party_one_representative",
                fields=["case"],
                condition=Q(is_representative=True),
            ),
            models.CheckConstraint(
                name="party_representative_reports",
                condition=Q(is_representative=False)
                | Q(kind=PartyKind.REPORTER, left_on__isnull=True),
            ),
            models.CheckConstraint(
                name="party_proxy_has_kind_and_proof",
                condition=(Q(kind=PartyKind.PROXY) & ~Q(proxy_kind="") & Q(proof_shown=True))
                | (~Q(kind=PartyKind.PROXY) & Q(proxy_kind="")),
            ),
        ]


class Consent(models.Model):
    """What a reporter agreed to or refused, on which day; the last row of a kind holds.

    `by_reporter`: given on the site with key and password, else taken down by an officer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="consents")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="consents")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=ConsentKind)
    given = models.BooleanField()
    on = models.DateField()
    by_reporter = models.BooleanField(default=False)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="consent_number_unique", fields=["case", "number"]),
            models.CheckConstraint(
                name="consent_one_source",
                condition=Q(by_reporter=True, officer__isnull=True)
                | Q(by_reporter=False, officer__isnull=False),
            ),
        ]


class IdentityOpening(models.Model):
    """An identity was opened, by whom and why; the words are sealed, the trail has the rest.

    Of a party, or of a paper whose scan says who somebody is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="openings")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="openings")
    paper = models.ForeignKey(Paper, models.RESTRICT, null=True, related_name="openings")
    officer = models.ForeignKey(Officer, models.PROTECT)
    at = models.DateTimeField()
    purpose = models.CharField(max_length=13, choices=Purpose)
    reason = models.BinaryField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="opening_of_party_or_paper",
                condition=Q(party__isnull=False, paper__isnull=True)
                | Q(party__isnull=True, paper__isnull=False),
            )
        ]


class Protection(models.Model):
    """One protection matter (제27조): its ground, what was done, and whether guidance was given."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="protections")
    ground = models.CharField(max_length=1, choices=ProtectionGround)
    opened_on = models.DateField()
    guided_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    matter = models.BinaryField()
    done = models.BinaryField(default=bytes)
    officer = models.ForeignKey(Officer, models.PROTECT)

    class Meta:
        ordering = ["opened_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="protection_closed_was_guided",
                condition=Q(closed_on__isnull=True) | Q(guided_on__isnull=False),
            )
        ]


class Retaliation(models.Model):
    """A report of disadvantage because of the report (불이익조치), linked to its case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="retaliations")
    protection = models.ForeignKey(
        Protection, models.SET_NULL, null=True, related_name="retaliations"
    )
    reported_on = models.DateField()
    matter = models.BinaryField()
    closed_on = models.DateField(null=True)
    outcome = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["reported_on", "id"]


class Reward(models.Model):
    """보상금, 포상금, 구조금: guidance or recommendation (제28조 to 제28조의3). `ground`: the item's number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="rewards")
    kind = models.CharField(max_length=6, choices=RewardKind)
    ground = models.CharField(max_length=1)
    known_on = models.DateField(null=True)
    final_on = models.DateField(null=True)
    known_until = models.DateField(null=True)
    final_until = models.DateField(null=True)
    told_on = models.DateField(null=True)  # guided, or recommended
    note = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="reward_has_both_limits",
                condition=~Q(kind=RewardKind.REWARD)
                | Q(known_until__isnull=False, final_until__isnull=False),
            )
        ]
