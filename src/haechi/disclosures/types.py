"""Choices and shapes of requests. Articles are of 광명시 행정전화 녹취시스템 운영 규정 (훈령 제422호)."""

from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from haechi.applicants.types import ApplicantKind, Content, Series, Verdict, Way
from haechi.crypto.types import DataKey


class DeliveryKind(models.TextChoices):
    HEARD = "heard", _("Heard in the room")
    PROVIDED = "provided", _("Handed out as a file")
    KEPT = "kept", _("Kept by the official of the call")


@dataclass(frozen=True)
class Certificate:
    """Form 2 as it was signed. `on_screen`: drawn there, or the name typed by who cannot draw; else with a
    pen, on the printed paper, which is kept."""

    name: str = ""
    address: str = ""
    on_screen: bool = True
    strokes: str = ""  # what the finger drew: `signature.read_strokes`
    typed: str = ""  # the name once more, in place of a drawing


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


__all__ = [
    "ApplicantKind",
    "Application",
    "Certificate",
    "Content",
    "DeliveryKind",
    "OpenRequest",
    "Reply",
    "Series",
    "Verdict",
    "Way",
]
