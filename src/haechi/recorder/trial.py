"""One real call through a running recorder, by a telephone at each end: to see that everything stands.

Both telephones speak SIP and RTP over sockets like any other; nothing of the recorder knows that it is tried.
"""

import asyncio
import secrets
import struct
import time
from dataclasses import dataclass, field

import numpy as np

from haechi.telephony.calls.party import IN_PATH, Party
from haechi.telephony.media.codecs import g711
from haechi.telephony.media.port import Address
from haechi.telephony.sip import sdp
from haechi.telephony.sip.address import NameAddress, Uri
from haechi.telephony.sip.endpoint import Endpoint, Incoming
from haechi.telephony.sip.events import Answered, Ended, LegEvent, Refused
from haechi.telephony.sip.leg import CallLeg
from haechi.telephony.sip.replies import Host, body_of
from haechi.telephony.types import Codec, Leg, PhoneNumber

FRAME, FRAME_SECONDS, RATE = 160, 0.02, 8000
CALLER = PhoneNumber("01000000000")


class TrialFailed(Exception):
    """What did not happen, in a word for the operator."""


@dataclass
class Trial:
    """Seconds after the INVITE, None for what did not happen; packets heard by each end."""

    answered: float | None = None
    official_called: float | None = None
    ended: float | None = None
    caller_heard: int = 0
    official_heard: int = 0
    refused: int | None = None
    begun: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        return round(time.monotonic() - self.begun, 2)


class _Voice(asyncio.DatagramProtocol):
    """Speaks a hum in G.711 and counts what it hears."""

    def __init__(self, frequency: float) -> None:
        at = np.arange(RATE) / RATE
        self._sound = (6000 * np.sin(2 * np.pi * frequency * at)).astype(np.int16)
        self.heard = 0
        self.wire: asyncio.DatagramTransport | None = None

    def datagram_received(self, data: bytes, _address: tuple[str, int]) -> None:
        self.heard += len(data) > 12

    def error_received(self, _error: Exception) -> None:
        """The other end's port closes first at the end."""

    async def speak(self, party: Party) -> None:
        remote = party.remote()
        if remote.address is None or self.wire is None or not remote.payload_types:
            return
        number, codec = remote.payload_types[0]
        encode = g711.encode_a if codec is Codec.PCMA else g711.encode_mu
        payload, source = encode(self._sound), secrets.randbits(32)
        for count in range(10**6):
            start = count * FRAME % len(payload)
            head = struct.pack(
                ">BBHII", 0x80, number, count & 0xFFFF, count * FRAME & 0xFFFFFFFF, source
            )
            self.wire.sendto(
                head + payload[start : start + FRAME], (remote.address.host, remote.address.port)
            )
            await asyncio.sleep(FRAME_SECONDS)


class _Telephone:
    def __init__(self, host: str, frequency: float) -> None:
        self.endpoint = Endpoint((host, 0))
        self.voice = _Voice(frequency)
        self.party: Party | None = None
        self._host, self._address = host, Address(host, 0)
        self._speaking: asyncio.Task[None] | None = None

    async def open(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        self.voice.wire, _ = await loop.create_datagram_endpoint(
            lambda: self.voice, local_addr=(self._host, 0)
        )
        self._address = Address(self._host, self.voice.wire.get_extra_info("sockname")[1])
        await self.endpoint.listen(self._host, port)
        self.endpoint.admit(["0.0.0.0/0", "::/0"])  # it lives for one call

    def take(self, leg: CallLeg, side: Leg) -> Party:
        self.party = Party(leg, side, self._address)
        return self.party

    def talk(self) -> None:
        if self.party is not None and self._speaking is None:
            self._speaking = asyncio.ensure_future(self.voice.speak(self.party))

    def close(self) -> None:
        if self._speaking is not None:
            self._speaking.cancel()
        self.endpoint.close()


async def place_call(recorder: Host, number: PhoneNumber, officials: Host, seconds: float) -> Trial:
    """Call `number`, answer it at `officials`, talk for `seconds`, hang up.

    Raises:
        TrialFailed: a port is taken, or the call did not come through.
    """
    trial, over = Trial(), asyncio.Event()
    caller, official = _Telephone(recorder[0], 440), _Telephone(officials[0], 620)
    try:
        await caller.open(0)
        await official.open(officials[1])
    except OSError as error:
        raise TrialFailed(f"{officials[0]}:{officials[1]}: {error.strerror}") from None
    official.endpoint.on_call = lambda incoming: _answer(official, incoming, trial, over, seconds)
    leg = caller.endpoint.outgoing(number, recorder, NameAddress(Uri("sip", CALLER, recorder[0])))
    party = caller.take(leg, Leg.CALLER)
    leg.listener = lambda _leg, event: _called(caller, event, trial, over)
    trial.begun = time.monotonic()
    leg.invite(party.offer(sdp.offer(party.address, IN_PATH).codecs, sdp.EVENTS), hops=70)
    try:
        await asyncio.wait_for(over.wait(), seconds + 60)
    except TimeoutError:
        raise TrialFailed("the official was never called") from None
    finally:
        leg.hang_up()
        trial.ended = trial.now()
        await asyncio.sleep(0.5)  # both BYEs, and their answers
        caller.close()
        official.close()
    trial.caller_heard, trial.official_heard = caller.voice.heard, official.voice.heard
    return trial


def _called(caller: _Telephone, event: LegEvent, trial: Trial, over: asyncio.Event) -> None:
    match event:
        case Answered(body):
            trial.answered = trial.now()
            if caller.party is not None:
                caller.party.take(body)
            caller.talk()
        case Refused(code):
            trial.refused = code
            over.set()
        case Ended():
            over.set()
        case _:
            pass


def _answer(
    official: _Telephone, incoming: Incoming, trial: Trial, over: asyncio.Event, seconds: float
) -> None:
    trial.official_called = trial.now()
    party = official.take(incoming.leg, Leg.OFFICIAL)
    party.take(body_of(incoming.request))
    incoming.leg.progress(180)
    incoming.leg.answer(party.answer(party.prefer()))
    official.talk()
    asyncio.get_running_loop().call_later(seconds, over.set)
