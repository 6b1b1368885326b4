"""Why a message did not go out.

Two kinds only, because the caller has two answers: give up and show it (`DeliveryRefused`), or
try again later (`DeliveryUnavailable`). Neither carries the recipient, the text or the provider's
own sentence: providers echo the phone number in it, and exception messages end in logs.
"""

from __future__ import annotations

import re
from enum import StrEnum

_SAFE_CODE = re.compile(r"[^A-Za-z0-9_.-]")


class Reason(StrEnum):
    """What stood in the way, for the officer who looks at the outcome."""

    BAD_RECIPIENT = "bad recipient"
    BAD_CREDENTIALS = "bad credentials"
    BAD_TEXT = "bad text"
    SENDER_NOT_ACCEPTED = "sender not accepted"
    ACCOUNT_BLOCKED = "account blocked"
    NOT_CONFIGURED = "not configured"
    NOT_SECURE = "connection not secure"
    NOT_SUPPORTED = "server lacks what the settings ask for"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    CLOCK_SKEW = "clock differs from the provider's"
    NO_CREDIT = "no credit left"
    UNREADABLE_ANSWER = "unreadable answer"


class DeliveryError(Exception):
    """`channel`: our name of the gateway or server; `code`: the provider's short code, or ""."""

    def __init__(self, channel: str, reason: Reason, code: object = "") -> None:
        self.channel = channel
        self.reason = reason
        self.code = _SAFE_CODE.sub("", str(code))[:40]
        tail = f" ({self.code})" if self.code else ""
        super().__init__(f"{channel}: {reason.value}{tail}")


class DeliveryRefused(DeliveryError):
    """Permanent: the same message will be refused again until somebody changes something."""


class DeliveryUnavailable(DeliveryError):
    """Temporary: retry later."""
