"""NHN Cloud Notification, SMS API v3.0.

Sources (NHN Cloud documents): "Notification > SMS > API v3.0 Guide" (address, X-Secret-Key, body
of `sender/sms` and `sender/mms`, lengths in EUC-KR), "Notification > SMS > Result Code". HTTP is
200 for refusals too; `header.resultCode` and each recipient's `resultCode` decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NoReturn
from urllib.parse import quote

from haechi.notifications.channels.errors import Reason
from haechi.notifications.channels.http import Answer, Exchange, member, prepare
from haechi.notifications.channels.port import (
    PhoneNumber,
    SmsKind,
    SmsReceipt,
    SmsRefused,
    SmsText,
    SmsUnavailable,
)

CHANNEL: Final = "nhn-cloud"
PUBLIC_ADDRESS: Final = "https://api-sms.cloud.toast.com"

_TEMPORARY: Final = frozenset({-9999, -2021})  # the provider's own system errors
_PERMANENT: Final = {
    -1000: Reason.BAD_CREDENTIALS,
    -1001: Reason.BAD_CREDENTIALS,
    -1002: Reason.BAD_CREDENTIALS,
    -1003: Reason.BAD_CREDENTIALS,
    -1004: Reason.BAD_CREDENTIALS,  # address of our server not on the allowed list
    -1007: Reason.BAD_CREDENTIALS,
    -1008: Reason.ACCOUNT_BLOCKED,
    -2001: Reason.BAD_RECIPIENT,
    -2014: Reason.BAD_TEXT,
    -2018: Reason.BAD_RECIPIENT,
    -2019: Reason.BAD_RECIPIENT,
}


@dataclass(frozen=True, slots=True)
class NhnCloud:
    exchange: Exchange
    sender: PhoneNumber
    app_key: str = field(repr=False)
    secret_key: str = field(repr=False)

    def send(self, *, to: PhoneNumber, text: str) -> SmsReceipt:
        message = prepare(CHANNEL, to, text)
        kind = "sms" if message.kind is SmsKind.SMS else "mms"
        # The protocol wants the application key in the path; the secret stays in a header.
        path = f"/sms/v3.0/appKeys/{quote(self.app_key, safe='')}/sender/{kind}"
        headers = {"X-Secret-Key": self.secret_key}
        return _receipt(self.exchange.post(path, self._body(to, message), headers))

    def _body(self, to: PhoneNumber, message: SmsText) -> dict[str, object]:
        body: dict[str, object] = {
            "body": message.content,
            "sendNo": self.sender,
            "recipientList": [{"recipientNo": to, "countryCode": "82"}],
        }
        return body | ({"title": message.subject} if message.kind is SmsKind.LMS else {})


def _receipt(answer: Answer) -> SmsReceipt:
    if answer.status in {401, 403}:
        raise SmsRefused(CHANNEL, Reason.BAD_CREDENTIALS, answer.status)
    if answer.status >= 400:
        raise SmsRefused(CHANNEL, Reason.REFUSED, answer.status)
    overall = member(answer.body, "header", "resultCode")
    single = member(answer.body, "body", "data", "sendResultList", 0, "resultCode")
    for code in (overall, single):
        if isinstance(code, int) and code != 0:
            _refuse(code)
    request_id = member(answer.body, "body", "data", "requestId")
    if overall != 0 or not isinstance(request_id, str):
        raise SmsUnavailable(CHANNEL, Reason.UNREADABLE_ANSWER)
    return SmsReceipt(CHANNEL, request_id)


def _refuse(code: int) -> NoReturn:
    if code in _TEMPORARY:
        raise SmsUnavailable(CHANNEL, Reason.BUSY, code)
    raise SmsRefused(CHANNEL, _PERMANENT.get(code, Reason.REFUSED), code)
