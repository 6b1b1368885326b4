"""One bounded HTTPS exchange with a gateway: a JSON body out, a JSON object in."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from haechi.notifications.channels.errors import Reason
from haechi.notifications.channels.port import (
    PhoneNumber,
    SmsRefused,
    SmsText,
    SmsUnavailable,
    TextTooLong,
    fit,
    is_mobile,
)

_ANSWER_BYTES: Final = 64 * 1024

_JSON: Final = "application/json; charset=utf-8"


# httpx logs every address at INFO, and NHN Cloud's address contains the application key.
logging.getLogger("httpx").addFilter(lambda record: record.levelno >= logging.WARNING)


@dataclass(frozen=True, slots=True)
class Answer:
    """`status`: HTTP status; `body`: the JSON object, {} if there was none; `skew`: see `_skew`."""

    status: int
    body: Mapping[str, object]
    skew: float


@dataclass(frozen=True, slots=True)
class Exchange:
    """Posts to one gateway. `address`: scheme and host, no path; `timeout`: seconds in all."""

    channel: str
    address: str = field(repr=False)
    timeout: float = 10.0
    proxy: str | None = field(default=None, repr=False)

    def post(self, path: str, body: Mapping[str, object], headers: Mapping[str, str]) -> Answer:
        """Raises `SmsUnavailable` if no whole answer came in time, or if the provider is busy."""
        encoded = json.dumps(body, ensure_ascii=False).encode()
        answer = self._attempt(path, encoded, {"Content-Type": _JSON, **headers})
        # Raised outside the `except`: httpx keeps address and headers in the exception it raised.
        if isinstance(answer, Reason):
            raise SmsUnavailable(self.channel, answer)
        if answer.status == httpx.codes.TOO_MANY_REQUESTS or answer.status >= 500:
            raise SmsUnavailable(self.channel, Reason.BUSY, answer.status)
        if 300 <= answer.status < 400:
            # A captive portal or a wrong address; following it would hand the credentials on.
            raise SmsUnavailable(self.channel, Reason.UNREACHABLE, answer.status)
        return answer

    def _attempt(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer | Reason:
        deadline = time.monotonic() + self.timeout
        try:
            # trust_env off: a .netrc entry would replace our Authorization header.
            with (
                httpx.Client(timeout=self.timeout, proxy=self.proxy, trust_env=False) as client,
                client.stream(
                    "POST", self.address + path, content=body, headers=dict(headers)
                ) as response,
            ):
                return _read(response, deadline)
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return Reason.UNREACHABLE


def prepare(channel: str, to: PhoneNumber, text: str) -> SmsText:
    """Refuse here what the provider would charge for and lose. Raises `SmsRefused`."""
    if not is_mobile(to):
        raise SmsRefused(channel, Reason.BAD_RECIPIENT)
    try:
        return fit(text)
    except TextTooLong as error:
        raise SmsRefused(channel, Reason.BAD_TEXT, error.size) from None
    except ValueError:
        raise SmsRefused(channel, Reason.BAD_TEXT) from None


def member(body: object, *path: str | int) -> object:
    """The value at `path` in a decoded JSON answer, None where the shape is not as documented."""
    for step in path:
        if isinstance(body, Mapping) and isinstance(step, str):
            body = body.get(step)
        elif isinstance(body, list) and isinstance(step, int) and len(body) > step:
            body = body[step]
        else:
            return None
    return body


def _read(response: httpx.Response, deadline: float) -> Answer | Reason:
    received = bytearray()
    for chunk in response.iter_bytes():
        received += chunk
        # httpx times each read; a server dripping bytes would hold the worker for ever.
        if len(received) > _ANSWER_BYTES or time.monotonic() > deadline:
            return Reason.UNREADABLE_ANSWER
    return Answer(response.status_code, _object(bytes(received)), _skew(response.headers))


def _object(raw: bytes) -> Mapping[str, object]:
    try:
        decoded = json.loads(raw)
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _skew(headers: httpx.Headers) -> float:
    """Seconds our clock is ahead of the provider's by its Date header; 0.0 if it sent none."""
    try:
        return time.time() - parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except (TypeError, ValueError):
        return 0.0
