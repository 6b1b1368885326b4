"""Codecs against another's implementation (libavcodec)."""

import av
import numpy as np
import pytest

from haechi.telephony.media.codecs import g711
from haechi.telephony.media.codecs.sound import decoder, encoder, silence
from haechi.telephony.types import Codec

ALL = np.arange(-32768, 32768).astype(np.int16)
CODES = bytes(range(256))
G711 = {"pcm_mulaw": (g711.encode_mu, g711.decode_mu), "pcm_alaw": (g711.encode_a, g711.decode_a)}


def decoded_by_libav(name, payload, rate):
    context = av.CodecContext.create(name, "r")
    context.sample_rate, context.layout = rate, "mono"
    frames = [*context.decode(av.Packet(payload)), *context.decode(None)]
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])


@pytest.mark.parametrize("name", G711)
def test_g711_decodes_as_libavcodec_does(name):
    ours = G711[name][1](CODES)
    assert (ours == decoded_by_libav(name, CODES, 8000)).all()


@pytest.mark.parametrize("name", G711)
def test_g711_encodes_each_sample_to_a_code_next_to_it(name):
    encode, decode = G711[name]
    levels = np.unique(decode(CODES).astype(np.int32))
    wrong = np.abs(decode(encode(ALL)).astype(np.int32) - ALL)
    at = np.clip(np.searchsorted(levels, ALL), 1, len(levels) - 1)
    assert (wrong <= levels[at] - levels[at - 1] + 36).all()  # a step; 36: where G.711 clips
    assert decode(encode(decode(CODES))).tolist() == decode(CODES).tolist()


def test_g722_decodes_as_libavcodec_does():
    time = np.arange(16000) / 16000
    sound = (9000 * np.sin(2 * np.pi * 440 * time) + 3000 * np.sin(2 * np.pi * 5000 * time)).astype(
        np.int16
    )
    payload = encoder(Codec.G722, 16000)(sound)
    assert len(payload) == 8000
    ours = decoder(Codec.G722, 16000)(payload).astype(float)
    theirs = decoded_by_libav("g722", payload, 16000).astype(float)
    assert np.corrcoef(ours, theirs[: len(ours)])[0, 1] > 0.999


@pytest.mark.parametrize("codec", list(Codec))
def test_twenty_milliseconds_are_160_bytes_and_silence_is_quiet(codec):
    frame = encoder(codec)(np.zeros(160, np.int16))
    assert len(frame) == 160
    quiet = decoder(codec)(silence(codec) * 1600)
    assert len(quiet) == 1600
    assert np.abs(quiet.astype(int))[200:].max() < 256


def test_g711_is_not_wide():
    for make in (decoder, encoder):
        with pytest.raises(ValueError, match="8000"):
            make(Codec.PCMA, 16000)
