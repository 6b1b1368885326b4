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


class QuestionKind(models.TextChoices):
    """How a question is answered (HL-3)."""

    SHORT = "short", _("Short text")
    LONG = "long", _("Long text")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of several answers")
    YES_NO = "yes_no", _("Yes or no")


class TextKind(models.TextChoices):
    """Where an institution's own words stand on the reporters' pages (HL-3)."""

    INTRO = "intro", _("Introduction of the form")
    PROMISE = "promise", _("Promise to reporters")
    RECEIPT = "receipt", _("Note on the receipt")
    PRIVACY = "privacy", _("Privacy notice")
    CLOSING = "closing", _("When a report is completed")


class ChannelKind(models.TextChoices):
    """Other ways to report (HL-12)."""

    HOTLINE = "hotline", _("Telephone")
    VISIT = "visit", _("Visit")
    POST = "post", _("Post")
    FAX = "fax", _("Fax")
    EMAIL = "email", _("E-mail")
    OTHER = "other", _("Another way")
