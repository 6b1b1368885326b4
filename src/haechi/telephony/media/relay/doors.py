"""Where packets of nobody yet arrive: finding a party's source, losing it, strangers, RTCP."""

import contextlib
import time
from collections.abc import Callable
from typing import Protocol

from haechi.telephony.media.relay.arena import KEPT_MOST, PACKET_MOST
from haechi.telephony.media.relay.batch import is_rtp
from haechi.telephony.media.relay.call import CallState
from haechi.telephony.media.relay.latch import Source
from haechi.telephony.media.relay.leg import LegState, is_rtcp

RELATCH_MS = 1500  # a party whose NAT gave it another port is silent on the old one


class Watching(Protocol):
    """What of the loop is needed here."""

    def watch(
        self, descriptor: int, handler: Callable[[], None], *, once: bool = False
    ) -> None: ...

    def forget(self, descriptor: int) -> None: ...

    def set_hot(self, call: CallState) -> None: ...


class Doors:
    """Guards and RTCP ports of all legs."""

    def __init__(self, loop: Watching) -> None:
        self._loop = loop
        self.visited: set[LegState] = set()  # something lies at their guards

    def open(self, call: CallState, leg: LegState) -> None:
        self._loop.watch(leg.guard.fileno(), lambda: self._at_guard(call, leg))
        self._loop.watch(leg.rtcp.fileno(), lambda: self._at_rtcp(call, leg))

    def unlock(self, call: CallState, leg: LegState) -> None:
        """The party may come from elsewhere now."""
        if leg.main is not None:
            self._loop.forget(leg.main.fileno())
            leg.unlock()
            self._loop.watch(leg.guard.fileno(), lambda: self._at_guard(call, leg))

    def close(self, call: CallState) -> None:
        self.visited.difference_update(call.legs.values())

    def look_at_strangers(self, call: CallState, now_ms: int) -> None:
        """Count those that came since the last time; one of them may be the party."""
        for leg in self.visited.intersection(call.legs.values()):
            if leg.main is not None:
                self._look_at_strangers(call, leg, now_ms)

    def _look_at_strangers(self, call: CallState, leg: LegState, now_ms: int) -> None:
        found = leg.drain_strangers()
        self._await_strangers(leg)
        announced = [each for each in found if is_rtp(each[0]) and each[1] == leg.latch.announced]
        moved = [each for each in found if is_rtp(each[0]) and leg.latch.accepts(each[1])]
        if announced and leg.source != leg.latch.announced:  # what was learnt was another's
            self._lock_on(call, leg, announced[0][1], announced)
        elif moved and now_ms - leg.area.last_ms > RELATCH_MS:
            self._lock_on(call, leg, moved[-1][1], moved)
        else:
            leg.foreign += len(found)

    def _await_strangers(self, leg: LegState) -> None:
        """Told once, however many they are: a flood of them is looked at no more often than a call is."""
        self.visited.discard(leg)
        self._loop.watch(leg.guard.fileno(), lambda: self.visited.add(leg), once=True)

    def _at_guard(self, call: CallState, leg: LegState) -> None:
        try:
            data, source = leg.guard.recvfrom(PACKET_MOST)
        except OSError:
            return
        source = source[:2]
        if not is_rtp(data) or not leg.latch.accepts(source):
            leg.foreign += leg.latch.announced is not None
            return
        self._lock_on(call, leg, source, [(data, source)])

    def _lock_on(
        self, call: CallState, leg: LegState, source: Source, first: list[tuple[bytes, Source]]
    ) -> None:
        self.unlock(call, leg)
        try:
            leg.lock_on(source)
        except OSError:  # no socket is left; the next packet asks again
            return
        self._await_strangers(leg)
        self._loop.set_hot(call)
        call.refresh()
        now_ms = int(time.monotonic() * 1000)
        # What lay at the port while its party was being found goes on like any other.
        for data, other in [*first, *leg.drain_strangers(KEPT_MOST)]:
            if other != source:
                leg.foreign += 1
            elif is_rtp(data):
                call.take_apart(leg, data, now_ms)

    def _at_rtcp(self, call: CallState, leg: LegState) -> None:
        """RTCP goes through unread, between parties only, to where theirs comes from."""
        try:
            data, source = leg.rtcp.recvfrom(PACKET_MOST)
        except OSError:
            return
        hosts = {each[0] for each in (leg.source, leg.latch.announced) if each}
        if source[0] not in hosts or not is_rtcp(data):
            return
        leg.rtcp_to = source[:2]
        peer = leg.peer
        if peer is not None and call.connected and peer.rtcp_to is not None:
            with contextlib.suppress(OSError):
                peer.rtcp.sendto(data, peer.rtcp_to)
