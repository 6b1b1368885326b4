"""One leg of a call, ours or theirs: the interface between calls and SIP.

A leg is either `incoming` (we answer) or outgoing (`invite`). What may be done follows from `state`; what
does not fit is ignored, so that a race between two ends never raises.
"""

from collections.abc import Callable
from typing import Protocol
from urllib.parse import unquote

from haechi.telephony.sip.acknowledging import Acknowledgements
from haechi.telephony.sip.address import Malformed, parse_name_address
from haechi.telephony.sip.dialog import Dialog, refer_target
from haechi.telephony.sip.events import (
    Answered,
    Confirmed,
    Ended,
    Informed,
    LegEvent,
    Offered,
    Progressed,
    Referred,
    Refused,
    State,
)
from haechi.telephony.sip.keypad import digit_of
from haechi.telephony.sip.message import Request, Response, cseq_of
from haechi.telephony.sip.replies import REASONS, body_of, within
from haechi.telephony.sip.transactions import ClientTransaction, ServerTransaction, Transactions


class Owner(Protocol):
    """The endpoint, as a leg sees it."""

    transactions: Transactions

    def joined(self, leg: "CallLeg") -> None: ...
    def left(self, leg: "CallLeg") -> None: ...


Listener = Callable[["CallLeg", LegEvent], None]


