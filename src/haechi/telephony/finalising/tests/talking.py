"""Calls for tests: voices that are like nothing else, in packets and containers, and found again in sound."""

import io
import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.resampler import AudioResampler

from haechi.crypto.stream import open_stream
from haechi.telephony.container.counts import encode_counts
from haechi.telephony.container.format import Record, RecordKind, Stream, pack_record
from haechi.telephony.container.tests.making import CALL, COUNTS, fresh_key, header_for
from haechi.telephony.container.writer import ChunkWriter, create
from haechi.telephony.custody import RecordingKey
from haechi.telephony.finalising.finalise import Job, finalise
from haechi.telephony.media import rtp
from haechi.telephony.media.codecs.sound import decoder, encoder
from haechi.telephony.places import audio_place, peaks_place
from haechi.telephony.plan import AudioFormat
from haechi.telephony.records import NoticePlayed, RecordedFile
from haechi.telephony.types import Codec, Leg

RATE = 8000
FRAME = 160
BEGUN_MS = 5_000
NUMBERS = {Codec.PCMU: 0, Codec.PCMA: 8, Codec.G722: 9}
EVENTS = 101


def voice(seconds: float, seed: int, rate: int = RATE) -> np.ndarray:
    """Noise between 300 and 3 000 Hz that swells and fades as speech does."""
    count = round(seconds * rate)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=count))
    pitch = np.fft.rfftfreq(count, 1 / rate)
    spectrum[(pitch < 300) | (pitch > 3000)] = 0
    sound = np.fft.irfft(spectrum, count)
    sound *= 1 + 0.7 * np.sin(np.arange(count) * (2 * np.pi * 3 / rate))
    return (6000 * sound / np.std(sound) / 2).clip(-32000, 32000).astype(np.int16)


@dataclass
class Said:
    """What one leg sends. `at`: ms after the container's begin; `pace`: its clock against ours."""

    samples: np.ndarray
    at: int = 0
    codec: Codec = Codec.PCMA
    ssrc: int = 0x1234
    sequence: int = 65_500  # wraps soon
    timestamp: int = 2**32 - 4_000
    pace: float = 1.0

    def packets(self, leg: Leg) -> list[Record]:
        rate = 16000 if self.codec is Codec.G722 else RATE
        coded = encoder(self.codec, rate)(self.samples)
        found = []
        for n in range(len(coded) // FRAME):
            part = coded[n * FRAME : (n + 1) * FRAME]
            packet = rtp.Packet(NUMBERS[self.codec], n == 0, self.sequence + n & 0xFFFF,
                                self.timestamp + n * FRAME & 0xFFFFFFFF, self.ssrc, part)  # fmt: skip
            arrival = self.at + round(20 * n / self.pace)
            found.append(Record(leg, RecordKind.PACKET, arrival, rtp.build(packet)))
        return found

    def heard(self) -> np.ndarray:
        """As the codec leaves it."""
        rate = 16000 if self.codec is Codec.G722 else RATE
        return decoder(self.codec, rate)(encoder(self.codec, rate)(self.samples))


@dataclass
class Talk:
    """A container and what becomes of it. `until`: its length in ms, beyond the last packet if greater."""

    folder: Path
    caller: list[Record] = field(default_factory=list)
    official: list[Record] = field(default_factory=list)
    until: int = 0
    played: tuple[NoticePlayed, ...] = ()
    audio: AudioFormat = AudioFormat.FLAC
    whole: bool = True
    key: RecordingKey = field(default_factory=fresh_key)

    def __post_init__(self) -> None:
        for name in ("live", "done", "notices"):
            (self.folder / name).mkdir(exist_ok=True)
        self.path = self.folder / "live" / f"{CALL}-1.hrc"

    def notice(self, samples: np.ndarray, begun_ms: int, ended_ms: int, **how) -> None:
        digest = sha256(samples.tobytes()).hexdigest()
        (self.folder / "notices" / f"{digest}.pcm").write_bytes(samples.tobytes())
        how = {"to_leg": Leg.CALLER, "complete": True} | how
        self.played += (NoticePlayed(1, digest, begun_ms, ended_ms, **how),)

    def write(self) -> Path:
        numbers = tuple((number, codec) for codec, number in NUMBERS.items())
        streams = tuple(Stream(leg, numbers, EVENTS) for leg in Leg)
        head = replace(header_for(self.key), begun_ms=BEGUN_MS, streams=streams)
        descriptor, link = create(self.path, head)
        writer = ChunkWriter(descriptor, self.key.key, link)
        records = sorted((*self.caller, *self.official), key=lambda each: each.arrival_ms)
        for start in range(0, len(records), 70):
            part = records[start : start + 70]
            writer.write(b"".join(map(pack_record, part)), part[-1].arrival_ms)
        last = max(self.until, records[-1].arrival_ms if records else 0)
        if self.whole:
            writer.finish(encode_counts(COUNTS), last)
        writer.close()
        return self.path

    def job(self) -> Job:
        return Job(
            str(self.path), CALL, self.key.key, self.key.shares, BEGUN_MS, not self.whole, COUNTS,
            self.played, str(self.folder / "notices"), str(self.folder / "done"), self.audio,
        )  # fmt: skip

    def finished(self) -> tuple[RecordedFile, np.ndarray, int]:
        """The file, its samples of shape (n, 2), and their rate."""
        self.write()
        file = finalise(self.job())
        with (self.folder / "done" / file.name).open("rb") as sealed:
            sound = b"".join(open_stream(sealed, self.key.key, audio_place(CALL)))
        return file, *played_back(sound)

    def peaks(self, file: RecordedFile) -> dict[str, Any]:
        assert file.peaks
        with (self.folder / "done" / file.peaks).open("rb") as sealed:
            plain = b"".join(open_stream(sealed, self.key.key, peaks_place(CALL)))
        found: dict[str, Any] = json.loads(plain)
        return found


def played_back(sound: bytes) -> tuple[np.ndarray, int]:
    resampler = AudioResampler(format="s16", layout="stereo")
    with av.open(io.BytesIO(sound), mode="r") as source:
        stream = source.streams.audio[0]
        frames = [
            each.to_ndarray().reshape(-1, 2)
            for frame in source.decode(stream)
            for each in resampler.resample(frame)
        ]
        return np.concatenate(frames), stream.rate


def scores(found: np.ndarray, looked_for: np.ndarray) -> np.ndarray:
    """Normalised cross-correlation at each place of `found`."""
    one, other = found.astype(float), looked_for.astype(float)
    size = 1 << (len(one) + len(other)).bit_length()
    product = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)), size)
    squares = np.cumsum(np.concatenate(([0.0], one**2)))
    power = squares[len(other) :] - squares[: -len(other)]
    floor = 1e-3 * np.sum(other**2)
    likeness: np.ndarray = product[: len(power)] / np.sqrt(
        np.maximum(power, floor) * np.sum(other**2)
    )
    return likeness


def place(channel: np.ndarray, looked_for: np.ndarray, rate: int = RATE) -> tuple[float, float]:
    """How like the best place is, and where it begins in ms."""
    found = scores(channel, looked_for)
    best = int(np.argmax(found))
    return float(found[best]), best * 1000 / rate
