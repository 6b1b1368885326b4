"""Who talks with whom in one dialog, and requests within it (RFC 3261, 12)."""

import secrets
from dataclasses import dataclass, field, replace
from ipaddress import ip_address

from haechi.telephony.sip.address import (
    Malformed,
    NameAddress,
    Uri,
    parameter,
    parse_name_address,
)
from haechi.telephony.sip.message import Headers, Request, Response
from haechi.telephony.sip.parties import plain
from haechi.telephony.sip.replies import ALLOW, Host
from haechi.telephony.sip.transactions import MAGIC

HOPS = 70


def new_tag() -> str:
    """128 bits: whoever has not seen our answer cannot end the call (RFC 3261, 26.3.2.4)."""
    return secrets.token_hex(16)


@dataclass
class Dialog:
    """`local` and `remote` are From and To as we write them. `near` is our own host and port.

    `hosts`: from where requests of the far end are believed: where it first came from, and where its Contact
    and its Record-Route say.
    """

    call_id: str
    local: NameAddress
    remote: NameAddress
    target: Uri
    near: Host
    peer: Host
    user: str = "haechi"
    features: str = ""  # of our Contact, with their semicolon (RFC 3840)
    routes: tuple[str, ...] = ()
    sent: int = 0
    received: int = -1
    hosts: set[str] = field(default_factory=set)

    @property
    def local_tag(self) -> str:
        return self.local.tag or ""

    @property
    def contact(self) -> str:
        host = f"[{self.near[0]}]" if ":" in self.near[0] else self.near[0]
        return f"<{Uri('sip', self.user, host, self.near[1])}>{self.features}"

    def request(self, method: str, cseq: int | None = None, body: bytes = b"") -> Request:
        """The next request; an ACK takes its INVITE's number. `body`: a session description."""
        if cseq is None:
            self.sent += 1
        headers = Headers()
        headers.add(
            "via",
            f"SIP/2.0/UDP {shown_host(self.near)};branch={MAGIC}{secrets.token_hex(10)};rport",
        )
        headers.add("route", *self.routes)
        headers.add("max-forwards", str(HOPS))
        headers.add("from", str(self.local))
        headers.add("to", str(self.remote))
        headers.add("call-id", self.call_id)
        headers.add("cseq", f"{self.sent if cseq is None else cseq} {method}")
        if method in {"INVITE", "UPDATE", "REFER"}:
            headers.add("contact", self.contact)
            headers.add("allow", ALLOW)
        if body:
            headers.add("content-type", "application/sdp")
        return Request(method, str(self.target), headers, body)

    def notification(self, code: int, reason: str, *, last: bool) -> Request:
        """How a REFER goes on (RFC 3515, 2.4.4)."""
        request = self.request("NOTIFY")
        request.headers.add("event", "refer")
        request.headers.add("contact", self.contact)
        state = "terminated;reason=noresource" if last else "active;expires=60"
        request.headers.add("subscription-state", state)
        request.headers.add("content-type", "message/sipfrag;version=2.0")
        request.body = f"SIP/2.0 {code} {reason}\r\n".encode()
        return request

    def next_hop(self) -> Host:
        """The first route, or the target. A name is never asked of DNS: then where it came from."""
        try:
            uri = parse_name_address(self.routes[0]).uri if self.routes else self.target
        except Malformed:
            return self.peer
        host = uri.host.strip("[]")
        return (host, uri.port or 5060) if host in self.hosts and _is_ip(host) else self.peer

    def learn(self, message: Request | Response, *, from_answer: bool) -> None:
        """Remote target and route set from what makes the dialog (12.1)."""
        routes = message.headers.every("record-route")
        self.routes = tuple(reversed(routes)) if from_answer else tuple(routes)
        self.retarget(message)
        for route in routes:
            self.believe(parse_name_address(route).uri.host)

    def retarget(self, message: Request | Response) -> None:
        contact = message.headers.first("contact")
        if contact and contact != "*":
            self.target = parse_name_address(contact).uri
            self.believe(self.target.host)

    def forked(self, response: Response, tag: str) -> "Dialog":
        """That with another telephone which answered the same INVITE (13.2.2.4)."""
        other = replace(self, remote=self.remote.tagged(tag), hosts=set(self.hosts))
        other.learn(response, from_answer=True)
        return other

    def believe(self, host: str) -> None:
        self.hosts.add(host.strip("[]"))

    def belongs(self, request: Request, source: Host) -> bool:
        """Both tags, and a sender that the dialog knows: a forged BYE ends nothing."""
        sender = parse_name_address(request.headers.needed("from"))
        ours = parse_name_address(request.headers.needed("to"))
        return (
            ours.tag == self.local.tag
            and sender.tag == self.remote.tag
            and source[0] in self.hosts | {self.peer[0]}
        )


def shown_host(host: Host) -> str:
    name = f"[{host[0]}]" if ":" in host[0] else host[0]
    return f"{name}:{host[1]}"


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def refer_target(headers: Headers) -> tuple[Uri, str]:
    """Whom a REFER names, and the Replaces that goes with it. Raises Malformed."""
    uri = parse_name_address(headers.needed("refer-to")).uri
    if plain(uri.number) is None or parameter(uri.parameters, "method") not in {None, "INVITE"}:
        raise Malformed("Refer-To")
    found = [part.partition("=") for part in uri.headers.split("&")]
    return uri, next((value for name, _, value in found if name.lower() == "replaces"), "")
