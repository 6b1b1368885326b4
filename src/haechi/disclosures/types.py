"""Choices and shapes of requests. Articles are of 광명시 행정전화 녹취시스템 운영 규정 (훈령 제422호)."""

from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from haechi.crypto.types import DataKey


class Series(models.TextChoices):
    """Each has its own numbers: the register (제9조⑤) holds the first alone, without gaps."""

    DISCLOSURE = "disclosure", _("Viewing or provision")
    KEEP = "keep", _("Kept by the official of the call")


class Way(models.TextChoices):
    VIEWING = "viewing", _("Viewing")
    PROVISION = "provision", _("Provision")


class ApplicantKind(models.TextChoices):
    CITIZEN = "citizen", _("Citizen")
    OFFICIAL = "official", _("Official of the institution")


class Verdict(models.TextChoices):
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    ASKED = "asked", _("Asked for more")
    SUPPLIED = "supplied", _("Supplied")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DeliveryKind(models.TextChoices):
    HEARD = "heard", _("Heard in the room")
    PROVIDED = "provided", _("Handed out as a file")
    KEPT = "kept", _("Kept by the official of the call")


@dataclass(frozen=True)
class Content:
    """What stands on form 1. `born`: date of birth or business number; `recorded`: when, as it was written."""

    name: str = ""
    born: str = ""
    address: str = ""
    contact: str = ""
    recorded: str = ""
    number: str = ""
    purpose: str = ""
    relation: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Certificate:
    """Form 2 as it was signed. `on_screen`: else with a pen, on the printed paper, which is kept."""

    name: str = ""
    address: str = ""
    on_screen: bool = True
    strokes: str = ""  # what the finger drew: "x,y x,y;x,y …", empty where a pen signed


@dataclass(frozen=True)
class Reply:
    """Form 3. `met_on`: when the purpose was met; `copies_gone`: nothing was left; days as ISO."""

    met_on: str = ""
    destroyed_on: str = ""
    how: str = ""
    copies_gone: bool = True
    note: str = ""


@dataclass(frozen=True)
class Application:
    """What is filed. `law`: the other law that lets one who is no party ask (제9조① 단서)."""

    way: Way
    is_party: bool
    content: Content = field(repr=False)
    law: str = ""
    received_on: date | None = None


@dataclass(frozen=True)
class OpenRequest:
    """A request whose words are open in this web request."""

    pk: int
    key: DataKey = field(repr=False)
    content: Content = field(repr=False)
