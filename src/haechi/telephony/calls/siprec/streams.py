"""The streams of one SIPREC session: which label is which leg, and our answer to them."""

from haechi.telephony.media.port import Address, MediaEngine, Remote
from haechi.telephony.sip import sdp
from haechi.telephony.sip.address import Malformed
from haechi.telephony.sip.events import Body
from haechi.telephony.types import CallId, Leg

_PAUSED = frozenset({"inactive", "recvonly"})


class Streams:
    """The first two audio streams are kept; more are refused with port 0."""

    def __init__(
        self, engine: MediaEngine, call: CallId, addresses: dict[Leg, Address], description: Body
    ) -> None:
        self._engine, self._call, self._addresses = engine, call, addresses
        self._author = sdp.Author()
        self._sides: dict[int, Leg] = {}
        self._theirs = sdp.Description(())
        self.take(description)

    @classmethod
    def opened(cls, engine: MediaEngine, call: CallId, description: Body) -> "Streams":
        """Raises EngineRefused, Malformed (488)."""
        _kept(sdp.parse(description.content))
        return cls(engine, call, engine.open(call, (Leg.CALLER, Leg.OFFICIAL)), description)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(one.label for _, one in _kept(self._theirs) if one.label is not None)

    @property
    def flowing(self) -> bool:
        """Not paused (RFC 7866, 7.1.1.1)."""
        return any(one.direction not in _PAUSED for _, one in _kept(self._theirs))

    def take(self, description: Body) -> None:
        theirs = sdp.parse(description.content)
        _kept(theirs)
        self._theirs = theirs

    def point(self, official: str | None) -> None:
        """`official`: the label of the official's stream; unknown: the second one."""
        kept = _kept(self._theirs)
        labels = [one.label for _, one in kept]
        turned = official is not None and labels[0] == official
        order = (Leg.OFFICIAL, Leg.CALLER) if turned else (Leg.CALLER, Leg.OFFICIAL)
        for (place, stream), fitting in zip(kept, order, strict=False):
            side = self._sides.setdefault(place, fitting)
            sends = stream.direction not in _PAUSED
            remote = Remote(stream.address, stream.codecs, stream.events, sends=sends, hears=False)
            self._engine.point(self._call, side, remote)

    def answer(self) -> bytes:
        kept = dict(_kept(self._theirs))
        lines: list[sdp.Ours | sdp.Stream] = []
        for place, stream in enumerate(self._theirs.streams):
            side = self._sides.get(place) if place in kept else None
            lines.append(stream if side is None else self._ours(stream, side))
        return self._author.write(*lines)

    def _ours(self, stream: sdp.Stream, side: Leg) -> sdp.Ours:
        direction = "inactive" if stream.direction in _PAUSED else "recvonly"
        raw = (
            () if stream.codecs else stream.formats[:1]
        )  # a codec that we cannot decode is kept as it comes
        return sdp.Ours(
            self._addresses[side], stream.codecs, stream.events, direction, stream.label, raw
        )


def _kept(description: sdp.Description) -> list[tuple[int, sdp.Stream]]:
    usable = [(n, one) for n, one in enumerate(description.streams) if one.usable]
    if not usable:
        raise Malformed("no audio", 488)
    return usable[:2]
