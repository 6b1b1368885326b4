"""Roles, and the officer at work."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from haechi.audit.types import Actor
from haechi.crypto.types import KeyPair
from haechi.custody.models import Officer
from haechi.custody.types import UnlockedOfficer


class Role(models.TextChoices):
    """Least privilege: an administrator of settings can open no report."""

    HEAD = "head", _("Head of audit")
    OFFICER = "officer", _("Duty officer")
    ADMINISTRATOR = "administrator", _("Administrator")


@dataclass(frozen=True)
class OfficerAtWork:
    """A signed-in officer with both factors given and the private key open in this request.

    `epochs` keeps the desk keys opened in this request, so that a search opens each only once.
    """

    account_id: int
    officer: Officer
    role: Role
    unlocked: UnlockedOfficer
    trail: Actor
    epochs: dict[int, KeyPair] = field(default_factory=dict, repr=False, compare=False)
