"""The one UDP socket of SIP: hands requests to dialogs, new calls to `on_call`, and refuses the rest."""

import asyncio
import hashlib
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from haechi.telephony.sip.address import (
    Malformed,
    NameAddress,
    Uri,
    parse_name_address,
    parse_uri,
)
from haechi.telephony.sip.dialog import Dialog, new_tag
from haechi.telephony.sip.gate import Buckets, Flood, Peers
from haechi.telephony.sip.leg import CallLeg
from haechi.telephony.sip.message import (
    BadRequest,
    Request,
    Response,
    Unanswerable,
    cseq_of,
    parse,
)
from haechi.telephony.sip.replies import ALLOW, Host, reply_to, response_to
from haechi.telephony.sip.timers import Timers, guarded
from haechi.telephony.sip.transactions import ServerTransaction, Transactions
from haechi.telephony.types import PhoneNumber

log = logging.getLogger(__name__)
HOP = "haechi-hop"
SUPPORTED = frozenset({"timer", "siprec", "replaces", "norefersub", "from-change"})


@dataclass(frozen=True)
class Incoming:
    """A new call. `hops` is what is left of Max-Forwards, `passed` the marks of recorders on its way."""

    leg: CallLeg
    request: Request
    called: PhoneNumber
    hops: int
    passed: tuple[str, ...]


