"""One leg of a call: whose packets they are, and what they mean."""

from haechi.telephony.container.format import Stream
from haechi.telephony.finalising.sound import SoundOf
from haechi.telephony.finalising.source import Source
from haechi.telephony.finalising.track import Track
from haechi.telephony.media import rtp
from haechi.telephony.types import Codec

SOURCES_MOST = 8  # a party that draws a new SSRC again and again costs no memory
PLAIN = rtp.VERSION_2  # no padding, extension or contributing source


class Voice:
    """Channel of one leg, from its packets in the order of arrival."""

    def __init__(self, track: Track, lead: int) -> None:
        self.track, self._lead = track, lead
        self._codecs: dict[int, Codec] = {}
        self._events: int | None = None
        self._known = self._unknown = False
        self._sources: dict[int, Source] = {}

    def understand(self, stream: Stream) -> None:
        """Payload types from here on. Events are no sound, whatever else their number may mean."""
        self._codecs, self._events = dict(stream.payload_types), stream.events
        if stream.events is not None:
            self._codecs.pop(stream.events, None)

    @property
    def is_lost(self) -> bool:
        """It spoke, and not one packet could be decoded (SIPREC takes what the exchange sends)."""
        return self._unknown and not self._known

    def take(self, arrival_ms: int, data: bytes) -> None:
        if len(data) < rtp.HEAD.size:
            return
        first, second, sequence, timestamp, ssrc = rtp.HEAD.unpack_from(data)
        if first == PLAIN:
            payload = data[rtp.HEAD.size :]
        elif (packet := rtp.parse(data)) is not None:
            payload = packet.payload
        else:
            return
        source = self._sources.get(ssrc)
        if source is None:
            source = self._new(ssrc)
        codec = self._codecs.get(second & 0x7F)
        self._known = self._known or codec is not None
        self._unknown = self._unknown or (codec is None and second & 0x7F != self._events)
        source.take(arrival_ms, sequence, timestamp, codec, payload)

    def expire(self, now_ms: int) -> None:
        for source in self._sources.values():
            source.expire(now_ms)

    def flush(self) -> None:
        for source in self._sources.values():
            source.flush()

    def _new(self, ssrc: int) -> Source:
        if len(self._sources) >= SOURCES_MOST:
            self._sources.pop(next(iter(self._sources))).flush()
        self._sources[ssrc] = Source(self.track, SoundOf(self.track.rate), self._lead)
        return self._sources[ssrc]
