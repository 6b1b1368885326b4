"""A call service with real SIP on loopback, and an engine that does nothing but what the test says."""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

from haechi.telephony.calls.service import CallService
from haechi.telephony.calls.surroundings import Finished, Folders, Patience, Surroundings
from haechi.telephony.calls.tones import Tone
from haechi.telephony.custody import RecordingKey
from haechi.telephony.media.port import (
    Address,
    EngineLoad,
    MediaEvent,
    NoticeEnded,
    RecordedContainer,
    RecordingFacts,
    Remote,
    StoreFull,
)
from haechi.telephony.plan import Notice, Plan
from haechi.telephony.plan_file import PlanFile, encode_plan
from haechi.telephony.records import LegCounts, NoticePlayed
from haechi.telephony.sip.endpoint import Endpoint
from haechi.telephony.sip.timers import Timers
from haechi.telephony.types import CallId, Leg

QUICK = Timers(t1=0.05, t2=0.2, t4=0.05)
SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 8 101\r\n{more}"
)


class Desk:
    """`MediaEngine` whose doings are written down; notices end when `speak_out` says so."""

    def __init__(self) -> None:
        self.did: list[str] = []
        self.playing: tuple[Leg, Notice] | None = None
        self.full = False
        self.recording: tuple[Path, RecordingKey] | None = None
        self.pointed: dict[Leg, Remote] = {}

    def start(self, deliver: Callable[[MediaEvent], None]) -> None:
        """Events are given by the test."""

    def open(self, _call: CallId, legs: tuple[Leg, ...]) -> dict[Leg, Address]:
        return {leg: Address("127.0.0.1", 30000 + 2 * leg) for leg in legs}

    def point(self, _call: CallId, leg: Leg, remote: Remote) -> None:
        self.pointed[leg] = remote

    def play(self, _call: CallId, leg: Leg, notice: Notice, _folder: Path) -> None:
        self.did.append(f"play {notice.id} to {leg.name}")
        self.playing = (leg, notice)

    def hush(self, _call: CallId, _leg: Leg) -> None:
        self.did.append("hush")

    def connect(self, _call: CallId) -> None:
        self.did.append("connect")

    def start_recording(
        self, _call: CallId, path: Path, key: RecordingKey, _facts: RecordingFacts
    ) -> None:
        if self.full:
            raise StoreFull("no room")
        self.did.append("record")
        self.recording = (path, key)

    def stop_recording(self, _call: CallId) -> RecordedContainer | None:
        kept, self.recording = self.recording, None
        self.did.append("stop")
        return kept and RecordedContainer(*kept, begun_ms=1, counts=())

    def close(self, _call: CallId) -> tuple[LegCounts, ...]:
        self.did.append("close")
        return ()

    def load(self) -> EngineLoad:
        return EngineLoad(0, 0, (), 0, 0)

    def stop(self) -> None:
        """There is nothing to stop."""


