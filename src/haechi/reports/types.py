"""Value types of reports."""

import base64
import secrets
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, NewType

from haechi.crypto.types import DataKey, KeyPair, ReportKey
from haechi.institutions.models import spoken

if TYPE_CHECKING:
    from haechi.reports.models import Report

DraftToken = NewType("DraftToken", bytes)  # 32 random bytes that only the reporter's page holds
TOKEN_BYTES = 32


def new_draft_token() -> DraftToken:
    return DraftToken(secrets.token_bytes(TOKEN_BYTES))


def read_draft_token(typed: str) -> DraftToken | None:
    """The token a page sent back; None where it is not one (an old or altered form)."""
    try:
        token = base64.urlsafe_b64decode(typed.encode() + b"=")
    except (ValueError, UnicodeEncodeError):
        return None
    return DraftToken(token) if len(token) == TOKEN_BYTES else None


def write_draft_token(token: DraftToken) -> str:
    """43 URL-safe characters."""
    return base64.urlsafe_b64encode(token).decode().rstrip("=")


def draft_id(token: DraftToken) -> str:
    """The draft's identifier, 32 hex digits; the token cannot be had from it."""
    return blake2b(token, person=b"haechi draft id", digest_size=16).hexdigest()


def draft_key(token: DraftToken) -> DataKey:
    """The key that protects a draft's files until the report is sent."""
    return DataKey(blake2b(token, person=b"haechi draftkey", digest_size=32).digest())


@dataclass(frozen=True)
class Answer:
    """A question of the category as it was asked, in both languages, and what was answered.

    `text_en` only for answers that were offered to choose from; empty `text`: not answered.
    """

    ko: str
    en: str
    text: str = ""
    text_en: str = ""

    @property
    def question(self) -> str:
        return spoken(self.ko, self.en)

    @property
    def shown(self) -> str:
        return spoken(self.text, self.text_en)


@dataclass(frozen=True)
class ReportContent:
    """What a reporter wrote; stored as one sealed value (`reports.content`)."""

    text: str
    when: str = ""
    where: str = ""
    who: str = ""
    answers: tuple[Answer, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """Every text of the reporter's, the long one first; none of them empty."""
        texts = (self.text, self.who, self.where, self.when, *(each.text for each in self.answers))
        return tuple(filter(None, texts))

    @property
    def answered(self) -> tuple[Answer, ...]:
        return tuple(each for each in self.answers if each.text)


@dataclass(frozen=True)
class Receipt:
    """What the reporter must keep; shown once, stored nowhere."""

    report_key: ReportKey = field(repr=False)
    password: str = field(repr=False)
    repeated: bool = False


@dataclass(frozen=True)
class OpenReport:
    """A report with its data key: whoever holds this can read and write it."""

    report: "Report"
    data_key: DataKey = field(repr=False)


@dataclass(frozen=True)
class ReporterSession:
    """What a reporter's cookie carries (encrypted): which report, and the key pair that opens it."""

    report_id: str
    pair: KeyPair = field(repr=False)
    report_key: ReportKey = field(repr=False)


@dataclass(frozen=True)
class AttachmentView:
    """An attachment as its reader sees it."""

    id: str
    name: str
    size: int
    media_type: str
    removed: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    from_officer: bool = False
