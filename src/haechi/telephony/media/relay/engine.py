"""The engine that signalling sees: calls over several worker processes."""

import base64
import contextlib
import ipaddress
import logging
import os
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from haechi.common.logs import where
from haechi.telephony.container.counts import decode_counts
from haechi.telephony.container.format import Header, Stream
from haechi.telephony.container.room import check_room
from haechi.telephony.container.writer import create
from haechi.telephony.custody import RecordingKey
from haechi.telephony.media.port import (
    Address,
    EngineLoad,
    EngineRefused,
    MediaEvent,
    MediaLost,
    RecordedContainer,
    RecordingFacts,
    Remote,
    StoreFull,
)
from haechi.telephony.media.relay import control
from haechi.telephony.media.relay.arena import LEGS_MOST
from haechi.telephony.media.relay.events import event_of
from haechi.telephony.media.relay.ports import bind_pair
from haechi.telephony.media.relay.workers import READY_SECONDS, WorkerGone, WorkerProcess
from haechi.telephony.plan import Notice
from haechi.telephony.records import LegCounts
from haechi.telephony.types import CallId, Leg

logger = logging.getLogger(__name__)

MIB = 1024 * 1024
PORTS = range(20000, 40000)
FILLED = 500  # calls: a third of a processor
FULL = LEGS_MOST // len(Leg)  # calls: what a worker has memory for
SOON = 2.0  # seconds: a worker that lives shorter is broken, not unlucky
SOON_MOST = 5


@dataclass(frozen=True)
class EngineSettings:
    """`host`: local address of the RTP ports; `advertised`: what parties are told, where NAT lies between.

    `ports`: empty for any that the system gives. `learn_from`: networks from which a party may send though
    its SDP names another host. `room`: bytes that must be free where a recording begins.
    """

    host: str
    ports: range = PORTS
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    advertised: str | None = None
    silent_after: float = 30.0
    learn_from: tuple[str, ...] = ()
    room: int = 256 * MIB


@dataclass
class _Recording:
    path: Path
    key: RecordingKey
    begun_ms: int


@dataclass
class _Call:
    worker: WorkerProcess
    zero: int  # ms of the monotonic clock
    remotes: dict[Leg, Remote] = field(default_factory=dict)
    recording: _Recording | None = None


