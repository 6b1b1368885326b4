"""The ledger of rights, the allowed networks, the monthly reviews.

Ledger and signed reviews are append-only: triggers in the migration refuse a change, and a removal
before three years are over.
"""

from django.db import models

from haechi.institutions.models import Institution


class AccessRight(models.Model):
    """One line of the ledger (접근권한 부여·변경·말소 내역): whom, what, when, by whom, why."""

    at = models.DateTimeField()
    institution_id = models.BigIntegerField()
    officer_id = models.BigIntegerField(null=True)  # null: about everybody, such as a network
    officer_name = models.CharField(max_length=150, blank=True)  # as it was then
    change = models.CharField(max_length=20)  # a `Change`
    what = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=200, blank=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(name="right_by_officer", fields=["institution_id", "officer_id", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.change} {self.officer_name}"


class AllowedNetwork(models.Model):
    """Officers of the institution sign in from its networks alone; from everywhere where it has none."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="allowed_networks")
    network = models.CharField(max_length=43)  # 192.0.2.0/24, 2001:db8::/32
    note = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="allowed_network_unique", fields=["institution", "network"]
            )
        ]

    def __str__(self) -> str:
        return self.network


class FindingMark(models.Model):
    """What a reviewer says about one finding, until the review is signed."""

    institution_id = models.BigIntegerField()
    month = models.DateField()  # its first day
    key = models.CharField(max_length=80)
    outcome = models.CharField(max_length=10)  # an `Outcome`
    remark = models.CharField(max_length=300)
    officer_id = models.BigIntegerField()
    officer_name = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="finding_mark_unique", fields=["institution_id", "month", "key"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.outcome}"


class Review(models.Model):
    """A signed review (접속기록 점검): immutable, with the trail's row up to which it was made."""

    institution_id = models.BigIntegerField()
    month = models.DateField()  # its first day
    signed_at = models.DateTimeField()
    officer_id = models.BigIntegerField()
    officer_name = models.CharField(max_length=150)
    is_sole = models.BooleanField()  # nobody else could review: the signer's own acts are among it
    trail_sequence = models.BigIntegerField()
    trail_mac = models.BinaryField(max_length=32)
    rows = models.PositiveIntegerField()
    findings = models.JSONField(default=list)  # key, rule, text, outcome, remark, by
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(name="review_once", fields=["institution_id", "month"])
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class SignInDelay(models.Model):
    """Misses at one typed name, whether an account has it or not; the name itself is not kept."""

    name_hash = models.BinaryField(max_length=32, unique=True)
    misses = models.PositiveSmallIntegerField(default=0)
    locks = models.PositiveSmallIntegerField(default=0)
    until = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.misses} misses, {self.locks} locks"
