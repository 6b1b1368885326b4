"""Responses: what each repeats of its request, and what a dialog adds (RFC 3261, 8.2.6, 12.1.1)."""

from haechi.telephony.sip.address import Malformed, NameAddress, parse_via
from haechi.telephony.sip.events import Body
from haechi.telephony.sip.message import Headers, Request, Response

Host = tuple[str, int]
ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REFER, NOTIFY"
REASONS = {
    180: "Ringing", 183: "Session Progress", 200: "OK", 202: "Accepted", 400: "Bad Request",
    403: "Forbidden", 404: "Not Found", 408: "Request Timeout",
    480: "Temporarily Unavailable", 481: "No such call",
    486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here", 491: "Request Pending",
    500: "Server Error", 503: "Service Unavailable", 603: "Decline",
}  # fmt: skip


def response_to(
    request: Request, code: int, reason: str, to: NameAddress | None = None
) -> Response:
    """With what every response repeats (8.2.6.2); `to` carries our tag."""
    headers = Headers()
    headers.add("via", *request.headers.every("via"))
    headers.add("from", request.headers.needed("from"))
    headers.add("to", str(to) if to else request.headers.needed("to"))
    headers.add("call-id", request.headers.needed("call-id"))
    headers.add("cseq", request.headers.needed("cseq"))
    return Response(code, reason, headers)


def reply_to(request: Request, source: Host) -> Host:
    """Where responses go: to the address it came from; to its port if asked (18.2.2, RFC 3581)."""
    try:
        via = parse_via(request.headers.needed("via"))
    except Malformed:
        return source
    return source if via.asks_port else (source[0], via.port or 5060)


def within(
    local: NameAddress, contact: str, request: Request, code: int, body: bytes | None
) -> Response:
    """Of a dialog: with our tag, and what the far end needs to go on."""
    response = response_to(request, code, REASONS.get(code, "Refused"), local)
    if code < 300:
        response.headers.add("record-route", *request.headers.every("record-route"))
        response.headers.add("contact", contact)
        response.headers.add("allow", ALLOW)
        _keep_timer(request, response)
    if body is not None:
        response.headers.add("content-type", "application/sdp")
        response.body = body
    return response


def _keep_timer(request: Request, response: Response) -> None:
    """The far end refreshes its session timer; we only answer it (RFC 4028, 9)."""
    interval = request.headers.first("session-expires")
    if interval and "timer" in request.headers.tokens("supported") and response.code == 200:
        response.headers.add("require", "timer")
        response.headers.add("session-expires", f"{interval.partition(';')[0]};refresher=uac")


def body_of(message: Request | Response) -> Body | None:
    kind = message.headers.first("content-type")
    return Body(kind, message.body) if message.body and kind else None