class RelayEngine:
    """`MediaEngine` by worker processes of this machine."""

    def __init__(self, settings: EngineSettings) -> None:
        for network in settings.learn_from:
            ipaddress.ip_network(
                network, strict=False
            )  # a wrong one is told now, not by a dead worker
        self._settings = settings
        self._workers: list[WorkerProcess] = []
        self._calls: dict[CallId, _Call] = {}
        self._lock = threading.Lock()
        self._events: queue.SimpleQueue[MediaEvent | None] = queue.SimpleQueue()
        self._soon = self._deaths = 0
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self, deliver: Callable[[MediaEvent], None]) -> None:
        self._thread = threading.Thread(
            target=self._deliver, args=(deliver,), name="media-events", daemon=True
        )
        self._thread.start()
        self._workers = [self._spawn() for _ in range(self._settings.workers)]
        for worker in list(self._workers):
            worker.ready.wait(READY_SECONDS)

    def open(self, call: CallId, legs: tuple[Leg, ...]) -> dict[Leg, Address]:
        with self._lock:
            known = self._calls.get(call) or _Call(
                self._next_worker(), int(time.monotonic() * 1000)
            )
            pairs = []
            with contextlib.ExitStack() as ours:
                for _ in legs:
                    pair = bind_pair(self._settings.host, self._settings.ports)
                    pairs.append(pair)
                    for each in pair:
                        ours.callback(each.close)
                message = {
                    "do": "open",
                    "call": call,
                    "zero": known.zero,
                    "legs": [int(leg) for leg in legs],
                }
                try:
                    known.worker.tell(message, tuple(s.fileno() for pair in pairs for s in pair))
                except WorkerGone:
                    raise EngineRefused("the worker has died") from None
                host = self._settings.advertised or self._settings.host
                addresses = {
                    leg: Address(host, pair[0].getsockname()[1])
                    for leg, pair in zip(legs, pairs, strict=True)
                }
            self._calls[call] = known
        return addresses

    def point(self, call: CallId, leg: Leg, remote: Remote) -> None:
        known = self._calls.get(call)
        if known is not None:
            known.remotes[leg] = remote
            self._tell(call, "point", leg=leg, remote=control.remote_fields(remote))

    def play(self, call: CallId, leg: Leg, notice: Notice, folder: Path) -> None:
        self._tell(
            call, "play", leg=leg, notice=notice.id, sha256=notice.sha256, folder=str(folder)
        )

    def hush(self, call: CallId, leg: Leg) -> None:
        self._tell(call, "hush", leg=leg)

    def connect(self, call: CallId) -> None:
        self._tell(call, "connect")

    def start_recording(
        self, call: CallId, path: Path, key: RecordingKey, facts: RecordingFacts
    ) -> None:
        known = self._calls.get(call)
        if known is None or known.recording is not None:
            raise ValueError("no such call, or recorded already")
        begun = int(time.monotonic() * 1000)
        header = Header(
            call,
            facts.institution,
            facts.mode,
            begun - known.zero,
            tuple(
                Stream(leg, remote.payload_types, remote.events)
                for leg, remote in sorted(known.remotes.items())
            ),
            key.shares,
            facts.record,
        )
        try:
            check_room(path.parent, self._settings.room)
            descriptor, link = create(path, header)
        except OSError as error:
            raise StoreFull(error.strerror or "no room") from None
        known.recording = _Recording(path, key, header.begun_ms)
        message = {
            "do": "record",
            "call": call,
            "begun": begun,
            "key": base64.b64encode(key.key).decode(),
            "link": base64.b64encode(link).decode(),
        }
        try:
            known.worker.tell(message, (descriptor,))
        except WorkerGone:
            known.recording = None
            path.unlink()
            raise StoreFull("the worker has died") from None
        finally:
            os.close(descriptor)

    def stop_recording(self, call: CallId) -> RecordedContainer | None:
        known = self._calls.get(call)
        if known is None or known.recording is None:
            return None
        recording, known.recording = known.recording, None
        finished, counts = self._ask(known, call, "stop_recording")
        return RecordedContainer(
            recording.path, recording.key, recording.begun_ms, counts, interrupted=not finished
        )

    def close(self, call: CallId) -> tuple[LegCounts, ...]:
        with self._lock:
            known = self._calls.pop(call, None)
        return () if known is None else self._ask(known, call, "close")[1]

    def load(self) -> EngineLoad:
        loads = [worker.load for worker in self._workers]
        return EngineLoad(
            len(self._calls),
            sum(known.recording is not None for known in list(self._calls.values())),
            tuple(each.cpu for each in loads),
            sum(each.packets for each in loads),
            sum(each.lost for each in loads),
            sum(each.late for each in loads),
            sum(each.foreign for each in loads),
            self._deaths,
        )

    def stop(self) -> None:
        self._stopping = True
        for worker in self._workers:
            worker.stop()
        self._events.put(None)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _spawn(self) -> WorkerProcess:
        settings: control.Message = {
            "silent_after": self._settings.silent_after,
            "learn_from": list(self._settings.learn_from),
        }
        return WorkerProcess(settings, self._heard, self._ended)

    def _next_worker(self) -> WorkerProcess:
        """One after the other is filled: a worker that wakes for many calls at once costs less for each.

        Raises:
            EngineRefused
        """
        alive = [worker for worker in self._workers if not worker.gone]
        if not alive:
            raise EngineRefused("no worker is left")
        busy = Counter(id(known.worker) for known in self._calls.values())
        for worker in alive:
            if busy[id(worker)] < FILLED:
                return worker
        emptiest = min(alive, key=lambda worker: busy[id(worker)])
        if busy[id(emptiest)] >= FULL:
            raise EngineRefused("every worker is full")
        return emptiest

    def _tell(self, call: CallId, what: str, **fields: object) -> None:
        """A worker that is gone has its calls told as lost; nobody has to handle it here."""
        known = self._calls.get(call)
        if known is not None:
            with contextlib.suppress(WorkerGone):
                known.worker.tell({"do": what, "call": call, **fields})

    def _ask(self, known: _Call, call: CallId, what: str) -> tuple[bool, tuple[LegCounts, ...]]:
        try:
            answer = known.worker.ask({"do": what, "call": call})
        except WorkerGone:
            return False, ()
        return answer["finished"], decode_counts(answer["counts"].encode())

    def _heard(self, message: control.Message) -> None:
        self._events.put(event_of(message))

    def _ended(self, worker: WorkerProcess) -> None:
        """A worker died: another takes its place, its calls are told."""
        self._soon = self._soon + 1 if time.monotonic() - worker.begun < SOON else 0
        logger.error("a media worker has ended (%s)", worker.process.returncode)
        self._deaths += 1
        with self._lock:
            lost = [call for call, known in self._calls.items() if known.worker is worker]
            self._workers = [each for each in self._workers if each is not worker]
            if self._soon < SOON_MOST and not self._stopping:
                self._workers.append(self._spawn())
        for call in lost:
            self._events.put(MediaLost(call))

    def _deliver(self, deliver: Callable[[MediaEvent], None]) -> None:
        while (event := self._events.get()) is not None:
            try:
                deliver(event)
            except Exception as error:
                # One call's trouble must not silence the events of all others.
                logger.error("an event was not taken: %s in %s", type(error).__name__, where(error))
