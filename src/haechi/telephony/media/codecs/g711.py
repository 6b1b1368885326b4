"""G.711 µ-law and A-law by tables (ITU-T G.711; tables 1a, 1b, 2a, 2b as formulas)."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]
Codes = npt.NDArray[np.uint8]

BIAS = 0x84
CLIP = 32635


def _mu_decoded() -> Samples:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    exponent, mantissa = (code >> 4) & 7, code & 0x0F
    magnitude = (((mantissa << 3) + BIAS) << exponent) - BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _a_decoded() -> Samples:
    code = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 0x0F
    linear = (mantissa << 4) + 8
    curved = ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0)
    magnitude = np.where(exponent == 0, linear, curved)
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _mu_encoded() -> Codes:
    sample = np.arange(-32768, 32768, dtype=np.int32)
    magnitude = np.minimum(np.abs(sample), CLIP) + BIAS
    exponent = np.log2(magnitude >> 7).astype(np.int32)
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    code = np.where(sample < 0, 0x80, 0) | (exponent << 4) | mantissa
    codes: Codes = (~code & 0xFF).astype(np.uint8)
    return codes


def _a_encoded() -> Codes:
    sample = np.arange(-32768, 32768, dtype=np.int32)
    magnitude = np.where(sample < 0, -sample - 1, sample) >> 3
    exponent = np.maximum(np.log2(np.maximum(magnitude, 1)).astype(np.int32) - 4, 0)
    curved = (exponent << 4) | ((magnitude >> exponent) & 0x0F)
    code = np.where(magnitude < 32, magnitude >> 1, curved)
    return ((code | np.where(sample < 0, 0, 0x80)) ^ 0x55).astype(np.uint8)


MU_DECODED, A_DECODED = _mu_decoded(), _a_decoded()
_MU_ENCODED, _A_ENCODED = _mu_encoded(), _a_encoded()


def decode_mu(payload: bytes) -> Samples:
    return MU_DECODED[np.frombuffer(payload, np.uint8)]


def decode_a(payload: bytes) -> Samples:
    return A_DECODED[np.frombuffer(payload, np.uint8)]


def encode_mu(samples: Samples) -> bytes:
    return _MU_ENCODED[samples.astype(np.int32) + 32768].tobytes()


def encode_a(samples: Samples) -> bytes:
    return _A_ENCODED[samples.astype(np.int32) + 32768].tobytes()
