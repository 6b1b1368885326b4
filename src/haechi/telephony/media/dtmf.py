"""Keys pressed on a phone: RFC 4733 events, and tones in the sound where nothing else comes."""

import struct

import numpy as np
import numpy.typing as npt

from haechi.telephony.media.rtp import Packet, build

DIGITS = "0123456789*#ABCD"  # by event code (RFC 4733, 3.2)
PAYLOAD = struct.Struct(">BBH")
END = 0x80
TICKS = 1 << 32

ROWS = (697.0, 770.0, 852.0, 941.0)
COLUMNS = (1209.0, 1336.0, 1477.0, 1633.0)
KEYS = ("123A", "456B", "789C", "*0#D")
RATE = 8000
BLOCK = 205  # ITU-T Q.24: the eight frequencies fall near whole bins
HOP = 102
TONE_HOPS = 4  # about 65 ms of one key
PAUSE_HOPS = 3
FLOOR = 2e5  # mean square of about -37 dBm0
PURITY = 0.9  # of the block's power in the two tones; speech stays below
TWIST = 10 ** (8 / 10)

Samples = npt.NDArray[np.int16]

_time = np.arange(BLOCK) / RATE
_tones = np.outer((*ROWS, *COLUMNS), (0.992, 1.0, 1.008))  # so that 1.2 % off is still that tone
_turns = 2 * np.pi * np.outer(_time, _tones.reshape(-1))
_basis = np.concatenate((np.cos(_turns), np.sin(_turns)), axis=1).astype(np.float32)


class EventReader:
    """Digits of one leg's event packets, each told once, by the first packet of it that comes.

    Starts, ends and repetitions may be lost, doubled or out of order: an event is its timestamp.
    """

    def __init__(self) -> None:
        self._event: int | None = None  # timestamp
        self._until = 0  # timestamp at which a part of a very long press ended

    def feed(self, packet: Packet) -> str | None:
        if len(packet.payload) < PAYLOAD.size:
            return None
        code, _, duration = PAYLOAD.unpack_from(packet.payload)
        if code >= len(DIGITS):
            return None
        known, stamp = self._event, packet.timestamp
        if known is not None and (stamp == known or _before(stamp, known)):
            self._until = max(self._until, (known + duration) % TICKS)
            return None
        # 2.5.1.3: longer than 16 bits can say goes on under a new timestamp.
        continued = known is not None and stamp == self._until and duration > 0 and known != stamp
        self._event, self._until = stamp, (stamp + duration) % TICKS
        return None if continued else DIGITS[code]


def event_packets(digit: str, payload_type: int, first: Packet, frames: int = 5) -> list[bytes]:
    """A key held for `frames` × 20 ms from `first` (its sequence, timestamp, SSRC); the end three times."""
    code, packets = DIGITS.index(digit), []
    for number in range(frames + 3):
        at_end = number >= frames
        payload = PAYLOAD.pack(code, END if at_end else 0, min(number + 1, frames) * 160)
        packets.append(
            build(
                Packet(
                    payload_type,
                    number == 0,
                    first.sequence + number,
                    first.timestamp,
                    first.ssrc,
                    payload,
                )
            )
        )
    return packets


class ToneReader:
    """Digits in 8 kHz sound, by Goertzel's filters at the eight frequencies (ITU-T Q.23, Q.24)."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.int16)
        self._run = ""
        self._length = 0
        self._told = False
        self._pause = PAUSE_HOPS

    def feed(self, samples: Samples) -> str:
        """The digits that were pressed within, in order."""
        sound = np.concatenate((self._rest, samples))
        count = max(0, (len(sound) - BLOCK) // HOP + 1)
        self._rest = sound[count * HOP :]
        if not count:
            return ""
        blocks = np.lib.stride_tricks.sliding_window_view(sound, BLOCK)[::HOP][:count]
        return "".join(filter(None, map(self._step, _keys(blocks.astype(np.float32)))))

    def _step(self, key: str) -> str:
        if not key:
            self._pause += 1
            if self._pause >= PAUSE_HOPS:
                self._run, self._length, self._told = "", 0, False
            return ""
        self._pause = 0
        if key != self._run:
            self._run, self._length, self._told = key, 0, False
        self._length += 1
        if self._length < TONE_HOPS or self._told:
            return ""
        self._told = True
        return key


def _keys(blocks: npt.NDArray[np.float32]) -> list[str]:
    """The key that each block of sound carries, or nothing."""
    total = (blocks**2).mean(axis=1)
    if total.max() < FLOOR:
        return [""] * len(blocks)
    parts = (blocks @ _basis) ** 2
    power = (parts[:, :24] + parts[:, 24:]).reshape(-1, 8, 3).max(axis=2) * (2 / BLOCK**2)
    low, high = power[:, :4], power[:, 4:]
    rows, columns = low.argmax(axis=1), high.argmax(axis=1)
    row, column = low.max(axis=1), high.max(axis=1)
    good = (total > FLOOR) & (row + column > PURITY * total)
    good &= (row < TWIST * column) & (column < TWIST * row)
    return [
        KEYS[down][across] if fine else ""
        for fine, down, across in zip(good.tolist(), rows.tolist(), columns.tolist(), strict=True)
    ]


def _before(stamp: int, other: int) -> bool:
    return 0 < (other - stamp) % TICKS < TICKS // 2