class Scene:
    """One wire is both the caller and the officials' side."""

    def __init__(self, folder: Path, plan: Plan, patience: Patience) -> None:
        self.wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.wire.bind(("127.0.0.1", 0))
        self.wire.setblocking(False)
        self.port = self.wire.getsockname()[1]
        self.engine, self.finished = Desk(), list[Finished]()
        self._folder, self._plan, self._patience = folder, plan, patience
        self._seen: list[str] = []

    async def open(self) -> None:
        folders = Folders(self._folder)
        folders.make()
        hop = self._plan.next_hop.replace("PORT", str(self.port))
        (self._folder / "plan.json").write_bytes(encode_plan(_at(self._plan, hop)))
        plans = PlanFile(self._folder)
        plans.look()
        self.endpoint = Endpoint(("127.0.0.1", 0), timers=QUICK)
        tones = {tone: Notice(0, tone.name.lower().ljust(64, "0"), 500) for tone in Tone}
        around = Surroundings(
            self.engine,
            self.endpoint,
            plans,
            folders,
            self.finished.append,
            tones,
            self._patience,
            1,
        )
        self.service = CallService(around, 10)
        await self.endpoint.listen("127.0.0.1", 0)
        self.endpoint.admit(["127.0.0.0/8"])

    def say(self, text: str) -> None:
        data = text.replace("\n", "\r\n").replace("PORT", str(self.port)).encode()
        self.wire.sendto(data, ("127.0.0.1", self.endpoint.near[1]))

    async def hear(self, pattern: str) -> str:
        """The first message not yet heard whose start fits; others wait their turn."""
        loop = asyncio.get_running_loop()
        while True:
            for message in self._seen:
                if re.match(pattern, message):
                    self._seen.remove(message)
                    return message
            data = await asyncio.wait_for(loop.sock_recv(self.wire, 65535), 3)
            if (text := data.decode()) not in self._seen:
                self._seen.append(text)

    async def happens(self, event: Callable[[CallId], MediaEvent]) -> None:
        (call,) = self.service._calls
        self.service.deliver(event(call))
        await asyncio.sleep(0.05)

    async def speak_out(self, *, complete: bool = True) -> None:
        """What plays has been spoken to its end."""
        assert self.engine.playing is not None
        leg, notice = self.engine.playing
        played = NoticePlayed(notice.id, notice.sha256, 0, 100, leg, complete)
        await self.happens(lambda call: NoticeEnded(call, played))

    def invite(self, number: str, more: str = "") -> None:
        body = SDP.format(more=more)
        self.say(
            f"INVITE sip:{number}@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:PORT;branch=z9hG4bKi\n"
            f"From: <sip:010@127.0.0.1>;tag=c\nTo: <sip:{number}@127.0.0.1>\nCall-ID: c1\nCSeq: 1 INVITE\n"
            "Contact: <sip:010@127.0.0.1:PORT>\nMax-Forwards: 70\nContent-Type: application/sdp\n"
            f"Content-Length: {len(body)}\n\n" + body.replace("\r\n", "\n")
        )

    def reply(self, invite: str, line: str, tag: str = "o", more: str | None = "") -> None:
        """To a request of the recorder; `more` None: without a description."""
        kept = [
            row
            for row in invite.split("\r\n")
            if row.startswith(("Via", "From", "Call-ID", "CSeq"))
        ]
        [to] = [row for row in invite.split("\r\n") if row.startswith("To")]
        to = to if "tag=" in to else f"{to};tag={tag}"
        rows = [f"SIP/2.0 {line}", *kept, to, "Contact: <sip:o@127.0.0.1:PORT>"]
        body = "" if more is None else SDP.format(more=more)
        rows += ["Content-Type: application/sdp"] if body else []
        self.say("\n".join([*rows, f"Content-Length: {len(body)}", "", body.replace("\r\n", "\n")]))

    def within(
        self, ours: str, method: str, cseq: int, more: str | None = None, extra: str = ""
    ) -> None:
        """A request in the dialog of a message that the recorder sent (a request or a 200 of it)."""
        rows = dict(
            row.split(": ", 1) for row in ours.split("\r\n\r\n", maxsplit=1)[0].split("\r\n")[1:]
        )
        theirs = ours.startswith("SIP/2.0")
        sender, to = (rows["From"], rows["To"]) if theirs else (rows["To"] + ";tag=o", rows["From"])
        body = "" if more is None else SDP.format(more=more)
        kind = "Content-Type: application/sdp\n" if body else ""
        self.say(
            f"{method} sip:x@127.0.0.1 SIP/2.0\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:PORT;branch=z9hG4bK{method}{cseq}{theirs}\n"
            f"From: {sender}\nTo: {to}\nCall-ID: {rows['Call-ID']}\n"
            f"CSeq: {cseq} {method}\nContact: <sip:x@127.0.0.1:PORT>\nMax-Forwards: 70\n{extra}{kind}"
            f"Content-Length: {len(body)}\n\n" + body.replace("\r\n", "\n")
        )


def play(
    folder: Path, plan: Plan, act: Callable[[Scene], Awaitable[None]], patience: Patience
) -> Scene:
    async def whole() -> Scene:
        scene = Scene(folder, plan, patience)
        await scene.open()
        await act(scene)
        scene.endpoint.close()
        scene.wire.close()
        return scene

    return asyncio.run(whole())


def _at(plan: Plan, hop: str) -> Plan:
    return Plan(plan.catalogue, hop, plan.peers, plan.exempt, plan.institutions)
