"""Append-only tables; triggers in the migrations refuse UPDATE, and DELETE of all but what was cut."""

from django.db import models


class AuditEntry(models.Model):
    """Who (계정), when (접속일시), from where (접속지), whose data (정보주체), what (수행업무)."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    institution_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    place = models.CharField(max_length=45)  # the officer's address; never a reporter's
    action = models.CharField(max_length=40)  # an `Action`; a new one needs no migration
    subject = models.CharField(max_length=100)
    detail = models.JSONField(default=dict)
    previous = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32, unique=True)

    class Meta:
        indexes = [
            models.Index(name="audit_by_institution", fields=["institution_id", "-sequence"]),
            models.Index(name="audit_by_subject", fields=["subject", "-sequence"]),
            models.Index(name="audit_by_time", fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class AuditHead(models.Model):
    """The end of the chain; its one row is locked while a row is appended."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    mac = models.BinaryField(max_length=32, default=bytes)

    class Meta:
        constraints = [models.CheckConstraint(name="audit_head_single", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"head at {self.sequence}"


class AuditCut(models.Model):
    """Rows up to `sequence` were destroyed when their period was over; the chain goes on from `mac`.

    `seal` is under the trail's key: whoever can write the database cannot make one.
    """

    sequence = models.BigIntegerField(primary_key=True)
    mac = models.BinaryField(max_length=32)
    cut_on = models.DateField()
    count = models.PositiveIntegerField()
    seal = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"cut at {self.sequence}"
