"""Few rows, of no reporter: generations, exports, departures and arrivals."""

from django.db import models


class Generation(models.Model):
    """How far this database has come; its one row grows by the hour and by every destruction.

    Each process keeps the largest number it saw in a file outside: a smaller one in the database tells
    that an older database was laid in its place (docs/adr/016).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="generation_single", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"generation {self.number}"


class ExportReceipt(models.Model):
    """An archive of an institution that was written and read again from its first byte to its last."""

    institution_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)  # of the rows: tells what changed since
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"export {self.sha256[:12]}"


class LeavingRequest(models.Model):
    """An institution means to leave: one of its managers asked, another one agreed. It orders, the operator
    acts (docs/adr/015); it goes with the institution."""

    institution_id = models.BigIntegerField(unique=True)
    reason = models.CharField(max_length=200)
    new_address = models.URLField(max_length=200, blank=True)
    asked_by = models.BigIntegerField()  # the officer's number
    asked_name = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    agreed_by = models.BigIntegerField(null=True)
    agreed_name = models.CharField(max_length=150, blank=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="leaving_agreed_by_another",
                condition=models.Q(agreed_by__isnull=True)
                | ~models.Q(agreed_by=models.F("asked_by")),
            )
        ]

    def __str__(self) -> str:
        return f"institution {self.institution_id} means to leave"


class Departure(models.Model):
    """An institution that left. Its name stays so that links printed long ago say where it went."""

    institution_id = models.BigIntegerField(unique=True)
    parent_id = models.BigIntegerField(null=True)  # whose affiliate it was: sees the certificate
    slug = models.CharField(max_length=40)
    name_ko = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    new_address = models.URLField(max_length=200, blank=True)
    begun_on = models.DateField()
    destroyed_on = models.DateField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)  # empty: destroyed without an export
    reason = models.CharField(max_length=200, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.slug} left"


class Arrival(models.Model):
    """An institution that came from another installation, with a pepper of its own."""

    institution_id = models.BigIntegerField(unique=True)
    sha256 = models.CharField(max_length=64)
    arrived_on = models.DateField()

    def __str__(self) -> str:
        return f"institution {self.institution_id} arrived"
