"""One end of a call: its leg, its session descriptions, and what it agreed to."""

from haechi.telephony.media.port import Address, Remote
from haechi.telephony.sip import sdp
from haechi.telephony.sip.address import Malformed
from haechi.telephony.sip.events import Body
from haechi.telephony.sip.leg import CallLeg
from haechi.telephony.types import Codec, Leg

SDP = "application/sdp"
IN_PATH = (Codec.PCMU, Codec.PCMA, Codec.G722)
Format = tuple[int, Codec]


class Party:
    """`side`: which channel it is. `address`: where we receive from it."""

    def __init__(self, leg: CallLeg, side: Leg, address: Address) -> None:
        self.leg, self.side, self.address = leg, side, address
        self.agreed: Format | None = None
        self.stream: sdp.Stream | None = None
        self._theirs = sdp.Description(())
        self._author = sdp.Author()

    @property
    def direction(self) -> str:
        """As the party told it: `sendonly` is a party that has put the other on hold."""
        if self.stream is None:
            return "sendrecv"
        return "sendonly" if self.stream.address is None else self.stream.direction

    @property
    def events(self) -> int | None:
        return self.stream.events if self.stream else sdp.EVENTS

    def take(self, body: Body | None) -> None:
        """Their offer or answer. Raises Malformed (488): no audio that the recorder can keep."""
        if body is None or body.kind != SDP:
            raise Malformed("no session description", 488)
        theirs = sdp.parse(body.content)
        stream = theirs.audio()
        if stream is None:
            raise Malformed("no codec in common", 488)
        if self.agreed is not None and self.agreed[1] not in {codec for _, codec in stream.codecs}:
            raise Malformed("another codec", 488)
        self._theirs, self.stream = theirs, stream
        if self.agreed is not None:
            kept = self.agreed[1]
            self.agreed = next(one for one in stream.codecs if one[1] == kept)

    def formats(self) -> tuple[Format, ...]:
        """What the party offers and we can relay, in its order."""
        return self.stream.codecs if self.stream else ()

    def prefer(self) -> Format:
        """For a party that is answered before the other is known: G.711 if it can, every phone has it."""
        formats = self.formats()
        plain = [one for one in formats if one[1] is not Codec.G722]
        return (plain or list(formats))[0]

    def offer(
        self, formats: tuple[Format, ...], events: int | None, direction: str = "sendrecv"
    ) -> bytes:
        return self._author.write(sdp.Ours(self.address, formats, events, direction))

    def answer(self, agreed: Format, direction: str | None = None) -> bytes:
        """To their last offer: every stream of it answered, all but one refused."""
        self.agreed = agreed
        turned = direction or sdp.mirrored(self.direction)
        ours = sdp.Ours(self.address, (agreed,), self.events, turned)
        return self._author.write(
            *(ours if one is self.stream else one for one in self._theirs.streams)
        )

    def again(self) -> bytes:
        """What we last agreed, as an offer."""
        formats = (self.agreed,) if self.agreed else sdp.offer(self.address, IN_PATH).codecs
        return self.offer(formats, self.events)

    def remote(self) -> Remote:
        """Where the engine sends: only the agreed codec is known, so that nothing else is relayed."""
        if self.stream is None:
            return Remote(None, ())
        told = self.stream.remote()
        formats = (self.agreed,) if self.agreed else told.payload_types
        return Remote(told.address, formats, told.events, told.sends, told.hears)
