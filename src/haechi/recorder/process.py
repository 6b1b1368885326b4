"""The recorder from its start until SIGTERM has been answered."""

import asyncio
import logging
import os
import signal
import time
from contextlib import suppress
from socket import SOCK_DGRAM
from typing import Any

import uvloop

from haechi.recorder.containers import take_in_orphans
from haechi.recorder.finalising import Finaliser, sweep_unfinished
from haechi.recorder.finishing import Finisher
from haechi.recorder.importing import Importer
from haechi.recorder.settings import RecorderSettings
from haechi.telephony.calls.service import CallService
from haechi.telephony.calls.surroundings import Folders, Surroundings
from haechi.telephony.calls.tones import make_tones
from haechi.telephony.media.relay.engine import EngineSettings, RelayEngine
from haechi.telephony.plan import Plan
from haechi.telephony.plan_file import PlanFile, next_hop
from haechi.telephony.sip.endpoint import Endpoint
from haechi.telephony.status import write_status

log = logging.getLogger(__name__)
LOOK = 0.5  # seconds between looks at the plan
TELL = 1.0
IMPORT = 10.0
BUSY_PORT = 5.0
LAST_FILES = 4.0  # the supervisor waits ten seconds in all; what is left is taken in at next start


def run(settings: RecorderSettings) -> None:
    """Returns when SIGTERM or SIGINT has been answered."""
    os.umask(0o077)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(Recorder(settings).live())


class Recorder:
    """Nothing is opened before the plan names a line: an installation without calls listens to no one."""

    def __init__(self, settings: RecorderSettings) -> None:
        self._settings = settings
        self._folders = Folders(settings.folder)
        self._plans = PlanFile(settings.folder)
        self._asked = asyncio.Event()
        self._service: CallService | None = None
        self._finisher: Finisher | None = None
        self._finaliser: Finaliser | None = None
        self._importer = Importer(self._folders.root)
        self._port = 0
        self._since = time.time()

    async def live(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._asked.set)
        self._folders.make()
        plan = await self._first_plan()
        if plan is not None:
            await self._work(plan)

    async def _first_plan(self) -> Plan | None:
        """None: asked to stop before there was one."""
        while not self._asked.is_set():
            self._plans.look()
            if self._plans.plan is not None and any(i.lines for i in self._plans.plan.institutions):
                return self._plans.plan
            self._tell(None)
            await self._pause(TELL)
        return None

    async def _work(self, plan: Plan) -> None:
        sweep_unfinished(self._folders)
        if found := take_in_orphans(self._folders, plan.catalogue):
            log.warning("recorder: %d calls of a killed recorder taken in", found)
        finaliser = Finaliser(lambda: self._finisher.backlog if self._finisher else 0)
        finisher = self._finisher = Finisher(self._folders, self._plans, finaliser)
        self._finaliser = finaliser
        finisher.start()
        engine = RelayEngine(self._engine_settings(plan))
        endpoint = Endpoint((self._settings.address, self._settings.port))
        around = Surroundings(
            engine, endpoint, self._plans, self._folders, finisher.take,
            make_tones(self._folders.tones), self._settings.patience, self._settings.room,
        )  # fmt: skip
        service = self._service = CallService(around, self._settings.most_calls)
        engine.start(service.deliver)
        try:
            await self._admit(around, plan)
            await self._listen(endpoint)
            await self._watch(around, engine)
            finisher.hurry()
            await self._drain(service)
        finally:
            endpoint.close()
            engine.stop()
            finaliser.stop()
            self._importer.stop()
            finisher.stop(LAST_FILES)

    def _engine_settings(self, plan: Plan) -> EngineSettings:
        address = self._settings.address
        return EngineSettings(
            host=self._settings.host,
            ports=self._settings.rtp_ports,
            workers=self._settings.workers,
            advertised=address if address != self._settings.host else None,
            silent_after=self._settings.patience.silence,
            learn_from=plan.peers,
            room=self._settings.room,
        )

    async def _listen(self, endpoint: Endpoint) -> None:
        """A port that another process has is asked for again and again: it may be our own predecessor's."""
        told = False
        while not self._asked.is_set():
            try:
                self._port = await endpoint.listen(self._settings.host, self._settings.port)
            except OSError as error:
                if not told:
                    log.error("recorder: SIP port %d: %s", self._settings.port, error.strerror)
                told = True
                self._tell(None)
                await self._pause(BUSY_PORT)
            else:
                log.info("recorder: SIP on port %d", self._port)
                return

    async def _watch(self, around: Surroundings, engine: RelayEngine) -> None:
        rounds = 0
        while not self._asked.is_set():
            if self._plans.look() and self._plans.plan is not None:
                await self._admit(around, self._plans.plan)
            rounds += 1
            if rounds % round(TELL / LOOK) == 0:
                self._tell(engine)
            if rounds % round(IMPORT / LOOK) == 1:
                self._import()
            if rounds % round(60 / LOOK) == 0 and self._service is not None:
                self._service.sweep()
            await self._pause(LOOK)

    async def _admit(self, around: Surroundings, plan: Plan) -> None:
        """Peers, and the officials' side, which is one too. DNS is asked here, never within a call."""
        peers = plan.peers
        if plan.next_hop:
            host, port = next_hop(plan.next_hop)
            try:
                found = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_DGRAM)
                around.hop = (str(found[0][4][0]), port)
            except OSError:
                log.error("recorder: the next hop's name is not known")
            if around.hop is not None:
                peers = (*peers, around.hop[0])
        around.endpoint.admit(peers)

    def _import(self) -> None:
        with suppress(OSError):
            self._importer.keep()

    async def _drain(self, service: CallService) -> None:
        """No new call; those that are on may end by themselves for a while."""
        service.stopping = True
        until = asyncio.get_running_loop().time() + self._settings.drain
        while len(service) and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(LOOK / 5)
        service.end_all()
        await asyncio.sleep(LOOK / 5)  # the BYEs go out

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._asked.wait(), seconds)

    def _tell(self, engine: RelayEngine | None) -> None:
        with suppress(OSError):
            write_status(self._folders.root, self._facts(engine))

    def _facts(self, engine: RelayEngine | None) -> dict[str, Any]:
        service, finisher = self._service, self._finisher
        system = os.statvfs(self._folders.root)
        facts: dict[str, Any] = {
            "port": self._port,
            "plan": self._plans.plan is not None,
            "stopping": self._asked.is_set(),
            "free": system.f_bavail * system.f_frsize,
            "size": system.f_blocks * system.f_frsize,
            "floor": self._settings.room,
            "cores": os.cpu_count() or 1,
            "since": self._since,
        }
        if service is not None:
            facts |= {"calls": len(service), "most": service.most, "faults": service.faults,
                      "refused": dict(service.around.endpoint.counts),
                      "ended": dict(service.outcomes),
                      "lines": [[*at, *counts] for at, counts in service.lines().items()],
                      "not_stored": [[*at, n] for at, n in service.around.not_stored.items()],
                      }  # fmt: skip
        if finisher is not None:
            facts |= {
                "backlog": finisher.backlog,
                "finished": finisher.done,
                "failed": finisher.failed,
            }
        if self._finaliser is not None:
            facts["importing"] = self._importer.process is not None
            facts["as_containers"] = self._finaliser.as_containers
        if engine is not None:
            load = engine.load()
            facts |= {"recording": load.recording, "workers": list(load.workers),
                      "packets": load.packets, "lost": load.lost, "late": load.late,
                      "foreign": load.foreign, "deaths": load.deaths}  # fmt: skip
        return facts
