"""The port every SMS gateway stands behind (HL-6), and what crosses it: a number and a text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType, Protocol

from haechi.notifications.channels.errors import DeliveryRefused, DeliveryUnavailable

PhoneNumber = NewType("PhoneNumber", str)
"""A Korean number in national form, digits only: "01012345678", "0212345678", "15881234"."""

SMS_BYTES: Final = 90
LMS_BYTES: Final = 2000
SUBJECT_BYTES: Final = 40

_HYPHENS: Final = frozenset("-‐‑‒–—―−﹣－")
_PUNCTUATION: Final = frozenset(".()/") | _HYPHENS
_NATIONAL: Final = re.compile(
    r"""(?x)
      (?P<mobile>  010\d{8} | 01[16789]\d{7,8} )
    | (?P<land>    02\d{7,8} | 0(?:3[1-3]|4[1-4]|5[1-5]|6[1-4])\d{7,8} )
    | (?P<service> 070\d{8} | 050[2-8]\d{7,8} | 080\d{7,8} )
    | (?P<common>  1[568]\d{6} )
    """
)
_PREFIX: Final = re.compile(r"02|050\d|0\d\d|1\d{3}")
# Typographic marks that officers paste from a word processor; CP949 has no seat for them.
_PLAIN_MARKS: Final = {"—": "-", "–": "-", "•": "·", "\u00a0": " ", "\t": " "}


class SmsRefused(DeliveryRefused):
    """Permanent: bad number, bad credentials, sender number not registered, text too long."""


class SmsUnavailable(DeliveryUnavailable):
    """Temporary: network, provider busy, no credit left, our clock is wrong."""


class PhoneInvalid(ValueError):
    """Not a Korean phone number. The message never repeats the input."""

    def __init__(self) -> None:
        super().__init__("not a Korean phone number")


class TextNotEncodable(ValueError):
    """`characters`: what a Korean handset cannot be sent, each once, in order of appearance."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        self.characters = characters
        shown = " ".join(f"U+{ord(character):04X}" for character in characters)
        super().__init__(f"characters outside CP949: {shown}")


class TextTooLong(ValueError):
    """`size` in CP949 bytes is over `LMS_BYTES`."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(f"{size} bytes, at most {LMS_BYTES} fit in one message")


@dataclass(frozen=True, slots=True)
class SmsReceipt:
    """The gateway took the message over; `message_id` is its handle in the provider's records."""

    gateway: str
    message_id: str


class SmsGateway(Protocol):
    def send(self, *, to: PhoneNumber, text: str) -> SmsReceipt:
        """Hand one message over.

        At least once: after a cut connection the message may have gone out although
        `SmsUnavailable` is raised, so a retry may deliver twice.

        Raises `SmsRefused` or `SmsUnavailable`.
        """


class SmsKind(StrEnum):
    SMS = "SMS"
    LMS = "LMS"


@dataclass(frozen=True, slots=True)
class SmsText:
    """A text as it will be sent: `size` in CP949 bytes, `subject` only for an LMS (≤ 40 bytes)."""

    content: str
    size: int
    kind: SmsKind
    subject: str


def parse_phone(value: str) -> PhoneNumber:
    """Accept what people type: +82, 82, spaces, hyphens, brackets, full-width digits.

    Raises `PhoneInvalid`.
    """
    folded = unicodedata.normalize("NFKC", value)
    kept = "".join(c for c in folded if not (c.isspace() or c in _PUNCTUATION or _invisible(c)))
    digits = _without_country(kept)
    if not (digits.isascii() and digits.isdigit() and _NATIONAL.fullmatch(digits)):
        raise PhoneInvalid
    return PhoneNumber(digits)


def is_mobile(number: PhoneNumber) -> bool:
    """True if a text message can reach it (a sender number may be a land line, a recipient not)."""
    match = _NATIONAL.fullmatch(number)
    return match is not None and match["mobile"] is not None


def mask_phone(number: PhoneNumber) -> str:
    """ "010-****-5678": the masking Korean offices use; shows area and last four digits."""
    prefix = _PREFIX.match(number)
    head = prefix.group() if prefix else ""
    middle = len(number) - len(head) - 4
    return "-".join(part for part in (head, "*" * middle, number[-4:]) if part)


def cp949_length(text: str) -> int:
    """Bytes as Korean carriers count them. Raises `TextNotEncodable`."""
    outside = unencodable(text)
    if outside:
        raise TextNotEncodable(outside)
    return len(text.encode("cp949"))


def unencodable(text: str) -> tuple[str, ...]:
    """The characters CP949 lacks, each once: for a form that warns before it is too late."""
    return tuple(dict.fromkeys(c for c in text if not _encodes(c)))


def replace_unencodable(text: str) -> str:
    """Compose Hangul, turn typographic marks plain, drop control characters, "?" for the rest.

    The result always encodes; Solapi refuses a text with control characters (status 1028).
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_replacement(c) for c in composed)


def fit(text: str) -> SmsText:
    """Choose SMS (≤ 90 bytes) or LMS (≤ 2,000) for a text made encodable.

    Raises `TextTooLong`; an empty text raises `ValueError`.
    """
    content = replace_unencodable(text).strip()
    if not content:
        raise ValueError("empty text")
    size = cp949_length(content)
    if size > LMS_BYTES:
        raise TextTooLong(size)
    if size <= SMS_BYTES:
        return SmsText(content, size, SmsKind.SMS, "")
    return SmsText(content, size, SmsKind.LMS, _cut(content.split("\n", 1)[0], SUBJECT_BYTES))


def _without_country(digits: str) -> str:
    for prefix in ("+82", "0082", "82"):
        if digits.startswith(prefix):
            rest = digits.removeprefix(prefix)
            # A service number (1588-…) has no leading zero abroad either.
            return rest if rest.startswith(("0", "1")) and _NATIONAL.fullmatch(rest) else "0" + rest
    return digits


def _invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf"


def _encodes(character: str) -> bool:
    if unicodedata.category(character) in {"Cc", "Cs"} and character != "\n":
        return False
    try:
        character.encode("cp949")
    except UnicodeEncodeError:
        return False
    return True


def _replacement(character: str) -> str:
    if _encodes(character):
        return character
    if character in _PLAIN_MARKS:
        return _PLAIN_MARKS[character]
    if unicodedata.category(character) in {"Cc", "Cf", "Mn"}:
        return ""
    folded = unicodedata.normalize("NFKD", character)
    base = "".join(c for c in folded if unicodedata.category(c) != "Mn")
    return base if base and all(_encodes(c) for c in base) else "?"


def _cut(text: str, limit: int) -> str:
    """The longest head of an encodable text within `limit` CP949 bytes, no character split."""
    size = 0
    for index, character in enumerate(text):
        size += len(character.encode("cp949"))
        if size > limit:
            return text[:index]
    return text
