"""One leg in a worker: its sockets, whom it listens to, what came since the last look."""

import contextlib
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from haechi.telephony.media.codecs.sound import decoder
from haechi.telephony.media.dtmf import EventReader, ToneReader
from haechi.telephony.media.port import Remote
from haechi.telephony.media.relay.arena import KEPT_MOST, PACKET_MOST, Area
from haechi.telephony.media.relay.batch import Batch, is_rtp
from haechi.telephony.media.relay.latch import Latch, Network, Source
from haechi.telephony.media.rtp import FRAME_TICKS, Packet, StreamCounter, build, parse
from haechi.telephony.records import LegCounts
from haechi.telephony.types import Codec, Leg

STRANGERS_MOST = 64  # looked at between two looks; the kernel drops the rest of a flood
BUFFER_BYTES = 1 << 20  # the kernel gives what it allows

EVERY = frozenset(range(256))

Relay = Callable[[bytes], object]


@dataclass(frozen=True)
class Trouble:
    """Packets that were not as they should be."""

    lost: int
    late: int
    foreign: int


class LegState:
    """`guard` owns the port. Once the party's source is known, `main` shares the port and is connected to
    it: the kernel parts the party's packets from strangers', which stay with `guard`. `area`: what came
    since the last look.
    """

    def __init__(
        self,
        leg: Leg,
        guard: socket.socket,
        rtcp: socket.socket,
        networks: tuple[Network, ...],
        area: Area,
    ) -> None:
        self.leg, self.guard, self.rtcp, self.area = leg, guard, rtcp, area
        self.main: socket.socket | None = None
        self.source: Source | None = None
        self.latch = Latch(networks)
        self.remote = Remote(None, ())
        self.rtcp_to: Source | None = None
        self.peer: LegState | None = None
        self.receive: Callable[[int], bytes] = guard.recv
        self.out: Relay | None = None  # to the peer, while anything is to go there
        self.playing = False
        self.special: frozenset[int] = frozenset()  # second bytes that need a closer look
        self.translate: dict[int, int | None] = {}
        self.counter = StreamCounter(area.counted)
        self.events = EventReader()
        self.tones: ToneReader | None = None
        self._decode: dict[int, Callable[[bytes], np.ndarray]] = {}
        self.foreign = self.dropped = 0
        self._ssrc, self._sequence = secrets.randbits(32), secrets.randbits(15)
        self._timestamp = secrets.randbits(31)

    @property
    def codec(self) -> Codec | None:
        return self.remote.payload_types[0][1] if self.remote.payload_types else None

    def point(self, remote: Remote) -> bool:
        """Take a new far end; True where its source has to be found again."""
        before, self.remote = self.latch.announced, remote
        self.tones = (
            self.tones or ToneReader()
            if remote.events is None and self.leg is Leg.OFFICIAL and remote.payload_types
            else None
        )
        self.area.listen_for_tones(self.tones is not None)
        self._decode = {number: decoder(codec) for number, codec in remote.payload_types}
        if remote.address is None:
            return False
        announced = (remote.address.host, remote.address.port)
        if announced == before:
            return False
        self.latch.point(announced)
        self.rtcp_to = (announced[0], announced[1] + 1)
        return self.main is not None

    def lock_on(self, source: Source) -> socket.socket:
        """Connect to the party's source. Returns `main`; packets that are queued at `guard` stay there."""
        self.unlock()
        main = socket.socket(self.guard.family, socket.SOCK_DGRAM)
        try:
            for each in (self.guard, main):  # only for this moment: nobody else may share the port
                each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            main.setblocking(False)
            main.bind(self.guard.getsockname())
            main.connect(source)
        except OSError:
            main.close()
            raise
        finally:
            self.guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        main.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        main.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        self.main, self.source, self.receive = main, source, main.recv
        self.area.receive_from(main.fileno())
        return main

    def unlock(self) -> None:
        if self.main is not None:
            if self.peer is not None:
                self.peer.area.stop()  # before the descriptor can be another socket's
            self.area.receive_from(None)
            self.main.close()
        self.main = self.source = None
        self.receive = self.guard.recv

    def sender(self) -> Relay | None:
        """How to send to the party; None while it hears nothing or nobody knows where it is."""
        announced = self.latch.announced
        if self.remote.address is None or not self.remote.hears or announced is None:
            return None
        if self.main is not None:
            return self.main.send
        guard = self.guard
        return lambda data: guard.sendto(data, announced)

    def refresh(self) -> None:
        """Work out what of this leg needs a closer look, and how its packets read at the peer."""
        peer, own = self.peer, self.remote
        there = {codec: number for number, codec in peer.remote.payload_types} if peer else {}
        changed: dict[int, int | None] = {}
        if peer and there:
            for number, codec in own.payload_types:
                if there.get(codec) != number:
                    changed[number] = there.get(codec)
            if own.events is not None and peer.remote.events != own.events:
                changed[own.events] = peer.remote.events
        looked_at = {*changed, *(() if own.events is None else (own.events,))}
        self.translate = changed
        self.special = frozenset({*looked_at, *(number | 0x80 for number in looked_at)})

    def route(self, *, relayed: bool) -> None:
        """Let packets go on to the peer, or nowhere."""
        there = self.peer if relayed else None
        self.out = there.sender() if there else None
        descriptor, special = None, self.special
        if self.out is not None and there is not None:
            if there.main is not None:
                descriptor = there.main.fileno()
            else:
                special = EVERY
        self.area.route(descriptor, special)

    def look_closer(self, data: bytes) -> tuple[bytes | None, str | None]:
        """A special packet as the peer is to get it (None: not at all), and the digit that it tells."""
        payload_type, digit = data[1] & 0x7F, None
        if payload_type == self.remote.events and (packet := parse(data)):
            digit = self.events.feed(packet)
        there = self.translate.get(payload_type, payload_type)
        if there is None:
            return None, digit
        return bytes((data[0], data[1] & 0x80 | there)) + data[2:], digit

    def keep(self, data: bytes, now_ms: int) -> None:
        """A packet that was received apart from the others is stored like them."""
        self.dropped += not self.area.put(data, now_ms)

    def tones_in(self, batch: Batch) -> str:
        """Digits heard in the sound, on a leg that sends no events."""
        if self.tones is None:
            return ""
        return "".join(
            self.tones.feed(decode(sound))
            for number, decode in self._decode.items()
            if (sound := batch.payloads(frozenset({number})))
        )

    def frame(self, payload: bytes, *, first: bool) -> bytes:
        """The engine's own next 20 ms for this leg: one SSRC for all notices, numbers without a gap."""
        codec = self.codec
        number = next(number for number, each in self.remote.payload_types if each == codec)
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._timestamp = (self._timestamp + FRAME_TICKS) & 0xFFFFFFFF
        return build(Packet(number, first, self._sequence, self._timestamp, self._ssrc, payload))

    def pass_time(self, seconds: float) -> None:
        """Between two notices the timestamp goes on as time does (RFC 3550, 5.1)."""
        frames = int(seconds * 50)
        self._timestamp = (self._timestamp + frames * FRAME_TICKS) & 0xFFFFFFFF

    def drain(self) -> list[bytes]:
        """What the party has sent and nobody has read yet; bounded like everything of a look."""
        found: list[bytes] = []
        with contextlib.suppress(OSError):
            while len(found) < KEPT_MOST:
                found.append(self.receive(PACKET_MOST))
        return [data for data in found if is_rtp(data)]

    def drain_strangers(self, most: int = STRANGERS_MOST) -> list[tuple[bytes, Source]]:
        """Bounded, so that a flood costs a flood's sender more than the calls."""
        found: list[tuple[bytes, Source]] = []
        with contextlib.suppress(OSError):
            while len(found) < most:
                data, source = self.guard.recvfrom(PACKET_MOST)
                found.append((data, source[:2]))
        return found

    def counts(self) -> LegCounts:
        counter = self.counter
        return LegCounts(
            self.leg,
            self.codec,
            counter.received,
            counter.lost,
            counter.late,
            counter.duplicate,
            self.foreign,
            counter.source_changes,
            round(counter.worst_jitter_ms, 2),
            self.dropped,
        )

    def close(self) -> None:
        self.unlock()
        self.guard.close()
        self.rtcp.close()
        self.counter.part()
        self.area.close()


def is_rtcp(data: bytes) -> bool:
    """RFC 5761, 4: packet types 192 to 223 of version 2."""
    return len(data) >= 8 and data[0] >> 6 == 2 and 192 <= data[1] <= 223
