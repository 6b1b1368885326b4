"""Choices and value types of institutions."""

from typing import NewType

from django.db import models
from django.utils.translation import gettext_lazy as _

InstitutionSlug = NewType("InstitutionSlug", str)


class EmailContent(models.TextChoices):
    """How much the arrival e-mail carries (HL-6)."""

    NOTHING = "nothing", _("An arrival notice only")
    REPORT = "report", _("The anonymous content of the report")


class UncleanableFiles(models.TextChoices):
    """What happens to a file whose metadata cannot be removed (HL-5)."""

    REFUSE = "refuse", _("Refuse it")
    SEAL = "seal", _("Keep it sealed, with a warning")


class InstitutionStatus(models.TextChoices):
    ACTIVE = "active", _("In use")
    SUSPENDED = "suspended", _("Suspended")
