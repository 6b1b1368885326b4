"""Real HTTP servers on 127.0.0.1 that check a request as the providers document it, and answer so.

The checks are written from the documents, not from the senders: a sender that signs wrongly is
refused here as it would be there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from typing_extensions import override

Json = dict[str, Any]
REGISTERED_SENDER = "0212345678"
KEY = "access-KEY-81"
SECRET = "secret-VALUE-52"
SERVICE = "ncp:sms:kr:123456789:hotline"
_MOBILE = re.compile(r"01[016789]\d{7,8}")


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]
    body: Json


@dataclass
class Provider:
    """`clock` is added to its time in seconds; `raw` replaces its answer with (status, bytes)."""

    clock: float = 0.0
    credit: int = 100
    blocked: str = ""
    raw: tuple[int, bytes] | None = None
    location: str = ""
    drip: float = 0.0
    requests: list[Request] = field(default_factory=list)
    accepted: list[Json] = field(default_factory=list)
    address: str = ""

    def now(self) -> float:
        return time.time() + self.clock

    def answer(self, request: Request) -> tuple[int, Json]:
        raise NotImplementedError


class NcpProvider(Provider):
    @override
    def answer(self, request: Request) -> tuple[int, Json]:
        if not self._authentic(request):
            return 401, {"status": 401, "error": "Unauthorized", "message": "Unauthorized"}
        if request.path != f"/sms/v2/services/{SERVICE}/messages":
            return 404, {"status": 404, "error": "Not Found", "message": "Not Found"}
        if not self._valid(request.body):
            return 400, {"status": 400, "error": "Bad Request", "message": "to 01055556666"}
        self.accepted.append(request.body)
        return 202, {
            "requestId": f"RSSA-{len(self.accepted)}",
            "requestTime": "2026-11-21T10:00:00.000",
            "statusCode": "202",
            "statusName": "success",
        }

    def _authentic(self, request: Request) -> bool:
        stamp = request.headers.get("x-ncp-apigw-timestamp", "")
        if not stamp.isdigit() or abs(self.now() * 1000 - int(stamp)) > 5 * 60 * 1000:
            return False
        to_sign = "\n".join(["POST " + request.path, stamp, KEY])
        mac = hmac.new(SECRET.encode("utf-8"), to_sign.encode("utf-8"), hashlib.sha256).digest()
        return (
            request.headers.get("x-ncp-iam-access-key") == KEY
            and request.headers.get("x-ncp-apigw-signature-v2") == base64.b64encode(mac).decode()
        )

    def _valid(self, body: Json) -> bool:
        limit = {"SMS": 90, "LMS": 2000}.get(body.get("type", ""), 0)
        targets = body.get("messages", [])
        return (
            body.get("contentType", "COMM") in {"COMM", "AD"}
            and body.get("from") == REGISTERED_SENDER
            and 0 < len(body["content"].encode("cp949")) <= limit
            and len(body.get("subject", "").encode("cp949")) <= (40 if limit == 2000 else 0)
            and 1 <= len(targets) <= 100
            and all(_MOBILE.fullmatch(target["to"]) for target in targets)
        )


class SolapiProvider(Provider):
    seen: set[str]

    @override
    def answer(self, request: Request) -> tuple[int, Json]:
        problem = self._authentication_problem(request.headers.get("authorization", ""))
        if problem:
            return 403, {"errorCode": problem, "errorMessage": f"{problem} 01055556666"}
        if request.path != "/messages/v4/send-many/detail":
            return 404, {"errorCode": "ResourceNotFound", "errorMessage": "not found"}
        message = request.body["messages"][0]
        status = self._status(message)
        failed = [] if status == "2000" else [{**message, "statusCode": status, "messageId": "M4V"}]
        if not failed:
            self.accepted.append(message)
        return 200, {
            "failedMessageList": failed,
            "groupInfo": {
                "groupId": f"G4V{len(self.accepted)}",
                "count": {"total": 1, "registeredFailed": len(failed)},
            },
        }

    def _authentication_problem(self, header: str) -> str:
        method, _, rest = header.partition(" ")
        parts = dict(part.split("=", 1) for part in rest.split(", ") if "=" in part)
        if method != "HMAC-SHA256" or parts.get("apiKey") != KEY:
            return "InvalidAPIKey"
        sent = datetime.fromisoformat(parts["date"])
        if abs(self.now() - sent.timestamp()) > 15 * 60:
            return "RequestTimeTooSkewed"
        salted = (parts["date"] + parts["salt"]).encode()
        expected = hmac.new(SECRET.encode(), salted, hashlib.sha256).hexdigest()
        if not 12 <= len(parts["salt"]) <= 64 or parts["signature"] != expected:
            return "SignatureDoesNotMatch"
        self.seen = getattr(self, "seen", set())
        if parts["signature"] in self.seen:
            return "DuplicatedSignature"
        self.seen.add(parts["signature"])
        return ""

    def _status(self, message: Json) -> str:
        limit = {"SMS": 90, "LMS": 2000}[message["type"]]
        if message["from"] != REGISTERED_SENDER:
            return "1062"
        if message["to"] == self.blocked:
            return "1060"
        if not _MOBILE.fullmatch(message["to"]):
            return "3010"
        if len(message["text"].encode("cp949")) > limit:
            return "1031"
        if "subject" in message and message["type"] == "SMS":
            return "1013"
        return "2000" if self.credit else "1030"


class NhnProvider(Provider):
    @override
    def answer(self, request: Request) -> tuple[int, Json]:
        address = re.fullmatch(r"/sms/v3\.0/appKeys/([^/]+)/sender/(sms|mms)", request.path)
        if address is None:
            return 200, self._header(-9998, "Not exist API.")
        if address[1] != KEY or request.headers.get("x-secret-key") != SECRET:
            return 200, self._header(-1000, "Invalid appKey.")
        body = request.body
        code = self._problem(body, long=address[2] == "mms")
        if code:
            return 200, self._header(code, "refused 01055556666")
        to = body["recipientList"][0]["recipientNo"]
        single = 0 if _MOBILE.fullmatch(to) and to != self.blocked else -2019
        if single == 0:
            self.accepted.append(body)
        result = [
            {"recipientNo": to, "resultCode": single, "resultMessage": "x", "recipientSeq": 1}
        ]
        data = {
            "requestId": f"2026{len(self.accepted)}",
            "statusCode": "2",
            "sendResultList": result,
        }
        return 200, {**self._header(0, "SUCCESS"), "body": {"data": data}}

    def _problem(self, body: Json, *, long: bool) -> int:
        if long and not 0 < len(body.get("title", "").encode("cp949")) <= 40:
            return -2014
        if len(body["body"].encode("cp949")) > (2000 if long else 90):
            return -2014
        return 0 if body["sendNo"] == REGISTERED_SENDER else -4000

    def _header(self, code: int, message: str) -> Json:
        header = {"resultCode": code, "resultMessage": message, "isSuccessful": code == 0}
        return {"header": header}


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.path, headers, json.loads(self.rfile.read(length)))
            provider.requests.append(request)
            status, answer = provider.answer(request)
            content = json.dumps(answer, ensure_ascii=False).encode()
            if provider.raw is not None:
                status, content = provider.raw
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            if provider.location:
                self.send_header("Location", provider.location)
            self.end_headers()
            self._write(content)

        def _write(self, content: bytes) -> None:
            if not provider.drip:
                self.wfile.write(content)
                return
            for byte in content:
                time.sleep(provider.drip)
                try:
                    self.wfile.write(bytes([byte]))
                except OSError:
                    return

        @override
        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(provider.now() if timestamp is None else timestamp)

        log_message: Callable[..., None] = staticmethod(lambda *_: None)

    return Handler
