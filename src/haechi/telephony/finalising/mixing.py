"""Stereo from a container: left the caller, right what the caller heard.

Memory does not grow with the call: blocks leave a few seconds behind the newest packet.
"""

import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from haechi.crypto.types import DataKey
from haechi.telephony.container.errors import ContainerChanged, NotDecodable
from haechi.telephony.container.format import RecordKind
from haechi.telephony.container.reader import ContainerReader, chunks, stream_in
from haechi.telephony.finalising.notices import Notices, Pcm, lead_ms
from haechi.telephony.finalising.source import TICKS_A_MS
from haechi.telephony.finalising.track import Track
from haechi.telephony.finalising.voice import Voice
from haechi.telephony.media.codecs.sound import RATE, WIDE_RATE
from haechi.telephony.records import NoticePlayed
from haechi.telephony.types import Codec, Leg

log = logging.getLogger(__name__)
STEP_MS = 1000
BEHIND_MS = 4000  # more than `source` waits for a missing packet and for the end of its run
TAIL_MS = 200  # the last packets reach beyond the time they came at
PROBE = 400  # records that tell whether the sound is wide

Stereo = npt.NDArray[np.int16]


class Mix:
    """`rate`, `samples` (of each channel) and `milliseconds` are known before the first block."""

    def __init__(
        self,
        source: Path | BinaryIO,
        key: DataKey,
        notices: tuple[NoticePlayed, ...],
        pcm: Pcm,
        *,
        whole: bool = True,
    ) -> None:
        """`whole`: a damaged container raises; else the sound ends where it no longer opens.

        Raises NotAContainer, OSError; with `whole` ContainerChanged, from `blocks` too, and from there
        NotDecodable.
        """
        self._source, self._key, self._whole = source, key, whole
        with self._open() as reader:
            self._header = reader.header
            self.rate = _rate(reader, whole=whole)
            until = _until(reader, whole=whole)
        self.lead_ms = lead_ms(self._header.begun_ms, notices)
        self.milliseconds = self.lead_ms + until + TAIL_MS
        self.samples = self.milliseconds * self.rate // 1000
        zero = self._header.begun_ms - self.lead_ms
        self._notices = Notices(notices, zero, self.rate, pcm)
        self._voices = {
            leg: Voice(Track(self.rate), self.lead_ms * TICKS_A_MS)
            for leg in (Leg.CALLER, Leg.OFFICIAL)
        }

    def blocks(self) -> Iterator[Stereo]:
        """Arrays of shape (n, 2), once; n adds up to `samples`."""
        for stream in self._header.streams:
            self._voices[stream.leg].understand(stream)
        with self._open() as reader:
            try:
                yield from self._through(reader)
            except ContainerChanged:
                if self._whole:
                    raise
                log.warning("container %s opens only in part", self._header.call)
        for voice in self._voices.values():
            voice.flush()
        yield from self._taken(self.samples)
        if self._whole and any(voice.is_lost for voice in self._voices.values()):
            raise NotDecodable

    def _through(self, reader: ContainerReader) -> Iterator[Stereo]:
        due, voices = STEP_MS, self._voices
        for record in reader.records():
            leg, kind, arrival_ms, data = record
            if arrival_ms >= due:
                due = arrival_ms + STEP_MS
                for voice in voices.values():
                    voice.expire(arrival_ms)
                ready = self.lead_ms + arrival_ms - BEHIND_MS
                yield from self._taken(min(self.samples, ready * self.rate // 1000))
            if kind is RecordKind.PACKET:
                voices[leg].take(arrival_ms, data)
            else:
                voices[leg].understand(stream_in(record))

    def _taken(self, until: int) -> Iterator[Stereo]:
        """At most a second each: a silence of an hour is no block of an hour."""
        left, right = (self._voices[leg].track for leg in (Leg.CALLER, Leg.OFFICIAL))
        while (count := min(self.rate, until - left.start)) > 0:
            start = left.start
            block = np.empty((count, 2), np.int16)
            heard = right.take(count)
            self._notices.lay_over(heard, start)
            block[:, 0], block[:, 1] = left.take(count), heard
            yield block

    def _open(self) -> ContainerReader:
        return ContainerReader(self._source, self._key)


def _rate(reader: ContainerReader, *, whole: bool) -> int:
    """16 kHz where a wide codec is spoken at the beginning; one that comes later is narrowed."""
    wide = {
        (stream.leg, number)
        for stream in reader.header.streams
        for number, codec in stream.payload_types
        if codec is Codec.G722
    }
    try:
        for record in islice(reader.records(), PROBE) if wide else ():
            data = record.data
            if record.kind is RecordKind.PACKET and (record.leg, data[1] & 0x7F) in wide:
                return WIDE_RATE
    except ContainerChanged:
        if whole:
            raise
    return RATE


def _until(reader: ContainerReader, *, whole: bool) -> int:
    until = 0
    try:
        for chunk in chunks(reader.at_first_chunk()):
            until = chunk.until_ms
    except ContainerChanged:
        if whole:
            raise
    return until
