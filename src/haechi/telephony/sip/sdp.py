"""Session descriptions, as far as a recorder needs them (RFC 8866, RFC 3264): audio over RTP/AVP.

In the path only PCMU, PCMA, G.722 and telephone-event are offered and accepted: what the recorder can keep.
"""

import re
import secrets
from dataclasses import dataclass, replace

from haechi.telephony.media.port import Address, Remote
from haechi.telephony.sip.address import Malformed
from haechi.telephony.types import Codec

LONGEST = 16_384  # bytes
MOST_STREAMS = 16
_STATIC = {0: Codec.PCMU, 8: Codec.PCMA, 9: Codec.G722}
_NUMBERS = {codec: number for number, codec in _STATIC.items()}
EVENTS = 101
_DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
_RTPMAP = re.compile(r"(\d{1,3})\s+([A-Za-z0-9._-]+)/(\d+)")
_PLAIN = frozenset({"RTP/AVP", "RTP/AVPF"})


@dataclass(frozen=True)
class Stream:
    """One m= line. `address` None: held (0.0.0.0) or refused (port 0). `formats`: payload types as offered."""

    kind: str
    protocol: str
    port: int
    address: Address | None
    formats: tuple[int, ...]
    codecs: tuple[tuple[int, Codec], ...]
    events: int | None
    direction: str
    label: str | None

    @property
    def usable(self) -> bool:
        return self.kind == "audio" and self.port > 0 and self.protocol in _PLAIN

    def remote(self) -> Remote:
        held = self.direction == "inactive"
        return Remote(
            self.address,
            self.codecs,
            self.events,
            sends=not held and self.direction != "recvonly",
            hears=not held and self.direction != "sendonly" and self.address is not None,
        )


@dataclass(frozen=True)
class Description:
    streams: tuple[Stream, ...]

    def audio(self) -> Stream | None:
        """The first audio stream that we could answer."""
        return next((stream for stream in self.streams if stream.usable and stream.codecs), None)


@dataclass
class _Media:
    kind: str
    port: int
    protocol: str
    formats: list[int]
    host: str | None
    direction: str
    names: dict[int, str]
    label: str | None = None


def parse(content: bytes) -> Description:
    """Raises Malformed with 488."""
    try:
        return _parse(content)
    except (ValueError, IndexError, UnicodeDecodeError):
        raise Malformed("SDP", 488) from None


def _parse(content: bytes) -> Description:
    if len(content) > LONGEST:
        raise ValueError
    lines = content.decode().replace("\r\n", "\n").rstrip("\n").split("\n")
    if lines[0].strip() != "v=0":
        raise ValueError
    session = _Media("", 0, "", [], None, "sendrecv", {})
    media: list[_Media] = []
    for line in filter(None, lines):
        name, equals, value = line[0], line[1:2], line[2:].strip()
        if equals != "=" or len(media) > MOST_STREAMS:
            raise ValueError
        if name == "m":
            media.append(_media(value, session.host, session.direction))
        else:
            _line(media[-1] if media else session, name, value)
    return Description(tuple(_stream(one) for one in media))


def _line(media: _Media, name: str, value: str) -> None:
    """Of a stream, or of the session, whose word holds for all streams after it."""
    if name == "c":
        media.host = _connection(value)
    elif name == "a":
        _attribute(media, value)


def _media(value: str, host: str | None, direction: str) -> _Media:
    kind, port, protocol, *formats = value.split()
    number = int(port.partition("/")[0])
    if not 0 <= number < 65536 or not formats:
        raise ValueError
    plain = protocol in _PLAIN
    types = [int(text) for text in formats] if plain else []
    if any(not 0 <= one < 128 for one in types):
        raise ValueError
    return _Media(kind, number, protocol, types, host, direction, {})


def _connection(value: str) -> str:
    network, family, host = value.split()[:3]
    if network != "IN" or family not in {"IP4", "IP6"}:
        raise ValueError
    return host.partition("/")[0]


