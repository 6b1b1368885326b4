"""The destruction record (파기 기록)."""

from django.db import models

from haechi.retention.types import Kind, Rule


class DestructionRecord(models.Model):
    """One batch of one kind, destroyed by one rule on one day.

    `numbers` are the institution's own (2026-000012), so that it can answer "where is that report";
    they lead to nothing any more.
    """

    institution_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12, choices=Kind)
    rule = models.CharField(max_length=20, choices=Rule)
    days = models.PositiveIntegerField()  # the period that the rule applied
    destroyed_on = models.DateField()
    count = models.PositiveIntegerField()
    numbers = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="destruction_record_not_empty", condition=models.Q(count__gte=1)
            )
        ]

    def __str__(self) -> str:
        return f"{self.destroyed_on} {self.kind} × {self.count}"
