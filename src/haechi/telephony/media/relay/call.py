"""One call in a worker: its legs and its recording."""

import contextlib
import json
from collections.abc import Callable

from haechi.crypto.types import DataKey
from haechi.telephony.container.counts import encode_counts
from haechi.telephony.container.format import Record, RecordKind, Stream, pack_record, stream_fields
from haechi.telephony.container.writer import ChunkWriter
from haechi.telephony.media.relay.control import Message
from haechi.telephony.media.relay.leg import LegState
from haechi.telephony.media.relay.player import Player
from haechi.telephony.records import LegCounts
from haechi.telephony.types import CallId, Leg

Tell = Callable[[Message], None]


class Recording:
    """`begun_ms` of the monotonic clock."""

    def __init__(self, descriptor: int, key: DataKey, link: bytes, begun_ms: int) -> None:
        self.writer = ChunkWriter(descriptor, key, link)
        self.begun_ms = begun_ms
        self.notes: list[bytes] = []

    def note(self, leg: LegState, now_ms: int) -> None:
        """The leg's packets are understood differently from here on."""
        remote = leg.remote
        stream = Stream(leg.leg, remote.payload_types, remote.events)
        data = json.dumps(stream_fields(stream)).encode()
        since = max(0, now_ms - self.begun_ms)
        self.notes.append(pack_record(Record(leg.leg, RecordKind.STREAM, since, data)))


class CallState:
    """`zero` and every other time: ms of the monotonic clock."""

    def __init__(self, call: CallId, zero: int, tell: Tell) -> None:
        self.call, self.zero = call, zero
        self.legs: dict[Leg, LegState] = {}
        self.places: list[int] = []  # of its legs in the arena
        self.connected = False
        self.recording: Recording | None = None
        self.players: list[Player] = []
        self.closed = False
        self.silent_told = False
        self.awake_ms = zero
        self._tell = tell

    @property
    def swept(self) -> bool:
        """Only recorded: nothing has to go on at once."""
        return self.recording is not None and not self.connected

    def add(self, leg: LegState) -> None:
        self.legs[leg.leg] = leg
        self.places.append(leg.area.place)
        leg.area.begin(self.recording.begun_ms if self.recording else self.zero)
        if len(self.legs) == 2:
            one, other = self.legs.values()
            one.peer, other.peer = other, one

    def refresh(self) -> None:
        """After any change: what goes from leg to leg, and how."""
        for leg in self.legs.values():
            leg.refresh()
            peer = leg.peer
            leg.route(relayed=self.connected and peer is not None and not peer.playing)

    def pass_special(self, leg: LegState, data: bytes) -> None:
        """A packet that may tell a digit, or reads differently at the peer."""
        passed, digit = leg.look_closer(data)
        if digit:
            self.pressed(leg, digit)
        if passed is not None and leg.out is not None:
            with contextlib.suppress(OSError):
                leg.out(passed)

    def take_apart(self, leg: LegState, data: bytes, now_ms: int) -> None:
        """A packet that was not received with all the others."""
        self.pass_special(leg, data)
        leg.keep(data, now_ms)

    def begin_recording(self, recording: Recording) -> None:
        """What came before must have been looked at."""
        self.recording = recording
        for leg in self.legs.values():
            leg.area.begin(recording.begun_ms)

    def pressed(self, leg: LegState, digit: str) -> None:
        self._tell({"event": "digit", "call": self.call, "leg": leg.leg, "digit": digit})

    def watch_silence(self, now_ms: int, limit: float) -> None:
        seconds = (now_ms - self.awake_ms) / 1000
        if seconds >= limit and not self.silent_told:
            self.silent_told = True
            self._tell({"event": "silent", "call": self.call, "seconds": seconds})

    def finish_recording(self, now_ms: int) -> bool:
        """Whether the container ends as it should; what came last must have been looked at."""
        recording, self.recording = self.recording, None
        if recording is None:
            return False
        try:
            recording.writer.finish(encode_counts(self.counts()), now_ms - recording.begun_ms)
        except (OSError, ValueError):
            with contextlib.suppress(OSError):
                recording.writer.close()
            return False
        return True

    def give_up_recording(self, reason: str) -> None:
        """It ends here, as an interrupted one; the call goes on and the engine is told."""
        if self.recording:
            self.leave_recording()
            self.recording = None
            self._tell({"event": "failed", "call": self.call, "reason": reason})

    def leave_recording(self) -> None:
        """The worker ends: what was looked at is stored, without a final marker."""
        if self.recording:
            with contextlib.suppress(OSError):
                self.recording.writer.close()

    def counts(self) -> tuple[LegCounts, ...]:
        return tuple(leg.counts() for leg in self.legs.values())

    def close(self) -> None:
        self.closed = True
        for leg in self.legs.values():
            leg.close()
            leg.peer = leg.out = None

    def store(self, records: memoryview, now_ms: int) -> None:
        """Seal and write what came."""
        if records:
            self.awake_ms, self.silent_told = now_ms, False
        recording = self.recording
        if recording is None or not (records or recording.notes):
            return
        plain = b"".join((*recording.notes, records)) if recording.notes else records
        try:
            recording.writer.write(plain, now_ms - recording.begun_ms)
        except OSError as error:
            self.give_up_recording(error.strerror or "write")
        recording.notes.clear()
