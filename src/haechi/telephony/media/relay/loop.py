"""A worker's loop: every packet that has arrived, every frame and every look that is due, then a short rest.

One rest of three milliseconds gathers the packets of many calls into one turn; that is the whole delay.
"""

import gc
import heapq
import itertools
import logging
import socket
import time
from collections.abc import Callable

import numpy as np

from haechi.common.logs import where
from haechi.telephony.media.relay.arena import NOWHERE, Arena
from haechi.telephony.media.relay.call import CallState, Tell
from haechi.telephony.media.relay.doors import Doors
from haechi.telephony.media.relay.leg import LegState, Trouble
from haechi.telephony.media.relay.looks import CALLS_MOST, Looks
from haechi.telephony.media.relay.passage import Passage
from haechi.telephony.media.relay.player import NoticeFiles, Player
from haechi.telephony.media.relay.ready import Descriptors, Ready
from haechi.telephony.media.relay.sweep import SO_TIMESTAMPNS
from haechi.telephony.types import CallId

logger = logging.getLogger(__name__)

REST = 0.003
RESTED_FROM = 8  # sockets; a quiet worker answers each packet at once
LOOK_SECONDS = 0.7  # a killed worker loses no more of any call,
SWEEP_SECONDS = 0.9  # or of one that is only recorded
LOOK_GRID = 0.025  # looked at together: what it costs is shared by many
SWEEP_GRID = 0.1
DESCRIPTORS = 1024
TIDY_SECONDS = 30.0

Handler = Callable[[], None]


class Loop:
    """Calls, and their sockets by descriptor: those of known parties, the hot ones, by place in the arena."""

    def __init__(self, silent_after: float, tell: Tell) -> None:
        self.calls: dict[CallId, CallState] = {}
        self.running = True
        self.packets = 0
        self._foreign_before = 0
        self.files = NoticeFiles()
        self.arena = Arena()
        self.doors = Doors(self)
        self._silent_after, self._tell = silent_after, tell
        self._ready = Ready()
        self._passage = Passage(self.arena)
        self._looks = Looks(self.arena)
        self._hot = 0
        self._places = np.full(DESCRIPTORS, NOWHERE, np.int64)
        self._handlers: dict[int, Handler] = {}
        self._due: dict[float, list[CallState]] = {}  # looks, by their times
        self._times: list[float] = []  # the same, a heap
        self._players: list[tuple[float, int, CallState, Player]] = []
        self._order = itertools.count()
        self._regular: list[tuple[float, float, Handler]] = []

    @property
    def trouble(self) -> Trouble:
        """Of all calls since the start."""
        foreign = sum(leg.foreign for call in self.calls.values() for leg in call.legs.values())
        return Trouble(self._looks.lost, self._looks.late, self._foreign_before + foreign)

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
            if self._hot > max(RESTED_FROM, 2 * count):  # else there is a backlog
                rest = REST - (time.monotonic() - woke)
                if rest > 0:
                    time.sleep(rest)
                woke = time.monotonic()

    def _turn(self) -> int:
        ready = self._ready.wait(self._wait(time.monotonic()))
        now = time.monotonic()
        if len(ready):
            self._take(ready, int(now * 1000))
        self._speak(now)
        self._look(now)
        self._do_regular(now)
        return len(ready)

    def every(self, seconds: float, handler: Handler) -> None:
        self._regular.append((time.monotonic() + seconds, seconds, handler))

    def watch(self, descriptor: int, handler: Handler, *, once: bool = False) -> None:
        self._make_room(descriptor)
        self._handlers[descriptor] = handler
        self._ready.add(descriptor, once=once)

    def forget(self, descriptor: int) -> None:
        """Before a socket is closed; unknown ones are no matter."""
        self._make_room(descriptor)
        hot = self._places[descriptor] != NOWHERE
        if self._handlers.pop(descriptor, None) or hot:
            self._ready.remove(descriptor)
            self._places[descriptor] = NOWHERE
            self._hot -= int(hot)

    def add(self, call: CallState) -> None:
        self.calls[call.call] = call
        self._look_again(call, time.monotonic())

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
                leg.area.know(call, leg)
                self._places[descriptor] = leg.area.place
                self._hot += 1
                self._ready.add(descriptor)

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
                    call.take_apart(leg, data, now_ms)
        self.packets += self._looks.look([call], int(time.monotonic() * 1000))

    def drop(self, call: CallState) -> None:
        """Close a call that has been looked at."""
        now = time.monotonic()
        for player in list(call.players):
            self.end_player(call, player, now)
        for leg in call.legs.values():
            for each in (leg.main, leg.guard, leg.rtcp):
                if each is not None:
                    self.forget(each.fileno())
        self.doors.close(call)
        call.close()
        self._foreign_before += sum(leg.foreign for leg in call.legs.values())
        self.calls.pop(call.call, None)

    def _wait(self, now: float) -> float:
        due = [at for at, _, _ in self._regular]
        if self._players:
            due.append(self._players[0][0])
        due += self._times[:1]
        return max(0.0, min(due) - now)

    def _take(self, ready: Descriptors, now_ms: int) -> None:
        """One packet of each socket a turn: a flood on one is no delay of another.

        What came before a command is done before it, what came after it after it.
        """
        others, begin = (self._places[ready] == NOWHERE).nonzero()[0].tolist(), 0
        for at in (*others, len(ready)):
            places = self._places[ready[begin:at]]  # not earlier: a handler may have closed sockets
            places = places[places != NOWHERE]
            if len(places):
                self._passage.take(places, now_ms)
            if at < len(ready):
                self._handle(int(ready[at]))
            begin = at + 1

    def _handle(self, descriptor: int) -> None:
        handler = self._handlers.get(descriptor)
        if handler is not None:
            handler()

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
        """Some calls a turn, so that the packets of the others do not wait for them."""
        if not self._times or self._times[0] > now:
            return
        waiting = self._due[self._times[0]]
        due = [call for call in waiting[:CALLS_MOST] if not call.closed]
        del waiting[:CALLS_MOST]
        if not waiting:
            del self._due[heapq.heappop(self._times)]
        for call in due:
            self._look_again(call, now)
        if due:
            self._look_at(due, int(now * 1000))

    def _look_again(self, call: CallState, now: float) -> None:
        """Many together: what waking up and counting cost is shared."""
        seconds, grid = (SWEEP_SECONDS, SWEEP_GRID) if call.swept else (LOOK_SECONDS, LOOK_GRID)
        due = (now + seconds) // grid * grid
        if due not in self._due:
            self._due[due] = []
            heapq.heappush(self._times, due)
        self._due[due].append(call)

    def _look_at(self, calls: list[CallState], now_ms: int) -> None:
        try:
            self.packets += self._looks.look(calls, now_ms)
        except Exception as error:
            logger.error("calls: %s in %s", type(error).__name__, where(error))
            for call in calls:
                call.give_up_recording("worker")
        for call in calls:
            if self.doors.visited:
                self.doors.look_at_strangers(call, now_ms)
            call.watch_silence(now_ms, self._silent_after)

    def _make_room(self, descriptor: int) -> None:
        if descriptor >= len(self._places):
            more = np.full(2 * descriptor - len(self._places), NOWHERE, np.int64)
            self._places = np.concatenate((self._places, more))

    def _do_regular(self, now: float) -> None:
        for at, (due, seconds, handler) in enumerate(self._regular):
            if due <= now:
                self._regular[at] = (now + seconds, seconds, handler)
                handler()


def _tidy() -> None:
    gc.collect()
