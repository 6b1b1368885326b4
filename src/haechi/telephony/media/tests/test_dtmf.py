"""Digits by events and by tones, with what networks do to them (RC-1)."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haechi.telephony.media.codecs.sound import decoder, encoder
from haechi.telephony.media.dtmf import (
    COLUMNS,
    DIGITS,
    KEYS,
    ROWS,
    EventReader,
    ToneReader,
    event_packets,
)
from haechi.telephony.media.rtp import Packet, parse
from haechi.telephony.types import Codec


def pressed(packets):
    reader = EventReader()
    found = (reader.feed(parse(data)) for data in packets)
    return "".join(digit for digit in found if digit)


def press(digits, frames=5):
    """Packets of keys pressed one after the other, 100 ms apart."""
    first = Packet(101, False, 500, 2**32 - 3000, 9, b"")
    for number, digit in enumerate(digits):
        yield event_packets(
            digit,
            101,
            first._replace(
                sequence=500 + number * 20, timestamp=(first.timestamp + number * 1600) % 2**32
            ),
            frames,
        )


@given(st.text(DIGITS, max_size=6), st.integers(0, 2**31))
@settings(max_examples=80, deadline=None)
def test_each_key_is_told_once_though_packets_are_lost_doubled_and_out_of_order(digits, seed):
    chance = random.Random(seed)  # noqa: S311
    packets = []
    for one in press(digits):
        kept = [data for data in one if chance.random() > 0.6] or one[-1:]
        kept += [chance.choice(kept)]
        chance.shuffle(kept)
        packets += kept
    assert pressed(packets) == digits


def test_a_straggler_of_an_older_key_is_no_new_one():
    one, two = press("*1")
    assert pressed([*one[:5], *two[:3], one[6], one[7], *two[3:]]) == "*1"


def test_a_press_longer_than_an_event_can_say_is_one_key():
    first = Packet(101, False, 1, 1000, 9, b"\x0a\x00\xff\xff")
    assert pressed_packets([first, first._replace(sequence=2, timestamp=1000 + 0xFFFF)]) == "*"


def pressed_packets(packets):
    reader = EventReader()
    return "".join(filter(None, map(reader.feed, packets)))


def test_unknown_events_and_short_payloads_are_none():
    packet = Packet(101, False, 1, 1, 1, b"\x10\x00\x00\x00")  # 16: hook flash
    assert pressed_packets([packet, packet._replace(payload=b"\x0a")]) == ""


def tone(key, milliseconds, level=6000.0, off=0.0):
    row = next(each for each in KEYS if key in each)
    low, high = ROWS[KEYS.index(row)] * (1 + off), COLUMNS[row.index(key)] * (1 - off)
    time = np.arange(8 * milliseconds) / 8000
    return level * (np.sin(2 * np.pi * low * time) + np.sin(2 * np.pi * high * time))


def heard(sound, step=160):
    reader, samples = ToneReader(), sound.astype(np.int16)
    return "".join(reader.feed(samples[at : at + step]) for at in range(0, len(samples), step))


@pytest.mark.parametrize("codec", list(Codec))
@pytest.mark.parametrize("level", [800.0, 6000.0, 15000.0])
def test_tones_are_read_through_every_codec(codec, level):
    digits, pause = "*1*2" + "0123456789#ABCD", np.zeros(8 * 80)
    sound = np.concatenate([np.concatenate((tone(key, 80, level), pause)) for key in digits])
    samples = sound.astype(np.int16)
    samples = samples[: len(samples) // 160 * 160]
    assert heard(decoder(codec)(encoder(codec)(samples))) == digits


def test_tones_in_noise_are_read_and_noise_alone_is_not():
    chance = np.random.default_rng(5)
    pause = np.zeros(800)
    sound = np.concatenate([pause, tone("*", 100), pause, tone("1", 100), pause])
    assert heard(sound + chance.normal(0, 600, len(sound))) == "*1"
    assert heard(chance.normal(0, 6000, 8000 * 20)) == ""


def test_one_long_press_is_one_digit_and_a_short_blip_is_none():
    assert heard(tone("*", 3000)) == "*"
    assert heard(np.concatenate((tone("*", 20), np.zeros(1600)))) == ""


def test_voices_press_no_keys():
    """Vowels: a buzz of 100–240 Hz with harmonics under formants that move, for a minute."""
    chance = np.random.default_rng(7)
    time = np.arange(8000 * 60) / 8000
    pitch = 170 + 60 * np.sin(2 * np.pi * 0.7 * time) + 10 * np.sin(2 * np.pi * 5 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / 8000
    formants = [700 + 200 * np.sin(time), 1300 + 300 * np.sin(1.7 * time)]
    sound = np.zeros(len(time))
    for number in range(1, 20):
        gain = sum(np.exp(-(((number * pitch - each) / 150) ** 2)) for each in formants) + 0.02
        sound += gain * np.sin(number * phase + chance.random())
    assert heard(sound * 5000) == ""


def test_tones_of_a_worn_phone_are_read_and_tones_of_no_phone_are_not():
    for key in "".join(KEYS):
        assert heard(tone(key, 100, off=0.01)) == key
        assert heard(tone(key, 100, off=-0.01)) == key
        assert heard(tone(key, 100, off=0.035)) == ""


def test_one_tone_alone_is_no_key():
    time = np.arange(8000) / 8000
    assert heard(9000 * np.sin(2 * np.pi * 941 * time)) == ""
    assert heard(9000 * np.sin(2 * np.pi * 1209 * time)) == ""
