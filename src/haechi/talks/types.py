"""Choices and value types of Talk."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from haechi.reports.types import Receipt, ReporterSession


class Subject(models.TextChoices):
    """What a chat is about, chosen at its start (TK-5)."""

    FAVOURS = "favours", _("Gifts, entertainment, favours in personnel matters")
    ABUSE = "abuse", _("Abuse of power by superiors")
    BUDGET = "budget", _("Unlawful or improper spending")
    OTHER = "other", _("Something else")


class Rotation(models.TextChoices):
    """How often the participation code changes (TK-2)."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    BY_HAND = "by_hand", _("When changed by hand")


class Origin(models.TextChoices):
    """Where a chat took place."""

    HERE = "here", _("Here")
    ELSEWHERE = "elsewhere", _("Entered by an officer from an open chat elsewhere")


@dataclass(frozen=True)
class Opened:
    """A chat just opened: what the reporter must keep, and the session that it begins."""

    receipt: Receipt = field(repr=False)
    session: ReporterSession = field(repr=False)
