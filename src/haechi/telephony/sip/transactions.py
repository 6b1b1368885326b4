"""Transactions over UDP: what is repeated until it is answered (RFC 3261, 17; RFC 6026 for 2xx).

The user is told of each request once and of each response once (a repeated 2xx excepted, which the user
acknowledges again). All happens in the thread of the loop.
"""

from collections.abc import Callable

from haechi.telephony.sip.address import Malformed, parse_name_address, parse_via
from haechi.telephony.sip.message import Headers, Request, Response
from haechi.telephony.sip.replies import Host, reply_to, response_to
from haechi.telephony.sip.timers import Timer, Timers

Send = Callable[[bytes, Host], None]
MAGIC = "z9hG4bK"


class ServerTransaction:
    """A request that we answer. `answered` when a final response has gone out."""

    def __init__(self, layer: "Transactions", request: Request, source: Host, key: str) -> None:
        self.request, self.source, self.answered = request, source, False
        self.confirmed = False
        self.on_cancel: Callable[[], None] = lambda: None
        self.on_unconfirmed: Callable[[], None] = lambda: None
        self._layer, self._key = layer, key
        self._last: bytes | None = None
        self._to = reply_to(request, source)
        self._again, self._over = Timer(), Timer()

    def respond(self, response: Response) -> None:
        """Does nothing once a final response has gone out."""
        if self.answered:
            return
        self._last = bytes(response)
        self._layer.send(self._last, self._to)
        if response.code < 200:
            return
        self.answered = True
        timers = self._layer.timers
        self._over.start(timers.patience, self._end)
        if self.request.method == "INVITE":
            self._repeat(timers.t1)

    def simply(self, code: int, reason: str) -> None:
        self.respond(response_to(self.request, code, reason))

    def repeated(self) -> None:
        """The request came once more."""
        if self._last is not None and not self.confirmed:
            self._layer.send(self._last, self._to)

    def confirm(self) -> None:
        """The ACK of the final response to an INVITE is here."""
        self.confirmed = True
        self._again.stop()

    def _repeat(self, pause: float) -> None:
        def again() -> None:
            if self._last is not None:
                self._layer.send(self._last, self._to)
            self._repeat(min(2 * pause, self._layer.timers.t2))

        self._again.start(pause, again)

    def _end(self) -> None:
        self._again.stop()
        self._layer.forget_server(self._key)
        if self.request.method == "INVITE" and not self.confirmed:
            self.on_unconfirmed()


class ClientTransaction:
    """A request of ours. `on_response` gets every new response, and None when nothing answered."""

    def __init__(
        self, layer: "Transactions", request: Request, to: Host,
        on_response: Callable[[Response | None], None],
    ) -> None:  # fmt: skip
        self._layer, self._request, self._to, self._tell = layer, request, to, on_response
        self._again, self._over = Timer(), Timer()
        self._answered = self._progressed = self._cancelled = False
        self._acknowledgement: bytes | None = None
        self._invites = request.method == "INVITE"
        self._key = client_key(request.headers, request.method)

    def begin(self) -> None:
        self._layer.clients[self._key] = self
        self._layer.send(bytes(self._request), self._to)
        self._repeat(self._layer.timers.t1)
        self._over.start(self._layer.timers.patience, self._lost)

    def cancel(self) -> None:
        """Take an INVITE back: at once, or as soon as the far end has shown itself (9.1)."""
        if self._answered or not self._invites:
            return
        self._cancelled = True
        if self._progressed:
            self._send_cancel()

    def received(self, response: Response) -> None:
        if response.code < 200:
            self._provisional(response)
        elif not self._answered:
            self._final(response)
        elif self._acknowledgement is not None:
            self._layer.send(self._acknowledgement, self._to)
        elif self._invites and response.code < 300:
            self._tell(response)

    def _provisional(self, response: Response) -> None:
        if self._answered:
            return
        if self._invites:
            self._again.stop()
            if not self._progressed:
                self._over.stop()
        first, self._progressed = not self._progressed, True
        if first and self._cancelled:
            self._send_cancel()
        self._tell(response)

    def _final(self, response: Response) -> None:
        self._answered = True
        self._again.stop()
        timers = self._layer.timers
        self._over.start(timers.patience if self._invites else timers.t4, self._end)
        if self._invites and response.code >= 300:
            self._acknowledgement = bytes(_ack(self._request, response))
            self._layer.send(self._acknowledgement, self._to)
        self._tell(response)

    def _send_cancel(self) -> None:
        cancel = _derived(self._request, "CANCEL", self._request.headers.needed("to"))
        ClientTransaction(self._layer, cancel, self._to, lambda _: None).begin()
        self._over.start(self._layer.timers.patience, self._lost)

    def _repeat(self, pause: float) -> None:
        longest = self._layer.timers.patience if self._invites else self._layer.timers.t2

        def again() -> None:
            self._layer.send(bytes(self._request), self._to)
            self._repeat(min(2 * pause, longest))

        self._again.start(pause, again)

    def _lost(self) -> None:
        self._end()
        if not self._answered:
            self._answered = True
            self._tell(None)

    def _end(self) -> None:
        self._again.stop()
        self._over.stop()
        self._layer.clients.pop(self._key, None)


