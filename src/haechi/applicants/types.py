"""Choices and shapes of requests. Articles are of 광명시 행정전화 녹취시스템 운영 규정 (훈령 제422호)."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from haechi.crypto.types import DataKey, ReportKey

if TYPE_CHECKING:
    from haechi.applicants.models import Request


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
    """A line of the course. `TOLD`: what the applicant is to know besides, when and where to come."""

    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    ASKED = "asked", _("Asked for more")
    SUPPLIED = "supplied", _("Supplied")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    TOLD = "told", _("Told the applicant")


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
class RegisterLine:
    """What the register (form 4) keeps of form 1, for years of its own."""

    name: str = ""
    born: str = ""
    address: str = ""
    recorded: str = ""
    number: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Keys:
    """Of one request: `data` protects what goes with its papers, `entry` the register's line."""

    data: DataKey = field(repr=False)
    entry: DataKey = field(repr=False)
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class OpenApplication:
    """A request as its applicant opened it: with the key of its papers."""

    request: "Request"
    key: DataKey = field(repr=False)


@dataclass(frozen=True)
class ApplicationReceipt:
    """What the applicant keeps; key and password are shown once and stored nowhere."""

    number: str
    request_key: ReportKey = field(repr=False)
    password: str = field(repr=False)
    repeated: bool = False


@dataclass(frozen=True)
class Answer:
    """What the office wrote to the applicant: a verdict, its day, its words."""

    verdict: Verdict
    on: date
    words: str = field(default="", repr=False)
