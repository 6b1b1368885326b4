"""FLAC and Opus as streams of bytes that are never gone back to: they are sealed as they come."""

import io
from collections.abc import Iterable, Iterator

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame

from haechi.telephony.finalising.mixing import Stereo

OPUS_BITS = 32_000  # a second, of both channels: speech
OPUS_WAY = {"application": "voip", "compression_level": "4"}  # half of the default's work
_TOTAL = (1 << 36) - 1


def flac(blocks: Iterable[Stereo], rate: int, samples: int) -> Iterator[bytes]:
    """RFC 9639. `samples` of each channel stands in the header: players tell the length by it, and seek."""
    coder = AudioCodecContext.create("flac", "w")
    coder.sample_rate, coder.layout, coder.format = rate, "stereo", "s16"
    coder.open()
    information = bytearray(coder.extradata or b"")
    fields = int.from_bytes(information[10:18], "big")
    information[10:18] = (fields & ~_TOTAL | samples).to_bytes(8, "big")
    information[18:34] = bytes(16)  # MD5 not known beforehand (RFC 9639, 8.2)
    yield b"fLaC\x80" + len(information).to_bytes(3, "big") + bytes(information)
    for frame in _frames(blocks, rate):
        for packet in coder.encode(frame):
            yield bytes(packet)


def opus(blocks: Iterable[Stereo], rate: int) -> Iterator[bytes]:
    """Ogg (RFC 7845)."""
    sink = _Sink()
    with av.open(sink, mode="w", format="ogg") as target:
        stream = target.add_stream("libopus", rate=rate, layout="stereo", options=OPUS_WAY)
        stream.bit_rate = OPUS_BITS
        for frame in _frames(blocks, rate):
            for packet in stream.encode(frame):
                target.mux(packet)
            yield sink.taken()
    yield sink.taken()


def _frames(blocks: Iterable[Stereo], rate: int) -> Iterator[AudioFrame | None]:
    at = 0
    for block in blocks:
        frame = AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts = rate, at
        at += len(block)
        yield frame
    yield None


class _Sink(io.RawIOBase):
    """What a muxer writes, to be fetched; it cannot go back."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._written += data
        return len(data)

    def taken(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken
