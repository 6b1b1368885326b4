"""What a container holds, and how like it is to what was said."""

import io

import av
import numpy as np

from haechi.crypto.stream import open_stream
from haechi.crypto.types import DataKey
from haechi.recorder.tests.world import RATE, World
from haechi.telephony.container.format import RecordKind
from haechi.telephony.container.reader import ContainerReader
from haechi.telephony.custody import join_halves, open_half
from haechi.telephony.media.codecs import g711
from haechi.telephony.places import audio_place
from haechi.telephony.records import RecordedFile
from haechi.telephony.types import CallId, Leg

PCMA = 8


def heard(world: World, file: RecordedFile, call: CallId) -> dict[Leg, np.ndarray]:
    """What a file holds of each leg."""
    if file.kind == "flac":
        return finished(world, file, key_of(world, file), call)
    return {
        leg: np.concatenate([*map(decoded, sent)]) for leg, sent in _stored(world, file).items()
    }


def packets(world: World, file: RecordedFile) -> dict[Leg, bytes]:
    """The payloads in a container, as they came."""
    return {leg: b"".join(sent) for leg, sent in packets_of(world, file).items()}


def packets_of(world: World, file: RecordedFile) -> dict[Leg, list[bytes]]:
    return {leg: [data[12:] for data in sent] for leg, sent in _stored(world, file).items()}


def key_of(world: World, file: RecordedFile) -> DataKey:
    """It opens only with both halves."""
    return join_halves(
        open_half(file.shares.custodian, world.day, world.custodian),
        open_half(file.shares.approver, world.day, world.approver),
    )


def _stored(world: World, file: RecordedFile) -> dict[Leg, list[bytes]]:
    found: dict[Leg, list[bytes]] = {Leg.CALLER: [], Leg.OFFICIAL: []}
    with ContainerReader(world.data / "done" / file.name, key_of(world, file)) as container:
        for record in container.records():
            if record.kind is RecordKind.PACKET:
                found[record.leg].append(record.data)
    return found


def finished(world: World, file: RecordedFile, key: DataKey, call: CallId) -> dict[Leg, np.ndarray]:
    with (world.data / "done" / file.name).open("rb") as sealed:
        plain = io.BytesIO(b"".join(open_stream(sealed, key, audio_place(call))))
    with av.open(plain, "r") as sound:
        frames = [frame.to_ndarray().reshape(-1, 2) for frame in sound.decode(audio=0)]
    both = np.concatenate(frames).astype(float)
    return {Leg.CALLER: both[:, 0], Leg.OFFICIAL: both[:, 1]}


def likeness(found: np.ndarray, sent: np.ndarray) -> float:
    """The highest normalised cross-correlation of `sent` with a part of `found` of its length."""
    return float(np.max(_scores(found, sent)))


def place_of(found: np.ndarray, sent: np.ndarray) -> float:
    """Seconds at which `sent` begins within `found`."""
    return int(np.argmax(_scores(found, sent))) / RATE


def _scores(found: np.ndarray, sent: np.ndarray) -> np.ndarray:
    one, other = found.astype(float), sent.astype(float)
    size = 1 << (len(one) + len(other)).bit_length()
    product = np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size))
    scores = np.fft.irfft(product, size)[: len(one) - len(other) + 1]
    squares = np.cumsum(np.concatenate([[0.0], one**2]))
    power = squares[len(other) :] - squares[: -len(other)]
    likeness_at: np.ndarray = scores / np.sqrt(np.maximum(power, 1.0) * max(1.0, np.sum(other**2)))
    return likeness_at


def decoded(packet: bytes) -> np.ndarray:
    decode = g711.decode_a if packet[1] & 0x7F == PCMA else g711.decode_mu
    return decode(packet[12:])
