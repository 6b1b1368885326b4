"""NAVER Cloud Platform SENS, SMS API v2.

Sources (Ncloud API documentation, 2026-09): "SENS 개요" (headers, clock within 5 minutes, error
body and HTTP status codes), "메시지 발송" (body, 90/2,000/40 bytes, digits only, registered
sender), "Ncloud API 개요 - 헤더 생성" (signature v2: Base64 of HMAC-SHA256 over method, path,
time and access key).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from haechi.notifications.channels.errors import Reason
from haechi.notifications.channels.http import Answer, Exchange, member, prepare
from haechi.notifications.channels.port import (
    PhoneNumber,
    SmsReceipt,
    SmsRefused,
    SmsText,
    SmsUnavailable,
)

CHANNEL: Final = "ncp-sens"
PUBLIC_ADDRESS: Final = "https://sens.apigw.ntruss.com"
GOVERNMENT_ADDRESS: Final = "https://sens.apigw.gov-ntruss.com"

_CLOCK_TOLERANCE: Final = 300.0  # seconds
_REASONS: Final = {
    401: Reason.BAD_CREDENTIALS,
    403: Reason.BAD_CREDENTIALS,
    404: Reason.NOT_CONFIGURED,  # no such service identifier
}


@dataclass(frozen=True, slots=True)
class NcpSens:
    """`service_id` as the console shows it ("ncp:sms:kr:…:name"); `sender` is registered there."""

    exchange: Exchange
    service_id: str
    sender: PhoneNumber
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)

    def send(self, *, to: PhoneNumber, text: str) -> SmsReceipt:
        message = prepare(CHANNEL, to, text)
        path = f"/sms/v2/services/{quote(self.service_id, safe=':')}/messages"
        answer = self.exchange.post(path, self._body(to, message), self._headers(path))
        return _receipt(answer)

    def _body(self, to: PhoneNumber, message: SmsText) -> dict[str, object]:
        body: dict[str, object] = {
            "type": message.kind.value,
            "contentType": "COMM",
            "countryCode": "82",
            "from": self.sender,
            "content": message.content,
            "messages": [{"to": to}],
        }
        return body | ({"subject": message.subject} if message.subject else {})

    def _headers(self, path: str) -> dict[str, str]:
        moment = str(int(time.time() * 1000))
        signed = f"POST {path}\n{moment}\n{self.access_key}".encode()
        digest = hmac.digest(self.secret_key.encode(), signed, hashlib.sha256)
        return {
            "x-ncp-apigw-timestamp": moment,
            "x-ncp-iam-access-key": self.access_key,
            "x-ncp-apigw-signature-v2": base64.b64encode(digest).decode(),
        }


def _receipt(answer: Answer) -> SmsReceipt:
    if answer.status == 401 and abs(answer.skew) > _CLOCK_TOLERANCE:
        # The provider says "unauthorized" for a stale time stamp too; new keys would not help.
        raise SmsUnavailable(CHANNEL, Reason.CLOCK_SKEW)
    if answer.status not in {200, 202}:
        code = member(answer.body, "status") or answer.status
        raise SmsRefused(CHANNEL, _REASONS.get(answer.status, Reason.REFUSED), code)
    request_id = member(answer.body, "requestId")
    if not isinstance(request_id, str) or member(answer.body, "statusName") != "success":
        raise SmsUnavailable(
            CHANNEL, Reason.UNREADABLE_ANSWER, member(answer.body, "statusCode") or ""
        )
    return SmsReceipt(CHANNEL, request_id)