class CallLeg:
    def __init__(
        self, owner: Owner, dialog: Dialog, invite: ServerTransaction | None = None
    ) -> None:
        self.state = State.NEW if invite is None else State.EARLY
        self.dialog, self.incoming = dialog, invite is not None
        self.listener: Listener = lambda _leg, _event: None
        self._owner, self._theirs = owner, invite
        self._ours: ClientTransaction | None = None
        self._offer: ServerTransaction | None = None  # a re-INVITE or UPDATE that waits for us
        self._last_offer: ServerTransaction | None = None
        self._referral: ServerTransaction | None = None
        self._reoffering = False
        self._acks = Acknowledgements(owner.transactions)
        if invite is not None:
            invite.on_cancel = self._cancelled
            invite.on_unconfirmed = self._lost

    # What calls do

    def invite(self, body: bytes, *extra: tuple[str, str], hops: int) -> None:
        """Send the INVITE; Progressed, Answered or Refused follow."""
        if self.state is not State.NEW:
            return
        self.state = State.EARLY
        request = self.dialog.request("INVITE", body=body)
        fields = request.headers.fields
        fields[:] = [(k, str(hops) if k == "max-forwards" else v) for k, v in fields]
        fields += extra
        self._owner.joined(self)
        self._ours = self._send(request, lambda response: self._invited(request, response))

    def progress(self, code: int, body: bytes | None = None) -> None:
        if self._theirs is not None and self.state is State.EARLY:
            self._theirs.respond(self._response(self._theirs, code, body))

    def answer(self, body: bytes) -> None:
        """200 to their INVITE; Confirmed follows."""
        if self._theirs is not None and self.state is State.EARLY:
            self.state = State.UP
            self._theirs.respond(self._response(self._theirs, 200, body))

    def refuse(self, code: int) -> None:
        if self._theirs is not None and self.state is State.EARLY:
            self._theirs.respond(self._response(self._theirs, code, None))
            self._over()

    def hang_up(self) -> None:
        """End the leg whatever its state: BYE, CANCEL or a refusal."""
        match self.state:
            case State.UP:
                self._drop_offer(487)
                self._send(self.dialog.request("BYE"), lambda _: None)
                self._over()
            case State.EARLY if self.incoming:
                self.refuse(480)
            case State.EARLY if self._ours is not None:
                self._ours.cancel()
                self._over(linger=True)
            case _:
                self._over()

    def reoffer(self, body: bytes) -> bool:
        """A re-INVITE; Answered or Refused follow. False: there is no room for one now (14.1)."""
        if self.state is not State.UP or self._reoffering or self._offer is not None:
            return False
        self._reoffering = True
        request = self.dialog.request("INVITE", body=body)
        self._send(request, lambda response: self._reoffered(request, response))
        return True

    def accept(self, body: bytes | None) -> None:
        """Answer what Offered told."""
        if self._offer is not None:
            self._offer.respond(self._response(self._offer, 200, body))
            self._offer = None

    def decline(self, code: int) -> None:
        self._drop_offer(code)

    def take_referral(self) -> None:
        """While Referred is told: the call does what is asked."""
        if self._referral is not None:
            self._referral.simply(202, REASONS[202])

    def notify(self, code: int, *, last: bool) -> None:
        """How a REFER goes on (RFC 3515, 2.4.4)."""
        if self.state is not State.UP:
            return
        request = self.dialog.notification(code, REASONS.get(code, "Progress"), last=last)
        self._send(request, lambda _: None)

    # What the endpoint brings

    def received(self, server: ServerTransaction) -> None:
        """A request within the dialog; its sender has been checked."""
        number, method = cseq_of(server.request.headers)
        if number <= self.dialog.received:
            server.simply(500, "Out of order")
            return
        self.dialog.received = number
        match method:
            case "BYE":
                server.simply(200, "OK")
                self._drop_offer(487)
                if self._theirs is not None and self.state is State.EARLY:
                    self._theirs.respond(self._response(self._theirs, 487, None))
                self._end(cancelled=False)
            case "INVITE" | "UPDATE":
                self._take_offer(server)
            case "INFO":
                body = body_of(server.request)
                server.simply(200, "OK")
                self._tell(Informed(digit_of(body), body))
            case "REFER":
                self._take_refer(server)
            case "NOTIFY" | "OPTIONS" | "MESSAGE":
                server.simply(200, "OK")
            case _:
                server.simply(405, "Method Not Allowed")

    def acknowledged(self, ack: Request) -> None:
        """An ACK within the dialog, for a 200 of ours."""
        for server in (self._theirs, self._last_offer):
            if server is not None and server.answered and not server.confirmed:
                server.confirm()
                self._tell(Confirmed(body_of(ack)))

    def _take_offer(self, server: ServerTransaction) -> None:
        if server.request.method == "UPDATE" and not server.request.body:
            self.dialog.retarget(server.request)  # a session timer's refresh (RFC 4028, 7.4)
            server.respond(self._response(server, 200, None))
            return
        if self.state is not State.UP or self._offer is not None or self._reoffering:
            server.simply(491, REASONS[491])
            return
        self.dialog.retarget(server.request)
        self._offer = server
        if server.request.method == "INVITE":
            self._last_offer = server
            server.on_unconfirmed = self._lost
            server.simply(100, "Trying")
        server.on_cancel = lambda: self._drop_offer(487)
        self._tell(Offered(body_of(server.request)))

    def _take_refer(self, server: ServerTransaction) -> None:
        try:
            uri, replaces = refer_target(server.request.headers)
        except Malformed:
            server.simply(400, REASONS[400])
            return
        if self.state is not State.UP:
            server.simply(603, REASONS[603])
            return
        self._referral = server
        self._tell(Referred(uri.number, unquote(replaces)))
        self._referral = None
        server.simply(603, REASONS[603])  # unless it was taken

    def _invited(self, request: Request, response: Response | None) -> None:
        if response is None:
            self._failed(408)
        elif response.code == 100:
            return
        elif response.code < 200:
            if self.state is State.EARLY:
                self._tell(Progressed(response.code, body_of(response)))
        elif response.code < 300:
            self._accepted(request, response)
        else:
            self._failed(response.code)

    def _accepted(self, request: Request, response: Response) -> None:
        """A 2xx. One that crossed our CANCEL, or that of a second phone, is ended at once (13.2.2.4)."""
        remote = parse_name_address(response.headers.needed("to"))
        if self.state is State.UP and remote.tag != self.dialog.remote.tag:
            self._acks.release(self.dialog, request, response, remote.tag or "")
            return
        first = self.state is not State.UP
        if first:
            self.dialog.remote = self.dialog.remote.tagged(remote.tag or "")
            self.dialog.learn(response, from_answer=True)
        self._acks.send(self.dialog, request)
        if self.state is State.EARLY:
            self.state = State.UP
            self._tell(Answered(body_of(response)))
        elif first:
            self.state = State.UP
            self.hang_up()

    def _reoffered(self, request: Request, response: Response | None) -> None:
        if response is not None and response.code < 200:
            return
        if response is not None and response.code < 300:
            self._acks.send(self.dialog, request)
            if self._reoffering:
                self._reoffering = False
                self.dialog.retarget(response)
                self._tell(Answered(body_of(response)))
            return
        self._reoffering = False
        code = 408 if response is None else response.code
        if code in {408, 481}:  # the far end knows no such call (12.2.1.2)
            self._lost()
        else:
            self._tell(Refused(code))

    def _lost(self) -> None:
        """Nobody is there any more: BYE all the same, and the call is told."""
        if self.state is State.UP:
            self.hang_up()
            self._tell(Ended(cancelled=False))

    def _failed(self, code: int) -> None:
        told = self.state is State.EARLY
        self._over()
        if told:
            self._tell(Refused(code))

    def _cancelled(self) -> None:
        if self._theirs is not None and self.state is State.EARLY:
            self._theirs.respond(self._response(self._theirs, 487, None))
            self._end(cancelled=True)

    def _end(self, *, cancelled: bool) -> None:
        told = self.state is not State.OVER
        self._over()
        if told:
            self._tell(Ended(cancelled))

    def _over(self, *, linger: bool = False) -> None:
        """`linger`: a 200 may still cross our CANCEL and must be answered with BYE."""
        self.state = State.OVER
        if not linger:
            self._owner.left(self)

    def _drop_offer(self, code: int) -> None:
        if self._offer is not None:
            self._offer.respond(self._response(self._offer, code, None))
            self._offer = None

    def _tell(self, event: LegEvent) -> None:
        self.listener(self, event)

    def _send(
        self, request: Request, on_response: Callable[[Response | None], None]
    ) -> ClientTransaction:
        return self._owner.transactions.request(request, self.dialog.next_hop(), on_response)

    def _response(self, server: ServerTransaction, code: int, body: bytes | None) -> Response:
        return within(self.dialog.local, self.dialog.contact, server.request, code, body)
