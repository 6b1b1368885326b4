"""Packets of one leg since the last look, counted and packed at once instead of one by one."""

import numpy as np
import numpy.typing as npt

from haechi.telephony.container.format import RECORD, RecordKind
from haechi.telephony.media.rtp import HEAD, Fields
from haechi.telephony.types import Leg

Bytes = npt.NDArray[np.uint8]


class Batch:
    """`packets` in the order of their arrival; `arrivals` in ms of the monotonic clock."""

    def __init__(self, packets: list[bytes], arrivals: list[int]) -> None:
        self.packets, self.arrivals = packets, np.array(arrivals, np.int64)
        self._even = self._matrix()
        if self._even is None:
            self._keep_rtp()

    def __len__(self) -> int:
        return len(self.packets)

    def fields(self) -> Fields:
        heads = self._even
        if heads is None:
            joined = b"".join([packet[: HEAD.size] for packet in self.packets])
            heads = np.frombuffer(joined, np.uint8).reshape(-1, HEAD.size)
        words = np.ascontiguousarray(heads[:, : HEAD.size])
        longs = words.view(">u4")
        return Fields(
            words.view(">u2")[:, 1].astype(np.int64),
            longs[:, 1].astype(np.int64),
            longs[:, 2].astype(np.int64),
            self.arrivals.astype(np.float64),
        )

    def records(self, leg: Leg, begun_ms: int) -> bytes:
        """As a container takes them (`container.format`), arrivals counted from `begun_ms`."""
        since = np.clip(self.arrivals - begun_ms, 0, 2**32 - 1)
        if self._even is None:
            return b"".join(
                RECORD.pack(leg, RecordKind.PACKET, len(packet), ms) + packet
                for packet, ms in zip(self.packets, since.tolist(), strict=True)
            )
        count, length = self._even.shape
        packed = np.empty((count, RECORD.size + length), np.uint8)
        packed[:, : RECORD.size] = np.frombuffer(
            RECORD.pack(leg, RecordKind.PACKET, length, 0), np.uint8
        )
        packed[:, 4 : RECORD.size] = since.astype(">u4").view(np.uint8).reshape(count, 4)
        packed[:, RECORD.size :] = self._even
        return packed.tobytes()

    def payloads(self, types: frozenset[int]) -> bytes:
        """Sound of packets of these payload types, one after the other (no extension, no contributors)."""
        return b"".join(
            packet[HEAD.size :]
            for packet in self.packets
            if packet[1] & 0x7F in types and packet[0] & 0x3F == 0
        )

    def _matrix(self) -> Bytes | None:
        """The usual case: RTP packets of one length, a row each."""
        length = len(self.packets[0]) if self.packets else 0
        joined = b"".join(self.packets)
        if length < HEAD.size or len(joined) != length * len(self.packets):
            return None
        if any(len(packet) != length for packet in self.packets):
            return None
        matrix = np.frombuffer(joined, np.uint8).reshape(-1, length)
        return matrix if bool((matrix[:, 0] >> 6 == 2).all()) else None

    def _keep_rtp(self) -> None:
        kept = [is_rtp(packet) for packet in self.packets]
        self.packets = [packet for packet, good in zip(self.packets, kept, strict=True) if good]
        self.arrivals = self.arrivals[np.array(kept, bool)]


def is_rtp(data: bytes) -> bool:
    return len(data) >= HEAD.size and data[0] >> 6 == 2
