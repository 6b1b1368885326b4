"""One way in and out for every codec; G.722 keeps a state, so a stream has its own decoder."""

from array import array
from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt
from G722 import G722

from haechi.telephony.media.codecs import g711
from haechi.telephony.types import Codec

Samples = npt.NDArray[np.int16]
RATE = 8000
WIDE_RATE = 16000
BITS = 64000


class Decode(Protocol):
    def __call__(self, payload: bytes, /) -> Samples: ...


def decoder(codec: Codec, rate: int = RATE) -> Decode:
    """A decoder for one stream. `rate`: 8000, or 16000 for G.722 alone. Raises ValueError."""
    if codec is Codec.G722:
        state = G722(rate, BITS)
        return lambda payload: np.asarray(state.decode(payload), np.int16)
    if rate != RATE:
        raise ValueError("G.711 has 8000 samples a second")
    return g711.decode_mu if codec is Codec.PCMU else g711.decode_a


def encoder(codec: Codec, rate: int = RATE) -> Callable[[Samples], bytes]:
    """An encoder for one stream of samples at `rate`. Raises ValueError."""
    if codec is Codec.G722:
        state = G722(rate, BITS)
        return lambda samples: bytes(state.encode(array("h", samples.tobytes())))
    if rate != RATE:
        raise ValueError("G.711 has 8000 samples a second")
    return g711.encode_mu if codec is Codec.PCMU else g711.encode_a


def silence(codec: Codec) -> bytes:
    """The code of no sound, for filling a last frame."""
    return {Codec.PCMU: b"\xff", Codec.PCMA: b"\xd5", Codec.G722: b"\xfa"}[codec]
