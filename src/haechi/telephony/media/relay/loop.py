"""A worker's loop: every packet that has arrived, every frame and every look that is due, then a short rest.

One rest of three milliseconds gathers the packets of many calls into one turn; that is the whole delay.
"""

import contextlib
import gc
import heapq
import itertools
import logging
import select
import socket
import time
from collections.abc import Callable

from haechi.common.logs import where
from haechi.telephony.media.relay.call import CallState, Tell
from haechi.telephony.media.relay.doors import Doors
from haechi.telephony.media.relay.leg import (
    KEPT_MOST,
    PACKET_MOST,
    LegState,
    Trouble,
)
from haechi.telephony.media.relay.player import NoticeFiles, Player
from haechi.telephony.media.relay.sweep import SO_TIMESTAMPNS, Sweeper
from haechi.telephony.media.rtp import HEAD
from haechi.telephony.types import CallId

logger = logging.getLogger(__name__)

REST = 0.003
RESTED_FROM = 8  # sockets; a quiet worker answers each packet at once
LOOK_SECONDS = 0.7  # a killed worker loses no more of any call,
SWEEP_SECONDS = 0.9  # or of one that is only recorded
SWEEP_GRID = 0.1
LOOKS_A_TURN = 4
EVENTS_A_TURN = 1024
TIDY_SECONDS = 30.0

Handler = Callable[[], None]