class Endpoint(asyncio.DatagramProtocol):
    """`able` False: OPTIONS and new calls are answered with 503 (full, or stopping)."""

    def __init__(
        self, near: Host, *, timers: Timers | None = None, flood: Flood | None = None
    ) -> None:
        self.near = near
        self.able: Callable[[], bool] = lambda: True
        self.on_call: Callable[[Incoming], None] = lambda call: call.leg.refuse(503)
        self.counts: Counter[str] = Counter()
        self.transactions = Transactions(
            self._send, timers or Timers(), self._requested, self._acknowledged
        )
        self._peers, self._buckets = Peers(()), Buckets(flood or Flood())
        self._legs: dict[tuple[str, str], CallLeg] = {}
        self._arriving: dict[tuple[str, str], CallLeg] = {}
        self._wire: asyncio.DatagramTransport | None = None

    async def listen(self, host: str, port: int) -> int:
        """The port that it listens on. Raises OSError."""
        loop = asyncio.get_running_loop()
        self._wire, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(host, port))
        taken: int = self._wire.get_extra_info("sockname")[1]
        self.near = (self.near[0], self.near[1] or taken)
        return taken

    def admit(self, networks: Iterable[str]) -> None:
        self._peers = Peers(networks)

    def close(self) -> None:
        if self._wire is not None:
            self._wire.close()

    def outgoing(self, number: PhoneNumber, hop: Host, caller: NameAddress) -> CallLeg:
        """A leg to `number` at `hop`, in the caller's name; `invite` begins it."""
        host = f"[{hop[0]}]" if ":" in hop[0] else hop[0]
        target = Uri("sip", number, host, hop[1])
        dialog = Dialog(
            call_id=secrets.token_hex(16),
            local=NameAddress(caller.uri, caller.display).tagged(new_tag()),
            remote=NameAddress(Uri("sip", number, host)),
            target=target, near=self.near, peer=hop, hosts={hop[0]},
        )  # fmt: skip
        return CallLeg(self, dialog)

    def joined(self, leg: CallLeg) -> None:
        self._legs[leg.dialog.call_id, leg.dialog.local_tag] = leg

    def left(self, leg: CallLeg) -> None:
        self._legs.pop((leg.dialog.call_id, leg.dialog.local_tag), None)
        if leg.incoming:
            self._arriving.pop((leg.dialog.call_id, leg.dialog.remote.tag or ""), None)

    @property
    def legs(self) -> int:
        return len(self._legs)

    # What comes in

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        host: Host = (source[0], source[1])
        if not self._peers.admits(host[0]):
            self.counts["strangers"] += 1
            return
        guarded(lambda: self._read(data, host))

    def error_received(self, _error: Exception) -> None:
        self.counts["unreachable"] += 1

    def _read(self, data: bytes, source: Host) -> None:
        if not data.strip(b"\r\n\0"):
            return  # keep-alive (RFC 5626, 4.4.1)
        try:
            message = parse(data)
        except Unanswerable:
            self.counts["unreadable"] += 1
            return
        except BadRequest as bad:
            self.counts["malformed"] += 1
            self._refuse_once(bad.request, source, bad.code, bad.reason)
            return
        if isinstance(message, Response):
            self.transactions.received_response(message)
            return
        try:
            self._take(message, source)
        except Malformed as error:
            self.counts["malformed"] += 1
            self._refuse_once(message, source, error.code, error.reason)

    def _take(self, request: Request, source: Host) -> None:
        begins = (
            request.method == "INVITE" and not parse_name_address(request.headers.needed("to")).tag
        )
        known = self.transactions.knows(request)
        if begins and not known and not self._buckets.take(source[0]):
            self.counts["flooded"] += 1
            self._refuse_once(request, source, 503, "Too many calls")
            return
        self.transactions.received_request(request, source)

    def _refuse_once(self, request: Request, source: Host, code: int, reason: str) -> None:
        """Without remembering anything."""
        if request.method == "ACK":
            return
        response = response_to(request, code, reason)
        if code == 503:
            response.headers.add("retry-after", "5")
        self._send(bytes(response), reply_to(request, source))

    def _requested(self, server: ServerTransaction) -> None:
        try:
            self._serve(server)
        except Malformed as error:
            self.counts["malformed"] += 1
            server.simply(error.code, error.reason)
        except Exception:
            server.simply(500, "Server Error")
            raise

    def _serve(self, server: ServerTransaction) -> None:
        headers = server.request.headers
        ours = parse_name_address(headers.needed("to")).tag
        if ours is not None:
            self._within(server, ours)
        elif unknown := headers.tokens("require") - SUPPORTED:
            response = response_to(server.request, 420, "Bad Extension")
            response.headers.add("unsupported", ", ".join(sorted(unknown)))
            server.respond(response)
        elif server.request.method == "INVITE":
            self._new_call(server)
        elif server.request.method == "OPTIONS":
            self._options(server)
        else:
            response = response_to(server.request, 405, "Method Not Allowed")
            response.headers.add("allow", ALLOW)
            server.respond(response)

    def _within(self, server: ServerTransaction, tag: str) -> None:
        leg = self._legs.get((server.request.headers.needed("call-id"), tag))
        if leg is None or not leg.dialog.belongs(server.request, server.source):
            self.counts["foreign"] += leg is not None
            server.simply(481, "No such call")
            return
        leg.received(server)

    def _acknowledged(self, ack: Request, source: Host) -> None:
        tag = parse_name_address(ack.headers.needed("to")).tag or ""
        leg = self._legs.get((ack.headers.needed("call-id"), tag))
        if leg is not None and leg.dialog.belongs(ack, source):
            leg.acknowledged(ack)

    def _options(self, server: ServerTransaction) -> None:
        able = self.able()
        response = response_to(
            server.request, 200 if able else 503, "OK" if able else "Unavailable"
        )
        response.headers.add("allow", ALLOW)
        response.headers.add(
            "accept", "application/sdp", "multipart/mixed", "application/rs-metadata+xml"
        )
        server.respond(response)

    def _new_call(self, server: ServerTransaction) -> None:
        headers = server.request.headers
        uri = parse_uri(server.request.uri)
        hops = _hops(headers.first("max-forwards"))
        caller = parse_name_address(headers.needed("from"))
        key = (headers.needed("call-id"), caller.tag or "")
        if hops < 1:
            server.simply(483, "Too Many Hops")
        elif key in self._arriving:
            server.simply(482, "Merged Request")
        elif not self.able():
            server.simply(503, "Unavailable")
        elif not caller.tag or headers.first("contact") is None:
            server.simply(400, "No tag or Contact")
        else:
            server.simply(100, "Trying")
            leg = CallLeg(self, self._dialog(server, uri, caller), server)
            self._arriving[key] = leg
            self.joined(leg)
            passed = tuple(value.strip() for value in headers.every(HOP))
            self._begin(Incoming(leg, server.request, uri.number, hops - 1, passed))

    def _begin(self, call: Incoming) -> None:
        try:
            self.on_call(call)
        except Exception:
            call.leg.hang_up()
            raise

    def _dialog(self, server: ServerTransaction, uri: Uri, caller: NameAddress) -> Dialog:
        headers = server.request.headers
        called = parse_name_address(headers.needed("to"))
        dialog = Dialog(
            call_id=headers.needed("call-id"), local=called.tagged(new_tag()), remote=caller,
            target=caller.uri, near=self.near, peer=server.source,
            received=cseq_of(headers)[0], hosts={server.source[0]}, user=uri.user or "haechi",
        )  # fmt: skip
        dialog.learn(server.request, from_answer=False)
        return dialog

    def _send(self, data: bytes, to: Host) -> None:
        if self._wire is not None and not self._wire.is_closing():
            self._wire.sendto(data, to)


def mark_of(number: PhoneNumber, salt: bytes) -> str:
    """A call that comes back for the same number bears it: a loop. Tells the number to nobody."""
    return hashlib.blake2b(
        number.encode("utf-8", "surrogateescape"), key=salt[:64], digest_size=12
    ).hexdigest()


def _hops(text: str | None) -> int:
    if text is None:
        return 70
    if not (text.isascii() and text.isdigit() and int(text) < 256):
        raise Malformed("Max-Forwards")
    return int(text)