def _attribute(media: _Media, value: str) -> None:
    name, _, rest = value.partition(":")
    if value in _DIRECTIONS:
        media.direction = value
    elif name == "label":
        media.label = rest.strip()
    elif name == "rtpmap" and (found := _RTPMAP.match(rest)):
        media.names[int(found[1])] = f"{found[2].upper()}/{found[3]}"


def _stream(media: _Media) -> Stream:
    codecs, events = [], None
    for number in media.formats:
        name = media.names.get(number)
        if name == "TELEPHONE-EVENT/8000":
            events = number if events is None else events
        elif codec := _codec(number, name):
            codecs.append((number, codec))
    if media.kind == "audio" and media.port and media.host is None:
        raise ValueError
    held = media.port == 0 or media.host in {"0.0.0.0", "::", None}  # noqa: S104
    address = None if held else Address(str(media.host), media.port)
    return Stream(
        media.kind, media.protocol, media.port, address, tuple(media.formats), tuple(codecs), events,
        media.direction, media.label,
    )  # fmt: skip


def _codec(number: int, name: str | None) -> Codec | None:
    """G.722 is announced with a clock of 8000 though it samples at 16000 (RFC 3551, 4.5.2)."""
    if name is None:
        return _STATIC.get(number)
    kind, _, clock = name.partition("/")
    return Codec(kind) if kind in set(Codec) and clock == "8000" else None


@dataclass(frozen=True)
class Ours:
    """What we say of one stream: where, and as what. `direction` is seen from us."""

    address: Address
    codecs: tuple[tuple[int, Codec], ...]
    events: int | None = EVENTS
    direction: str = "sendrecv"
    label: str | None = None
    raw: tuple[int, ...] = ()


def offer(address: Address, codecs: tuple[Codec, ...], events: int | None = EVENTS) -> Ours:
    return Ours(address, tuple((_NUMBERS[codec], codec) for codec in codecs), events)


def mirrored(direction: str) -> str:
    """Our answer to their direction (RFC 3264, 6.1)."""
    return {"sendonly": "recvonly", "recvonly": "sendonly"}.get(direction, direction)


@dataclass
class Author:
    """Writes the descriptions of one dialog: the same session, its version counted up (RFC 3264, 8)."""

    session: int = 0
    version: int = 0

    def write(self, *streams: Ours | Stream) -> bytes:
        """A `Stream` is one of theirs that is refused: port 0."""
        self.session = self.session or secrets.randbits(31)
        self.version += 1
        host = next((one.address.host for one in streams if isinstance(one, Ours)), "127.0.0.1")
        family = "IP6" if ":" in host else "IP4"
        lines = ["v=0", f"o=haechi {self.session} {self.version} IN {family} {host}", "s=-",
                 f"c=IN {family} {host}", "t=0 0"]  # fmt: skip
        for one in streams:
            lines += _ours(one) if isinstance(one, Ours) else [_refused(one)]
        return "\r\n".join([*lines, ""]).encode()


def _ours(one: Ours) -> list[str]:
    numbers = [number for number, _ in one.codecs] + list(one.raw)
    numbers += [] if one.events is None else [one.events]
    lines = [f"m=audio {one.address.port} RTP/AVP {' '.join(map(str, numbers))}"]
    lines += [f"a=rtpmap:{number} {codec}/8000" for number, codec in one.codecs]
    if one.events is not None:
        lines += [f"a=rtpmap:{one.events} telephone-event/8000", f"a=fmtp:{one.events} 0-15"]
    if one.label is not None:
        lines.append(f"a=label:{one.label}")
    return [*lines, "a=ptime:20", f"a={one.direction}"]


def _refused(stream: Stream) -> str:
    formats = " ".join(map(str, stream.formats)) or "0"
    return f"m={stream.kind} 0 {stream.protocol} {formats}"


def only(ours: Ours, codec: tuple[int, Codec]) -> Ours:
    return replace(ours, codecs=(codec,))
