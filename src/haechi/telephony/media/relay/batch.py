"""Packets of one leg since the last look, counted and packed together."""

from operator import itemgetter

from haechi.telephony.container.format import RECORD, RecordKind
from haechi.telephony.media.rtp import HEAD
from haechi.telephony.types import Leg

_FIRST = itemgetter(0)
_PLAIN = b"\x80"  # version 2, no padding, extension or contributors


class Batch:
    """RTP `packets` in the order of their arrival; `arrivals` in ms of the monotonic clock.

    What is not RTP is left out; every packet given has at least the length of a header.
    """

    def __init__(self, packets: list[bytes], arrivals: list[int]) -> None:
        if bytes(map(_FIRST, packets)).strip(_PLAIN) and not all(map(is_rtp, packets)):
            kept = [pair for pair in zip(packets, arrivals, strict=True) if is_rtp(pair[0])]
            packets, arrivals = [pair[0] for pair in kept], [pair[1] for pair in kept]
        self.packets, self.arrivals = packets, arrivals

    def __len__(self) -> int:
        return len(self.packets)

    def records(self, leg: Leg, begun_ms: int) -> bytes:
        """As a container takes them (`container.format`), arrivals counted from `begun_ms`."""
        pack, number, kind = RECORD.pack, int(leg), int(RecordKind.PACKET)
        parts: list[bytes] = []
        for packet, arrival in zip(self.packets, self.arrivals, strict=True):
            since = arrival - begun_ms
            parts.append(pack(number, kind, len(packet), since if since > 0 else 0))
            parts.append(packet)
        return b"".join(parts)

    def payloads(self, types: frozenset[int]) -> bytes:
        """Sound of packets of these payload types, one after the other (no extension, no contributors)."""
        return b"".join(
            packet[HEAD.size :]
            for packet in self.packets
            if packet[1] & 0x7F in types and packet[0] & 0x3F == 0
        )


def is_rtp(data: bytes) -> bool:
    return len(data) >= 12 and data[0] & 0xC0 == 0x80
