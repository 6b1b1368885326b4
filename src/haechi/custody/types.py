"""Choices of custody."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from haechi.crypto.types import KeyPair


class DeskFunction(models.TextChoices):
    """What a desk's key opens."""

    INTAKE = "intake", _("Report intake")
    CASES = "cases", _("Public-interest report centre")
    PROTECTION = "protection", _("Public-interest report officer")
    RECORDING_CUSTODIAN = "recording-custodian", _("Recording custodian")
    RECORDING_APPROVER = "recording-approver", _("Recording approver")


@dataclass(frozen=True)
class UnlockedOfficer:
    """An officer whose private key is open in this request; never stored, never logged."""

    officer_id: int
    institution_id: int
    pair: KeyPair = field(repr=False)
