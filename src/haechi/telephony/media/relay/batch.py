"""Packets of one leg, one by one again, out of a run of records."""

from haechi.telephony.container.format import RECORD
from haechi.telephony.media.rtp import HEAD

Run = bytes | memoryview


class Batch:
    """`arrivals` in ms of the monotonic clock; `zero`: from when the records' times count."""

    def __init__(self, run: Run, zero: int) -> None:
        self.packets: list[bytes] = []
        self.arrivals: list[int] = []
        at = 0
        while at < len(run):
            _, _, length, since = RECORD.unpack_from(run, at)
            at += RECORD.size
            self.packets.append(bytes(run[at : at + length]))
            self.arrivals.append(zero + since)
            at += length

    def payloads(self, types: frozenset[int]) -> bytes:
        """Sound of packets of these payload types, one after the other (no extension, no contributors)."""
        return b"".join(
            packet[HEAD.size :]
            for packet in self.packets
            if packet[1] & 0x7F in types and packet[0] & 0x3F == 0
        )


def is_rtp(data: bytes) -> bool:
    return len(data) >= 12 and data[0] & 0xC0 == 0x80
