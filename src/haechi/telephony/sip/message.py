"""SIP messages: parsing what a stranger sends, and writing (RFC 3261, 7; torture tests RFC 4475)."""

import re
from dataclasses import dataclass, field

from haechi.telephony.sip.address import Malformed, split_outside

LONGEST_MESSAGE = 65535  # bytes: a datagram
MOST_HEADERS = 200
_TOKEN = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+\Z")
_CONTROL = re.compile(
    r"[\x00-\x08\x0a-\x1f\x7f]"
)  # a lone line feed would be a new line to the next hop
_COMPACT = {
    "v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length",
    "c": "content-type", "s": "subject", "k": "supported", "e": "content-encoding",
    "r": "refer-to", "b": "referred-by", "x": "session-expires", "o": "event", "u": "allow-events",
}  # fmt: skip
_ONCE = ("from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type")
_NEEDED = ("via", "from", "to", "call-id", "cseq")
_LISTS = frozenset({"via", "route", "record-route", "contact", "require", "supported", "allow",
                    "p-asserted-identity", "diversion", "history-info", "accept"})  # fmt: skip
_WRITTEN = {"call-id": "Call-ID", "cseq": "CSeq", "p-asserted-identity": "P-Asserted-Identity"}
LONGEST_CSEQ = 2**31


@dataclass
class Headers:
    """Fields in their order, by lower-case long name; values of lists are one for each entry."""

    fields: list[tuple[str, str]] = field(default_factory=list)

    def first(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key == name), None)

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def add(self, name: str, *values: str) -> None:
        self.fields += [(name, value) for value in values]

    def needed(self, name: str) -> str:
        value = self.first(name)
        if value is None:
            raise Malformed(f"no {name}")
        return value

    def tokens(self, name: str) -> set[str]:
        return {value.strip().lower() for value in self.every(name)} - {""}


@dataclass
class Request:
    method: str
    uri: str
    headers: Headers
    body: bytes = b""

    def __bytes__(self) -> bytes:
        return _written(f"{self.method} {self.uri} SIP/2.0", self.headers, self.body)


@dataclass
class Response:
    code: int
    reason: str
    headers: Headers
    body: bytes = b""

    def __bytes__(self) -> bytes:
        return _written(f"SIP/2.0 {self.code} {self.reason}", self.headers, self.body)


Message = Request | Response


class Unanswerable(Exception):
    """Not SIP at all, or too broken to be answered: dropped."""


class BadRequest(Exception):
    """A request that is refused with `code`; `request` has what an answer needs."""

    def __init__(self, request: Request, code: int, reason: str) -> None:
        super().__init__(reason)
        self.request, self.code, self.reason = request, code, reason


def parse(data: bytes) -> Message:
    """Raises Unanswerable, BadRequest."""
    head, separator, body = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    if not separator:
        raise Unanswerable
    lines = _unfolded(head.decode("utf-8", "surrogateescape"))
    start = lines[0].split(" ", 2)
    if len(start) < 2:
        raise Unanswerable
    headers, fault = _headers(lines[1:])
    if start[0].upper() == "SIP/2.0":
        return _response(start, headers, body, fault)
    return _request(lines[0], headers, body, fault)


def cseq_of(headers: Headers) -> tuple[int, str]:
    number, _, method = headers.needed("cseq").partition(" ")
    if not (number.isascii() and number.isdigit() and int(number) < LONGEST_CSEQ):
        raise Malformed("CSeq")
    return int(number), method.strip()


def _unfolded(head: str) -> list[str]:
    """Lines that begin with white space go on with the line before (7.3.1)."""
    return re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")


def _headers(lines: list[str]) -> tuple[Headers, str]:
    """What could be read, and the first fault ("" for none)."""
    found, fault = Headers(), "too many headers" if len(lines) > MOST_HEADERS else ""
    for line in lines[:MOST_HEADERS]:
        name, colon, value = line.partition(":")
        name = name.rstrip(" \t").lower()
        if not colon or not _TOKEN.match(name) or _CONTROL.search(value):
            fault = fault or "header"
            continue
        name = _COMPACT.get(name, name)
        values = split_outside(value, ",") if name in _LISTS else [value]
        found.add(name, *(value.strip() for value in values))
    if any(not value for value in found.every("via")):
        fault = fault or "Via"
    return found, fault


def _response(start: list[str], headers: Headers, body: bytes, fault: str) -> Response:
    code = start[1]
    if fault or not (
        len(code) == 3 and code.isascii() and code.isdigit() and 100 <= int(code) < 700
    ):
        raise Unanswerable
    try:
        _check(headers)
        body = _body(headers, body)
        cseq_of(headers)
    except Malformed:
        raise Unanswerable from None
    return Response(int(code), start[2] if len(start) > 2 else "", headers, body)


def _request(line: str, headers: Headers, body: bytes, fault: str) -> Request:
    method, _, rest = line.partition(" ")
    uri, _, version = rest.rpartition(" ")
    request = Request(method, uri, headers, body)
    if any(headers.first(name) is None for name in _NEEDED) or not _TOKEN.match(method):
        raise Unanswerable
    try:
        if version != "SIP/2.0":
            raise Malformed("version", 505 if version.startswith("SIP/") else 400)
        if fault:
            raise Malformed(fault)
        if (
            not uri
            or _CONTROL.search(uri)
            or uri != uri.strip()
            or " " in uri
            or uri.startswith("<")
        ):
            raise Malformed("Request-URI")
        _check(headers)
        if cseq_of(headers)[1] != method:
            raise Malformed("CSeq")
        request.body = _body(headers, body)
    except Malformed as error:
        raise BadRequest(request, error.code, error.reason) from None
    return request


def _check(headers: Headers) -> None:
    for name in _NEEDED:
        headers.needed(name)
    for name in _ONCE:
        if len(headers.every(name)) > 1:
            raise Malformed(f"two {name}")


def _body(headers: Headers, body: bytes) -> bytes:
    told = headers.first("content-length")
    if told is None:
        return body
    if not (told.isascii() and told.isdigit()) or int(told) > len(body):
        raise Malformed("Content-Length")
    return body[: int(told)]


def _written(start: str, headers: Headers, body: bytes) -> bytes:
    lines = [start]
    lines += [
        f"{_WRITTEN.get(k) or k.title()}: {v}" for k, v in headers.fields if k != "content-length"
    ]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body
