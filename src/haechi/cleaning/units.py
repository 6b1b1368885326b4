"""Messages between the pictures of an H.264 or H.265 stream (SEI), where a camera may write its
position or serial number.

Sources: ISO/IEC 14496-15 clauses 5.3.3 (avcC) and 8.3.3 (hvcC), ITU-T H.264 table 7-1, H.265
table 7-1. In MP4 and MOV every unit follows its length.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from av.packet import Packet

from haechi.cleaning.types import CleaningError, Reason

_MESSAGES = {"h264": frozenset({6}), "hevc": frozenset({39, 40})}
_HVCC_HEAD = 23


class MessageCutter:
    """Takes the messages out of the packets of one stream; other codecs pass untouched.

    Raises CleaningError UNSUPPORTED for a stream whose units have no lengths.
    """

    def __init__(self, codec: str, extradata: bytes) -> None:
        self._messages = _MESSAGES.get(codec, frozenset())
        self._hevc = codec == "hevc"
        self._prefix = 0
        if self._messages:
            at = 21 if self._hevc else 4
            if len(extradata) <= at or extradata[0] != 1:
                raise CleaningError(Reason.UNSUPPORTED)
            self._prefix = (extradata[at] & 3) + 1

    def passed(self, packet: Packet[Any]) -> Packet[Any] | None:
        """The packet, or one rebuilt without messages, or nothing when it held nothing else."""
        if not self._messages:
            return packet
        data = memoryview(packet)
        units = list(self._units(data))
        kept = [data[start:end] for start, end, kind in units if kind not in self._messages]
        if len(kept) == len(units):
            return packet
        return _like(packet, b"".join(kept)) if kept else None

    def _units(self, data: memoryview) -> Iterator[tuple[int, int, int]]:
        at = 0
        while at + self._prefix < len(data):
            first = at + self._prefix
            end = first + int.from_bytes(data[at:first], "big")
            yield at, end, data[first] >> 1 & 63 if self._hevc else data[first] & 31
            at = end


def _like(packet: Packet[Any], data: bytes) -> Packet[Any]:
    copy: Packet[Any] = Packet(data)
    copy.pts, copy.dts, copy.duration = packet.pts, packet.dts, packet.duration
    copy.time_base = packet.time_base
    copy.is_keyframe = packet.is_keyframe
    return copy


def setup_without_messages(codec: str, extradata: bytes) -> bytes:
    """An ``hvcC`` record may list messages beside the parameter sets; ``avcC`` cannot."""
    if codec != "hevc" or len(extradata) < _HVCC_HEAD or extradata[0] != 1:
        return extradata
    arrays: list[bytes] = []
    at = _HVCC_HEAD
    for _ in range(extradata[22]):
        kind, count = struct.unpack_from(">BH", extradata, at)
        start, at = at, at + 3
        for _ in range(count):
            at += 2 + int(struct.unpack_from(">H", extradata, at)[0])
        if kind & 63 not in _MESSAGES["hevc"]:
            arrays.append(extradata[start:at])
    return extradata[:22] + bytes([len(arrays)]) + b"".join(arrays)
