"""One sender (SSRC) of a leg: its packets in order, decoded, at their places in the channel.

Places follow the sender's RTP timestamps, which have no jitter. They are anchored on arrival: at the first
second by its quickest packet, and anew where the sender's clock has drifted, or its timestamps began anew.
"""

from dataclasses import dataclass, field
from typing import Final

from haechi.telephony.finalising.sound import SoundOf
from haechi.telephony.finalising.track import Track
from haechi.telephony.media.rtp import MAX_DROPOUT, WINDOW
from haechi.telephony.types import Codec

TICKS_A_MS: Final = 8  # of the RTP clock of every codec here
DRIFT: Final = 100 * TICKS_A_MS  # corrected in the next pause
DRIFT_MOST: Final = 200 * TICKS_A_MS  # corrected anywhere
SILENCE: Final = 500 * TICKS_A_MS  # a sender that was silent is anchored more closely
CLOSE: Final = 20 * TICKS_A_MS
RUN_TICKS: Final = 8000
HOLD_MS: Final = 1000  # how long a missing packet is waited for
HOLD_PACKETS: Final = 50
QUIET: Final = 400  # of 32768: nobody speaks


@dataclass
class _Run:
    """Packets that follow each other without a gap. `low`: least of arrival less timestamp, in ticks."""

    codec: Codec
    at: int
    low: int
    jumped: bool
    silence: int
    first_ms: int
    last_ms: int
    payloads: list[bytes] = field(default_factory=list)
    ticks: int = 0


class Source:
    def __init__(self, track: Track, sound: SoundOf, lead: int) -> None:
        """`lead`: ticks before the container's begin."""
        self._track, self._sound, self._lead = track, sound, lead
        self._next = -1  # sequence number that follows
        self._begun = False
        self._waiting: dict[
            int, tuple[int, Codec | None, int, bytes]
        ] = {}  # by steps after `_seen`
        self._seen = 0  # packets counted, missing ones too
        self._end = 0  # timestamp that would follow, extended
        self._missing = 0
        self._event = False
        self._last_ms = 0
        self._anchor: int | None = None
        self._run: _Run | None = None

    def take(
        self, arrival_ms: int, sequence: int, timestamp: int, codec: Codec | None, payload: bytes
    ) -> None:
        """A packet as it arrived; `codec` None: no sound (an event of RFC 4733, comfort noise)."""
        if not self._begun:
            self._begin(sequence, timestamp)
        step = ((sequence - self._next + 0x8000) & 0xFFFF) - 0x8000
        if step == 0:
            self._follow(arrival_ms, codec, timestamp, payload)
            if self._waiting:
                self._release()
        elif not -WINDOW < step < MAX_DROPOUT:
            self.flush()
            self._begin(sequence, timestamp)
            self._follow(arrival_ms, codec, timestamp, payload)
        elif step > 0:
            self._waiting.setdefault(self._seen + step, (arrival_ms, codec, timestamp, payload))
            if len(self._waiting) > HOLD_PACKETS:
                self._give_up(min(self._waiting))

    def expire(self, now_ms: int) -> None:
        """Stop waiting for what will not come."""
        while self._waiting:
            first = min(self._waiting)
            if now_ms - self._waiting[first][0] < HOLD_MS:
                break
            self._give_up(first)
        if self._run is not None and now_ms - self._run.first_ms >= HOLD_MS:
            self._close()

    def flush(self) -> None:
        while self._waiting:
            self._give_up(min(self._waiting))
        self._close()

    def _begin(self, sequence: int, timestamp: int) -> None:
        self._begun, self._next, self._end = True, sequence, timestamp
        self._anchor, self._missing, self._event = None, 0, False

    def _release(self) -> None:
        while (found := self._waiting.pop(self._seen, None)) is not None:
            self._follow(*found)

    def _give_up(self, first: int) -> None:
        lost = first - self._seen
        self._missing += lost
        self._seen = first
        self._next = (self._next + lost) & 0xFFFF
        self._release()

    def _follow(self, arrival_ms: int, codec: Codec | None, timestamp: int, payload: bytes) -> None:
        self._seen += 1
        self._next = (self._next + 1) & 0xFFFF
        if codec is None or not payload:
            self._event = True
            return
        at = self._end + ((timestamp - self._end + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        late, run, ticks = arrival_ms * TICKS_A_MS - at, self._run, len(payload)
        if run is None or at != self._end or codec is not run.codec or run.ticks >= RUN_TICKS:
            run = self._open(arrival_ms, codec, at, ticks)
        elif late < run.low:
            run.low = late
        run.payloads.append(payload)
        run.ticks += ticks
        run.last_ms = self._last_ms = arrival_ms
        self._end = at + ticks
        self._missing, self._event = 0, False

    def _open(self, arrival_ms: int, codec: Codec, at: int, ticks: int) -> _Run:
        gap = at - self._end
        jumped = gap != self._missing * ticks or self._event
        self._close()
        low = arrival_ms * TICKS_A_MS - at
        silence = (arrival_ms - self._last_ms) * TICKS_A_MS
        self._run = _Run(codec, at, low, jumped, silence, arrival_ms, arrival_ms)
        return self._run

    def _close(self) -> None:
        run, self._run = self._run, None
        if run is None:
            return
        if self._anchor is None or self._has_moved(run, self._anchor):
            self._anchor = run.low
        self._sound.lay(self._track, self._lead + self._anchor + run.at, run.codec, run.payloads)

    def _has_moved(self, run: _Run, anchor: int) -> bool:
        drift = run.low - anchor
        if run.jumped:
            return abs(drift) >= (CLOSE if run.silence >= SILENCE else DRIFT)
        if abs(drift) < DRIFT:
            return False
        lasted = run.ticks - len(run.payloads[-1])
        if drift > 0 and (run.last_ms - run.first_ms) * TICKS_A_MS * 2 < lasted:
            return False  # the network held them back and let them go at once: no drift
        return abs(drift) >= DRIFT_MOST or self._is_pause(anchor + run.at, drift)

    def _is_pause(self, at: int, drift: int) -> bool:
        factor, end = self._track.rate // (TICKS_A_MS * 1000), self._lead + at
        return self._track.loudest(factor * (end - abs(drift)), factor * end) < QUIET
