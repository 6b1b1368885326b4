"""What was published, frozen: a figure that changes from day to day would tell what came between."""

from django.db import models

from haechi.institutions.models import Institution


class Publication(models.Model):
    """The public figures of one closed quarter of one institution."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="publications")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    total = models.JSONField(null=True)  # [low, high], null where withheld
    categories = models.JSONField()  # [[name_ko, name_en, low, high], …]

    class Meta:
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                name="publication_once", fields=["institution", "year", "quarter"]
            ),
            models.CheckConstraint(
                name="publication_quarter_known", condition=models.Q(quarter__range=(1, 4))
            ),
        ]