class Loop:
    """Sockets of calls by descriptor; `mains` are those of known parties, the hot ones."""

    def __init__(self, silent_after: float, tell: Tell) -> None:
        self.calls: dict[CallId, CallState] = {}
        self.running = True
        self.packets = 0
        self.before = Trouble()
        self.files = NoticeFiles()
        self._silent_after, self._tell = silent_after, tell
        self._poll = select.epoll()
        self._mains: dict[int, tuple[CallState, LegState]] = {}
        self._others: dict[int, Handler] = {}
        self._looks: list[tuple[float, int, CallState]] = []
        self._players: list[tuple[float, int, CallState, Player]] = []
        self._order = itertools.count()
        self._sweeper = Sweeper()
        self.doors = Doors(self)
        self._regular: list[tuple[float, float, Handler]] = []

    @property
    def trouble(self) -> Trouble:
        """Of all calls since the start."""
        return sum((call.trouble for call in self.calls.values()), self.before)

    def run(self) -> None:
        gc.collect()
        gc.freeze()
        gc.disable()  # nothing here makes cycles on the way of a packet; see `tidy`
        self.every(TIDY_SECONDS, _tidy)
        woke = 0.0
        while self.running:
            try:
                count = self._turn()
            except Exception as error:
                # What one packet of one call brought about must not end the other calls; and the fault's
                # words may hold some of it.
                logger.error("a turn was cut short: %s in %s", type(error).__name__, where(error))
                count = 0
            if len(self._mains) > max(RESTED_FROM, 2 * count):  # else there is a backlog
                rest = REST - (time.monotonic() - woke)
                if rest > 0:
                    time.sleep(rest)
                woke = time.monotonic()

    def _turn(self) -> int:
        events = self._poll.poll(self._wait(time.monotonic()), EVENTS_A_TURN)
        now = time.monotonic()
        if events:
            self._take(events, int(now * 1000))
        self._speak(now)
        self._look(now)
        self._do_regular(now)
        return len(events)

    def every(self, seconds: float, handler: Handler) -> None:
        self._regular.append((time.monotonic() + seconds, seconds, handler))

    def watch(self, descriptor: int, handler: Handler) -> None:
        self._others[descriptor] = handler
        self._poll.register(descriptor, select.EPOLLIN)

    def forget(self, descriptor: int) -> None:
        """Before a socket is closed; unknown ones are no matter."""
        known = self._others.pop(descriptor, None) or self._mains.pop(descriptor, None)
        if known:
            with contextlib.suppress(OSError):
                self._poll.unregister(descriptor)

    def add(self, call: CallState) -> None:
        self.calls[call.call] = call
        due = time.monotonic() + LOOK_SECONDS
        heapq.heappush(self._looks, (due, next(self._order), call))

    def add_leg(self, call: CallState, leg: LegState) -> None:
        call.add(leg)
        self.doors.open(call, leg)

    def set_hot(self, call: CallState) -> None:
        """After a change: sockets of swept calls are not polled."""
        for leg in call.legs.values():
            if leg.main is None:
                continue
            descriptor = leg.main.fileno()
            self.forget(descriptor)
            if call.swept:
                leg.main.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            else:
                self._mains[descriptor] = (call, leg)
                self._poll.register(descriptor, select.EPOLLIN)

    def play(self, call: CallState, player: Player) -> None:
        player.leg.playing = True
        call.players.append(player)
        call.refresh()
        heapq.heappush(self._players, (player.due, next(self._order), call, player))

    def end_player(self, call: CallState, player: Player, now: float) -> None:
        """The notice's proof goes out, complete or not."""
        call.players.remove(player)
        player.leg.playing = any(each.leg is player.leg for each in call.players)
        call.refresh()
        self._tell(
            {
                "event": "notice",
                "call": call.call,
                "leg": player.leg.leg,
                "notice": player.notice,
                "sha256": player.sha256,
                "begun_ms": int(player.begun * 1000) - call.zero,
                "ended_ms": int(now * 1000) - call.zero,
                "complete": player.complete and now >= player.due,
            }
        )

    def look_now(self, call: CallState, *, last: bool = False) -> None:
        """Before a change. `last`: with what has reached the sockets and nobody has read yet."""
        now_ms = int(time.monotonic() * 1000)
        for leg in call.legs.values() if last and not call.swept else ():
            if leg.main is not None:
                for data in leg.drain():
                    call.take_special(leg, data, now_ms)
        self.packets += call.look(int(time.monotonic() * 1000), self._sweeper)

    def drop(self, call: CallState) -> None:
        """Close a call that has been looked at."""
        now = time.monotonic()
        for player in list(call.players):
            self.end_player(call, player, now)
        for leg in call.legs.values():
            for each in (leg.main, leg.guard, leg.rtcp):
                if each is not None:
                    self.forget(each.fileno())
        call.close()
        self.before += call.trouble
        self.calls.pop(call.call, None)

    def _wait(self, now: float) -> float:
        due = [at for at, _, _ in self._regular]
        if self._players:
            due.append(self._players[0][0])
        if self._looks:
            due.append(self._looks[0][0])
        return max(0.0, min(due) - now)

    def _take(self, events: list[tuple[int, int]], now_ms: int) -> None:
        """The way of every packet. One of each socket a turn: a flood on one is no delay of another."""
        mains = self._mains
        for descriptor, _ in events:
            known = mains.get(descriptor)
            if known is None:
                handler = self._others.get(descriptor)
                if handler is not None:
                    handler()
                continue
            leg = known[1]
            try:
                data = leg.receive(PACKET_MOST)
            except OSError:  # the party's port was closed (ICMP), or a packet with a wrong checksum
                continue
            got = leg.got
            if len(got) >= KEPT_MOST or len(data) < HEAD.size:
                leg.dropped += 1
            elif data[1] in leg.special:
                known[0].take_special(leg, data, now_ms)
            else:
                out = leg.out
                if out is not None:
                    try:  # noqa: SIM105 (a context manager costs a tenth of the whole way)
                        out(data)
                    except OSError:
                        pass
                got.append(data)
                leg.times.append(now_ms)

    def _speak(self, now: float) -> None:
        players = self._players
        while players and players[0][0] <= now:
            _, _, call, player = heapq.heappop(players)
            if player not in call.players:
                continue
            if player.complete or player.failed:
                self.end_player(call, player, now)
                continue
            player.step(now)
            heapq.heappush(players, (player.due, next(self._order), call, player))

    def _look(self, now: float) -> None:
        """A few calls a turn, so that the packets of the others do not wait for them."""
        looks = self._looks
        for _ in range(LOOKS_A_TURN):
            if not looks or looks[0][0] > now:
                break
            _, _, call = heapq.heappop(looks)
            if call.closed:
                continue
            due = now + LOOK_SECONDS
            if call.swept:  # many together: waking up costs more than a look
                due = (now + SWEEP_SECONDS) // SWEEP_GRID * SWEEP_GRID
            heapq.heappush(looks, (due, next(self._order), call))
            self._look_at(call, int(now * 1000))

    def _look_at(self, call: CallState, now_ms: int) -> None:
        try:
            self.packets += call.look(now_ms, self._sweeper)
            for leg in call.legs.values():
                self.doors.look_at_strangers(call, leg, now_ms)
            call.watch_silence(now_ms, self._silent_after)
        except Exception as error:
            logger.error("a call: %s in %s", type(error).__name__, where(error))
            call.give_up_recording("worker")

    def _do_regular(self, now: float) -> None:
        for at, (due, seconds, handler) in enumerate(self._regular):
            if due <= now:
                self._regular[at] = (now + seconds, seconds, handler)
                handler()


def _tidy() -> None:
    gc.collect()
