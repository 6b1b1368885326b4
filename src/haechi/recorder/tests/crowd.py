"""Many calls at once by telephones of our own, whose every packet says which it is (docs/faults.md)."""

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass, field

from haechi.telephony.calls.party import IN_PATH, Party
from haechi.telephony.media.port import Address
from haechi.telephony.sip import sdp
from haechi.telephony.sip.address import NameAddress, Uri
from haechi.telephony.sip.endpoint import Endpoint, Incoming
from haechi.telephony.sip.events import Answered, Ended, LegEvent, Refused
from haechi.telephony.sip.leg import CallLeg
from haechi.telephony.sip.replies import Host, body_of
from haechi.telephony.types import Leg, PhoneNumber

HERE = "127.0.0.1"
FRAME, FRAME_SECONDS = 160, 0.02
MARK = struct.Struct(">IBI")  # number of the call, leg, number of the packet


def number_of(caller: PhoneNumber) -> int:
    return int(caller[-8:])


@dataclass
class Voice:
    """One leg's sound: G.711 packets that begin with a mark. `sent`: how many so far."""

    call: int
    side: Leg
    wire: socket.socket = field(init=False)
    to: tuple[str, int] | None = None
    payload_type: int = 8
    sent: int = 0

    def __post_init__(self) -> None:
        self.wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.wire.bind((HERE, 0))

    @property
    def address(self) -> Address:
        return Address(HERE, self.wire.getsockname()[1])

    def begin(self, party: Party) -> None:
        remote = party.remote()
        if remote.address is not None and remote.payload_types:
            self.to = (remote.address.host, remote.address.port)
            self.payload_type = remote.payload_types[0][0]

    def speak(self) -> None:
        if self.to is None:
            return
        head = struct.pack(">BBHII", 0x80, self.payload_type, self.sent & 0xFFFF,
                           self.sent * FRAME & 0xFFFFFFFF, self.call * 2 + self.side)  # fmt: skip
        mark = MARK.pack(self.call, self.side, self.sent)
        with contextlib.suppress(OSError):  # nobody is there any more
            self.wire.sendto(head + mark.ljust(FRAME, b"\xd5"), self.to)
        self.sent += 1


@dataclass
class Talk:
    """`leg`: the caller's. `talking`: the official has answered. `silent`: nobody says anything now."""

    caller: Voice
    official: Voice
    leg: CallLeg | None = None
    talking: bool = False
    silent: bool = False
    over: bool = False


class Crowd:
    """Both ends of every call. `open`, then `call` as often as wanted; `speak` runs until it is cancelled."""

    def __init__(self, recorder: Host, officials: Host, voice: type[Voice] = Voice) -> None:
        self.talks: dict[int, Talk] = {}
        self._voice = voice
        self._recorder, self._officials = recorder, officials
        self._callers, self._answering = Endpoint((HERE, 0)), Endpoint((HERE, 0))
        self._answering.on_call = self._answer

    async def open(self) -> None:
        await self._callers.listen(HERE, 0)
        await self._answering.listen(*self._officials)
        for endpoint in (self._callers, self._answering):
            endpoint.admit([f"{HERE}/32"])

    def close(self) -> None:
        for talk in self.talks.values():
            talk.caller.wire.close()
            talk.official.wire.close()
        self._callers.close()
        self._answering.close()

    def call(self, line: PhoneNumber) -> Talk:
        number = len(self.talks) + 1
        talk = self.talks[number] = Talk(
            self._voice(number, Leg.CALLER), self._voice(number, Leg.OFFICIAL)
        )
        from_ = NameAddress(Uri("sip", f"010{number:08d}", HERE))
        leg = talk.leg = self._callers.outgoing(line, self._recorder, from_)
        party = Party(leg, Leg.CALLER, talk.caller.address)
        leg.listener = lambda _, event: self._told(talk, party, event)
        leg.invite(party.offer(sdp.offer(party.address, IN_PATH).codecs, sdp.EVENTS), hops=70)
        return talk

    def hang_up(self) -> None:
        for talk in self.talks.values():
            if talk.leg is not None and not talk.over:
                talk.leg.hang_up()
                talk.over = True

    async def speak(self) -> None:
        """Every 20 ms a packet of every leg that may."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            for talk in self.talks.values():
                if not (talk.over or talk.silent):
                    talk.caller.speak()
                    talk.official.speak()
            due = max(due + FRAME_SECONDS, loop.time() - 0.5)
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _told(self, talk: Talk, party: Party, event: LegEvent) -> None:
        match event:
            case Answered(body):
                party.take(body)
                talk.caller.begin(party)
            case Refused() | Ended():
                talk.over = True
            case _:
                pass

    def _answer(self, incoming: Incoming) -> None:
        """The caller's number tells which call it is."""
        talk = self.talks[number_of(_caller(incoming))]
        party = Party(incoming.leg, Leg.OFFICIAL, talk.official.address)
        party.take(body_of(incoming.request))
        incoming.leg.answer(party.answer(party.prefer()))
        talk.official.begin(party)
        talk.talking = True


def _caller(incoming: Incoming) -> PhoneNumber:
    return incoming.leg.dialog.remote.uri.number
