"""What an institution words and shows itself on its printed pieces. Public by nature."""

from django.db import models

from haechi.institutions.models import Institution
from haechi.publicity.types import FIELDS, Language, Texts


class PrintedTexts(models.Model):
    """An institution's own words in one language; an empty field means the default."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="printed_texts")
    language = models.CharField(
        max_length=2, choices=[(each.value, each.value) for each in Language]
    )
    headline = models.CharField(max_length=200, blank=True)
    lead = models.CharField(max_length=200, blank=True)
    points = models.TextField(max_length=800, blank=True)
    short = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="printed_texts_unique", fields=["institution", "language"])
        ]

    @property
    def texts(self) -> Texts:
        return Texts(**{name: getattr(self, name) for name in FIELDS})


class Logo(models.Model):
    """The institution's logo, always a PNG that our own code drew (`logo.read_logo`)."""

    institution = models.OneToOneField(Institution, models.CASCADE, related_name="logo")
    png = models.BinaryField()
