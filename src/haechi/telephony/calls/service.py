"""All calls of one recorder: begins them, brings them what happens, and ends what nothing else ends."""

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from haechi.common.logs import where
from haechi.telephony.calls.beginning import begin
from haechi.telephony.calls.in_path import Event, InPathCall, Ticket, Who
from haechi.telephony.calls.party import Party
from haechi.telephony.calls.siprec.call import SiprecCall, is_siprec
from haechi.telephony.calls.surroundings import NotStored, Surroundings
from haechi.telephony.calls.table import happened
from haechi.telephony.media.port import EngineRefused, MediaEvent, RecordingFailed
from haechi.telephony.plan import InstitutionPlan, Line, Plan
from haechi.telephony.plan_file import next_hop
from haechi.telephony.sip.address import Malformed
from haechi.telephony.sip.endpoint import HOP, Incoming, mark_of
from haechi.telephony.sip.leg import CallLeg
from haechi.telephony.sip.parties import caller_of, dialled, identity, passed_on, plain
from haechi.telephony.sip.replies import body_of
from haechi.telephony.types import CallId, Leg, Outcome, PhoneNumber

log = logging.getLogger(__name__)
MOST_RECORDERS = 5  # that one call may pass


class Call(Protocol):
    """What the service needs of a call of either kind."""

    @property
    def at(self) -> tuple[int, int] | None: ...

    @property
    def stored(self) -> bool: ...

    def finish(self, outcome: Outcome) -> None: ...


class CallService:
    """`most`: calls at once; one more is answered with 503, so that the exchange goes another way."""

    def __init__(self, around: Surroundings, most: int) -> None:
        self.around, self.most = around, most
        self.stopping = False
        self.outcomes: Counter[str] = Counter()
        self.faults = 0
        self._calls: dict[CallId, tuple[Call, float]] = {}
        self._loop = asyncio.get_running_loop()
        around.endpoint.able = self.able
        around.endpoint.on_call = self.begin

    def __len__(self) -> int:
        return len(self._calls)

    def lines(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Of each institution's line that has calls now: how many, and how many of them are stored."""
        calls, stored = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
        for call, _ in self._calls.values():
            if call.at is not None:
                calls[call.at] += 1
                stored[call.at] += call.stored
        return {at: (count, stored[at]) for at, count in calls.items()}

    def able(self) -> bool:
        return (
            not self.stopping
            and len(self._calls) < self.most
            and self.around.plans.plan is not None
        )

    def deliver(self, event: MediaEvent) -> None:
        """From a thread of the engine."""
        self._loop.call_soon_threadsafe(self._media, event)

    def begin(self, incoming: Incoming) -> None:
        plan = self.around.plans.plan
        if plan is None:
            incoming.leg.refuse(503)
        elif is_siprec(incoming.request):
            self._begin_siprec(incoming)
        else:
            self._begin_in_path(incoming, plan)

    def sweep(self) -> None:
        """End what has outlived every clock of its own."""
        until = time.monotonic() - self.around.patience.longest - 60
        for call, since in list(self._calls.values()):
            if since < until:
                self._guard(call, lambda call=call: call.finish(Outcome.INTERRUPTED))  # type: ignore[misc]

    def end_all(self) -> None:
        for call, _ in list(self._calls.values()):
            self._guard(call, lambda call=call: call.finish(Outcome.INTERRUPTED))  # type: ignore[misc]

    def _begin_in_path(self, incoming: Incoming, plan: Plan) -> None:
        if plain(incoming.called) is None:
            incoming.leg.refuse(404)
            return
        mark = mark_of(incoming.called, plan.catalogue)
        if mark in incoming.passed or len(incoming.passed) >= MOST_RECORDERS:
            incoming.leg.refuse(482)
            return
        call_id = CallId(secrets.token_hex(16))
        try:
            addresses = self.around.engine.open(call_id, (Leg.CALLER, Leg.OFFICIAL))
        except EngineRefused:
            incoming.leg.refuse(503)
            return
        ticket = self._ticket(call_id, incoming, plan, mark)
        caller = Party(incoming.leg, Leg.CALLER, addresses[Leg.CALLER])
        call = InPathCall(self.around, ticket, caller, addresses[Leg.OFFICIAL], self._happened)
        call.on_over = lambda outcome: self._over(call_id, outcome)
        self._calls[call_id] = call, time.monotonic()
        try:
            begin(call, body_of(incoming.request))
        except Malformed as error:
            incoming.leg.refuse(error.code)
            call.finish(Outcome.FAILED)
        except Exception as error:
            self._broken(call, error)

    def _ticket(self, call_id: CallId, incoming: Incoming, plan: Plan, mark: str) -> Ticket:
        request = incoming.request
        found = self._line(dialled(request))
        shown = identity(request)
        hop = self.around.hop or next_hop(plan.next_hop)

        def dial(number: PhoneNumber) -> CallLeg:
            return self.around.endpoint.outgoing(number, hop, shown)

        headers = (*passed_on(request.headers), *((HOP, each) for each in (*incoming.passed, mark)))
        institution, line = found if found else (None, None)
        return Ticket(
            call_id,
            caller_of(request),
            incoming.called,
            institution,
            line,
            dial,
            headers,
            incoming.hops,
        )

    def _line(self, numbers: tuple[PhoneNumber, ...]) -> tuple[InstitutionPlan, Line] | None:
        """The line that was called, unless it is one that is never recorded (emergency)."""
        if any(self.around.plans.exempts(number) for number in numbers[:1]):
            return None
        return next(
            (found for number in numbers if (found := self.around.plans.line(number))), None
        )

    def _begin_siprec(self, incoming: Incoming) -> None:
        call_id = CallId(secrets.token_hex(16))
        call = SiprecCall(self.around, call_id, incoming.leg)
        call.on_over = lambda outcome: self._over(call_id, outcome)
        incoming.leg.listener = lambda _leg, event: self._guard(call, lambda: call.heard(event))
        self._calls[call_id] = call, time.monotonic()
        self._guard(call, lambda: call.begin(incoming.request))

    def _media(self, event: MediaEvent) -> None:
        found = self._calls.get(event.call)
        if found is None:
            return
        call = found[0]
        if isinstance(event, RecordingFailed) and call.at is not None:
            self.around.not_stored[call.at[0], NotStored.BROKEN_OFF] += 1
        if isinstance(call, InPathCall):
            self._happened(call, Who.MEDIA, event)
        elif isinstance(call, SiprecCall):
            self._guard(call, lambda: call.media(event))

    def _happened(self, call: InPathCall, who: Who, event: Event) -> None:
        self._guard(call, lambda: happened(call, who, event))

    def _guard(self, call: Call, act: Callable[[], None]) -> None:
        """A fault of ours ends that call alone, and leaves its record."""
        try:
            act()
        except Exception as error:
            self._broken(call, error)

    def _broken(self, call: Call, error: Exception) -> None:
        self.faults += 1
        log.error("call: %s in %s", type(error).__name__, where(error))
        try:
            call.finish(Outcome.FAILED)
        except Exception as again:
            log.error("call: %s in %s while ending", type(again).__name__, where(again))

    def _over(self, call: CallId, outcome: Outcome) -> None:
        self.outcomes[outcome] += 1
        self._calls.pop(call, None)
