"""Solapi (CoolSMS), messages v4.

Sources (SOLAPI developer documents): "API Key 인증 방식" (HMAC-SHA256 over date and salt, salt
of 12-64 bytes used once, clock within 15 minutes, the four 403 codes), "메시지 상태 코드" (1xxx
refused on receipt, 2xxx in the platform), "Overview - 오류 핸들링" (errorCode on HTTP errors).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, NoReturn

from haechi.notifications.channels.errors import Reason
from haechi.notifications.channels.http import Answer, Exchange, member, prepare
from haechi.notifications.channels.port import (
    PhoneNumber,
    SmsReceipt,
    SmsRefused,
    SmsText,
    SmsUnavailable,
)

CHANNEL: Final = "solapi"
PUBLIC_ADDRESS: Final = "https://api.solapi.com"

_PATH: Final = "/messages/v4/send-many/detail"
_TEMPORARY: Final = {
    "RequestTimeTooSkewed": Reason.CLOCK_SKEW,
    "DuplicatedSignature": Reason.BUSY,
    "1024": Reason.BUSY,
    "2024": Reason.BUSY,
    "1030": Reason.NO_CREDIT,
    "2230": Reason.NO_CREDIT,
    "NotEnoughBalance": Reason.NO_CREDIT,
}
_PERMANENT: Final = {
    "InvalidAPIKey": Reason.BAD_CREDENTIALS,
    "SignatureDoesNotMatch": Reason.BAD_CREDENTIALS,
    "1020": Reason.BAD_CREDENTIALS,
    "1028": Reason.BAD_TEXT,
    "1029": Reason.BAD_TEXT,
    "1031": Reason.BAD_TEXT,
    "1060": Reason.BAD_RECIPIENT,
    "1061": Reason.BAD_RECIPIENT,
    "2060": Reason.BAD_RECIPIENT,
    "2061": Reason.BAD_RECIPIENT,
    "3010": Reason.BAD_RECIPIENT,
    "1062": Reason.SENDER_NOT_ACCEPTED,
    "2062": Reason.SENDER_NOT_ACCEPTED,
    "3013": Reason.SENDER_NOT_ACCEPTED,
    "2063": Reason.ACCOUNT_BLOCKED,
}


@dataclass(frozen=True, slots=True)
class Solapi:
    exchange: Exchange
    sender: PhoneNumber
    api_key: str = field(repr=False)
    api_secret: str = field(repr=False)

    def send(self, *, to: PhoneNumber, text: str) -> SmsReceipt:
        message = prepare(CHANNEL, to, text)
        answer = self.exchange.post(_PATH, self._body(to, message), self._headers())
        return _receipt(answer)

    def _body(self, to: PhoneNumber, message: SmsText) -> dict[str, object]:
        single = {
            "to": to,
            "from": self.sender,
            "text": message.content,
            "type": message.kind.value,
        }
        if message.subject:
            single["subject"] = message.subject
        return {"messages": [single]}

    def _headers(self) -> dict[str, str]:
        date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        salt = secrets.token_hex(16)
        signature = hmac.new(
            self.api_secret.encode(), (date + salt).encode(), hashlib.sha256
        ).hexdigest()
        parts = f"apiKey={self.api_key}, date={date}, salt={salt}, signature={signature}"
        return {"Authorization": f"HMAC-SHA256 {parts}"}


def _receipt(answer: Answer) -> SmsReceipt:
    if answer.status != 200:
        _refuse(member(answer.body, "errorCode") or answer.status)
    failed = member(answer.body, "failedMessageList", 0, "statusCode")
    if failed is not None:
        _refuse(failed)
    group = member(answer.body, "groupInfo", "groupId")
    if not isinstance(group, str):
        raise SmsUnavailable(CHANNEL, Reason.UNREADABLE_ANSWER)
    return SmsReceipt(CHANNEL, group)


def _refuse(code: object) -> NoReturn:
    if str(code) in _TEMPORARY:
        raise SmsUnavailable(CHANNEL, _TEMPORARY[str(code)], code)
    raise SmsRefused(CHANNEL, _PERMANENT.get(str(code), Reason.REFUSED), code)