def client_key(headers: Headers, method: str) -> str:
    return f"{parse_via(headers.needed('via')).branch} {method}"


def _ack(invite: Request, response: Response) -> Request:
    return _derived(invite, "ACK", response.headers.needed("to"))


def _derived(invite: Request, method: str, to: str) -> Request:
    """ACK of a refusal, or CANCEL: same branch, same address (9.1, 17.1.1.3)."""
    headers = Headers()
    headers.add("via", invite.headers.needed("via"))
    headers.add("route", *invite.headers.every("route"))
    headers.add("max-forwards", invite.headers.needed("max-forwards"))
    headers.add("from", invite.headers.needed("from"))
    headers.add("to", to)
    headers.add("call-id", invite.headers.needed("call-id"))
    headers.add("cseq", f"{invite.headers.needed('cseq').split()[0]} {method}")
    return Request(method, invite.uri, headers)


class Transactions:
    """All that are under way. `on_request` and `on_ack` are the user's."""

    def __init__(
        self, send: Send, timers: Timers,
        on_request: Callable[[ServerTransaction], None],
        on_ack: Callable[[Request, Host], None],
    ) -> None:  # fmt: skip
        self.send, self.timers = send, timers
        self.clients: dict[str, ClientTransaction] = {}
        self._servers: dict[str, ServerTransaction] = {}
        self._on_request, self._on_ack = on_request, on_ack

    def received_response(self, response: Response) -> None:
        try:
            method = response.headers.needed("cseq").split()[1]
            client = self.clients.get(client_key(response.headers, method))
        except (Malformed, IndexError):
            return
        if client is not None:
            client.received(response)

    def received_request(self, request: Request, source: Host) -> None:
        """Raises Malformed: its Via cannot be read."""
        key = _server_key(request)
        known = self._servers.get(key)
        if request.method == "ACK":
            if known is not None and not known.confirmed:
                known.confirm()
            self._on_ack(request, source)
        elif known is not None and request.method != "CANCEL":
            known.repeated()
        elif request.method == "CANCEL":
            self._cancel(request, source, known)
        else:
            self._begin(request, source, key)

    def knows(self, request: Request) -> bool:
        return _server_key(request) in self._servers

    def request(
        self, request: Request, to: Host, on_response: Callable[[Response | None], None]
    ) -> ClientTransaction:
        client = ClientTransaction(self, request, to, on_response)
        client.begin()
        return client

    def forget_server(self, key: str) -> None:
        self._servers.pop(key, None)

    def _begin(self, request: Request, source: Host, key: str) -> ServerTransaction:
        server = ServerTransaction(self, request, source, key)
        self._servers[key] = server
        self._on_request(server)
        return server

    def _cancel(self, cancel: Request, source: Host, invite: ServerTransaction | None) -> None:
        key = f"CANCEL {_server_key(cancel)}"
        if key in self._servers:
            self._servers[key].repeated()
            return
        answer = ServerTransaction(self, cancel, source, key)
        self._servers[key] = answer
        if invite is None or invite.source[0] != source[0]:
            answer.simply(481, "No such transaction")
            return
        answer.simply(200, "OK")
        if not invite.answered:
            invite.on_cancel()


def _server_key(request: Request) -> str:
    """By branch and sender (17.2.3), of an old client as RFC 2543 had it; ACK and CANCEL find their INVITE."""
    method = "INVITE" if request.method in {"ACK", "CANCEL"} else request.method
    via = parse_via(request.headers.needed("via"))
    if via.branch.startswith(MAGIC):
        return f"{method} {via.branch} {via.host}:{via.port}"
    number = request.headers.needed("cseq").split()[0]
    sender = parse_name_address(request.headers.needed("from")).tag
    return f"{method} {request.headers.needed('call-id')} {number} {sender} {via.host}:{via.port}"
