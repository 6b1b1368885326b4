"""Containers become sound that is whole and at its time (RC-1, RC-3, RC-4, RC-12)."""

import io

import numpy as np
import pytest

from haechi.crypto.errors import CannotOpen
from haechi.crypto.stream import open_stream
from haechi.telephony.container.errors import ContainerChanged, NotDecodable
from haechi.telephony.container.format import Record, RecordKind
from haechi.telephony.container.tests.making import CALL, fresh_key
from haechi.telephony.finalising.finalise import finalise, render_container
from haechi.telephony.finalising.notices import from_folder
from haechi.telephony.finalising.tests.talking import (
    BEGUN_MS,
    EVENTS,
    RATE,
    Said,
    Talk,
    place,
    played_back,
    voice,
)
from haechi.telephony.finalising.track import Track
from haechi.telephony.media import rtp
from haechi.telephony.places import audio_place, peaks_place
from haechi.telephony.plan import AudioFormat
from haechi.telephony.types import Codec, Leg

LIKE = 0.99
NEAR = 2.0  # ms


def is_at(channel: np.ndarray, sound: np.ndarray, ms: float, rate: int = RATE, near=NEAR) -> None:
    likeness, found = place(channel, sound, rate)
    assert likeness >= LIKE
    assert abs(found - ms) <= near


@pytest.fixture
def talk(tmp_path) -> Talk:
    return Talk(tmp_path)


@pytest.mark.parametrize("codec", [Codec.PCMU, Codec.PCMA])
def test_two_voices_and_the_notice_are_each_in_their_channel_at_their_time(talk: Talk, codec):
    citizen, official, notice = voice(4, 1), voice(3, 2), voice(2, 3)
    talk.caller = Said(citizen, at=13, codec=codec).packets(Leg.CALLER)
    talk.official = Said(official, at=900, codec=codec, ssrc=7).packets(Leg.OFFICIAL)
    talk.notice(notice, BEGUN_MS - 2010, BEGUN_MS - 10)
    file, sound, rate = talk.finished()
    assert (rate, file.kind, file.begun_ms, file.lead_ms) == (RATE, "flac", BEGUN_MS, 2010)
    assert len(sound) == file.milliseconds * 8
    left, right = sound.T
    is_at(left, citizen, 2010 + 13)
    is_at(right, notice, 0)
    is_at(right, official, 2010 + 900)
    assert np.max(np.abs(left[: 2000 * 8])) == 0


def test_a_wide_call_stays_wide_and_a_narrow_voice_in_it_keeps_its_time(talk: Talk):
    citizen, official, notice = voice(3, 1, 16000), voice(3, 2), voice(1, 3)
    wide, narrow = Said(citizen, at=40, codec=Codec.G722), Said(official, at=300, ssrc=7)
    talk.caller, talk.official = wide.packets(Leg.CALLER), narrow.packets(Leg.OFFICIAL)
    talk.notice(notice, BEGUN_MS - 1000, BEGUN_MS)
    _, sound, rate = talk.finished()
    assert rate == 16000
    is_at(sound[:, 0], wide.heard(), 1040, 16000)
    is_at(sound[::2, 1], official, 1300)
    is_at(sound[::2, 1], notice, 0)


def test_what_is_lost_is_silence_and_moves_nothing(talk: Talk):
    sent = Said(voice(6, 1), at=20)
    talk.caller = [
        each for n, each in enumerate(sent.packets(Leg.CALLER)) if n not in {100, 180, 181}
    ]
    _, sound, _ = talk.finished()
    left, heard = sound[:, 0], sent.heard()
    for begin, end in ((0, 2.0), (2.04, 3.6), (3.64, 6)):
        part = heard[round(begin * RATE) : round(end * RATE)]
        is_at(left, part, 20 + begin * 1000)
    hole = left[(20 + 2000) * 8 : (20 + 2020) * 8]
    assert np.max(np.abs(hole)) == 0


@pytest.mark.parametrize("codec", [Codec.PCMA, Codec.G722])
def test_packets_out_of_order_and_twice_make_the_same_sound(talk: Talk, tmp_path_factory, codec):
    """A decoder of G.722 has a memory: the order in which it is fed is heard."""
    sent = Said(voice(5, 1, 16000 if codec is Codec.G722 else RATE), codec=codec)
    packets = sent.packets(Leg.CALLER)
    talk.caller = list(packets)
    _, straight, _ = talk.finished()
    late = {10: 50, 77: 65, 200: 50, 201: 10}
    again = [later(packets[n], 30) for n in (30, 31, 150)]
    mixed = [later(each, late.get(n, 0)) for n, each in enumerate(packets)] + again
    _, crooked, _ = Talk(tmp_path_factory.mktemp("mixed"), caller=mixed).finished()
    assert np.array_equal(straight, crooked)


def later(record: Record, milliseconds: int) -> Record:
    return record._replace(arrival_ms=record.arrival_ms + milliseconds)


def test_a_stalled_network_neither_moves_nor_cuts_the_voice(talk: Talk):
    sent = Said(voice(8, 1))
    talk.caller = [
        each._replace(arrival_ms=4500) if 2000 < each.arrival_ms < 4500 else each
        for each in sent.packets(Leg.CALLER)
    ]
    _, sound, _ = talk.finished()
    is_at(sound[:, 0], sent.heard(), 0)


def test_jitter_is_not_heard(talk: Talk):
    sent = Said(voice(10, 1), at=100)
    delays = np.random.default_rng(3).integers(0, 70, 500)
    delays[20] = 0
    talk.caller = [later(each, int(delays[n])) for n, each in enumerate(sent.packets(Leg.CALLER))]
    _, sound, _ = talk.finished()
    is_at(sound[:, 0], sent.heard(), 100)


def test_a_new_source_is_heard_at_the_time_it_came(talk: Talk):
    """A transfer, a phone that began anew: other SSRC, other timestamps, perhaps the same SSRC."""
    first = Said(voice(2, 1), at=0)
    second = Said(voice(2, 2), at=2500, ssrc=99, sequence=5, timestamp=77)
    third = Said(voice(2, 3), at=5000, ssrc=99, sequence=40_000, timestamp=3_000_000_000)
    fourth = Said(voice(2, 4), at=7500, ssrc=99, sequence=40_100, timestamp=12_345)
    said = (first, second, third, fourth)
    talk.official = [each for one in said for each in one.packets(Leg.OFFICIAL)]
    _, sound, _ = talk.finished()
    for one in said:
        is_at(sound[:, 1], one.samples, one.at)


@pytest.mark.parametrize("pace", [1.01, 0.99])
def test_a_clock_that_drifts_is_brought_back_in_pauses(talk: Talk, pace):
    """1 % is a hundred times what a telephone's crystal does; a call of hours in a minute."""
    samples = voice(60, 1)
    for second in range(60):
        samples[second * RATE + 6800 : (second + 1) * RATE] = 0
    sent = Said(samples, pace=pace)
    talk.caller = sent.packets(Leg.CALLER)
    _, sound, _ = talk.finished()
    heard = sent.heard()
    for second in range(1, 59, 3):
        part = heard[second * RATE : second * RATE + 6800]
        likeness, found = place(sound[:, 0], part)
        assert likeness >= LIKE
        assert abs(found - second * 1000 / pace) <= 150


def test_digits_are_silence_and_the_voice_goes_on_in_time(talk: Talk):
    before, after = voice(1, 1), voice(1, 2)
    first = Said(before, sequence=100, timestamp=1000)
    second = Said(after, at=1200, sequence=110, timestamp=1000 + 1200 * 8)
    press = [
        Record(Leg.CALLER, RecordKind.PACKET, 1000 + 20 * n,
               rtp.build(rtp.Packet(EVENTS, n == 0, 150 + n, 9000, first.ssrc, b"\x0a\x0a\x00\xa0")))
        for n in range(10)
    ]  # fmt: skip
    second.sequence = 160
    talk.caller = first.packets(Leg.CALLER) + press + second.packets(Leg.CALLER)
    _, sound, _ = talk.finished()
    is_at(sound[:, 0], before, 0)
    is_at(sound[:, 0], after, 1200)
    assert np.max(np.abs(sound[8000 : 1200 * 8, 0])) == 0


def test_a_sender_that_pauses_is_heard_again_at_its_time(talk: Talk):
    first = Said(voice(2, 1), sequence=0, timestamp=0)
    second = Said(voice(2, 2), at=8000, sequence=100, timestamp=8000 * 8)
    talk.caller = first.packets(Leg.CALLER) + second.packets(Leg.CALLER)
    _, sound, _ = talk.finished()
    is_at(sound[:, 0], first.samples, 0)
    is_at(sound[:, 0], second.samples, 8000)


def test_after_a_pause_a_sender_is_heard_when_it_came_though_its_timestamps_slipped(talk: Talk):
    first = Said(voice(2, 1), sequence=0, timestamp=0)
    second = Said(voice(2, 2), at=5000, sequence=100, timestamp=5060 * 8)
    talk.caller = first.packets(Leg.CALLER) + second.packets(Leg.CALLER)
    _, sound, _ = talk.finished()
    is_at(sound[:, 0], second.samples, 5000)


def test_a_sample_far_ahead_takes_no_memory():
    track = Track(RATE)
    track.write(RATE * 3600, np.ones(160, np.int16))
    track.write(RATE * 2, np.ones(160, np.int16))
    assert track._sound.nbytes < 200_000
    assert track.take(RATE * 3).sum() == 160


def test_a_silent_leg_is_a_silent_channel_of_the_same_length(talk: Talk):
    talk.caller = Said(voice(2, 1), at=500).packets(Leg.CALLER)
    talk.until = 10_000
    file, sound, _ = talk.finished()
    is_at(sound[:, 0], voice(2, 1), 500)
    assert np.max(np.abs(sound[:, 1])) == 0
    assert len(sound) == file.milliseconds * 8 == 10_200 * 8


def test_a_call_without_a_packet_is_a_file_with_its_notice(talk: Talk):
    notice = voice(1, 3)
    talk.notice(notice, BEGUN_MS - 1000, BEGUN_MS)
    talk.until = 3_000
    file, sound, _ = talk.finished()
    is_at(sound[:, 1], notice, 0)
    assert file.milliseconds == 1000 + 3000 + 200


def test_a_notice_within_the_recording_is_what_the_caller_heard_then(talk: Talk):
    official, notice = voice(6, 2), voice(1, 3)
    talk.official = Said(official).packets(Leg.OFFICIAL)
    talk.notice(notice, BEGUN_MS + 2000, BEGUN_MS + 2500, complete=False)
    talk.notice(voice(1, 4), BEGUN_MS + 4000, BEGUN_MS + 5000, to_leg=Leg.OFFICIAL)
    file, sound, _ = talk.finished()
    assert file.lead_ms == 0
    is_at(sound[:, 1], notice[: RATE // 2], 2000)
    is_at(sound[:, 1], official[3 * RATE :], 3000)


def test_opus_holds_the_same_sound(talk: Talk):
    talk.audio = AudioFormat.OPUS
    citizen = voice(4, 1)
    talk.caller = Said(citizen, at=100).packets(Leg.CALLER)
    file, sound, rate = talk.finished()
    assert (file.kind, file.name) == ("opus", f"{CALL}-1.opus")
    left = sound[:: rate // RATE, 0]
    likeness, found = place(left, citizen)
    assert likeness >= 0.8  # it is lossy
    assert abs(found - 100) <= NEAR


def test_peaks_tell_where_each_party_speaks(talk: Talk):
    talk.caller = Said(voice(2, 1), at=1000).packets(Leg.CALLER)
    talk.until = 4000
    file, sound, _ = talk.finished()
    peaks = talk.peaks(file)
    assert peaks["rate"] == 8
    assert len(peaks["left"]) == len(peaks["right"]) == -(-len(sound) // 1000)
    assert max(peaks["left"][:8]) == 0
    assert min(peaks["left"][8:24]) > 10
    assert max(peaks["right"]) == 0


def test_the_files_open_with_their_key_at_their_places_alone(talk: Talk):
    talk.caller = Said(voice(1, 1)).packets(Leg.CALLER)
    file, _, _ = talk.finished()
    content = (talk.folder / "done" / file.name).read_bytes()
    assert len(content) == file.size
    assert b"fLaC" not in content
    for key, where in ((fresh_key().key, audio_place(CALL)), (talk.key.key, peaks_place(CALL))):
        with pytest.raises(CannotOpen):
            list(open_stream(io.BytesIO(content), key, where))
    assert {each.name for each in (talk.folder / "done").iterdir()} == {file.name, file.peaks}
    assert talk.path.exists()


def test_a_changed_container_is_not_finalised_and_leaves_nothing(talk: Talk):
    talk.caller = Said(voice(12, 1)).packets(Leg.CALLER)
    content = bytearray(talk.write().read_bytes())
    content[-20_000] ^= 1
    talk.path.write_bytes(content)
    with pytest.raises(ContainerChanged):
        finalise(talk.job())
    assert not list((talk.folder / "done").iterdir())


def test_a_voice_that_nothing_here_decodes_stays_the_packets_it_was(talk: Talk):
    """SIPREC (RC-12): a FLAC of silence would be all that is left of it."""
    for n in range(100):
        packet = rtp.build(rtp.Packet(96, False, n, 960 * n, 7, bytes([n]) * 60))
        talk.official.append(Record(Leg.OFFICIAL, RecordKind.PACKET, 20 * n, packet))
    talk.caller = Said(voice(2, 1)).packets(Leg.CALLER)
    talk.write()
    with pytest.raises(NotDecodable):
        finalise(talk.job())
    assert not list((talk.folder / "done").iterdir())
    rendered = b"".join(render_container(talk.path, talk.key.key, (), lambda _: None))
    is_at(played_back(rendered)[0][:, 0], voice(2, 1), 0)


@pytest.mark.parametrize("opened", [False, True])
def test_an_interrupted_container_is_heard_up_to_where_it_was_cut(talk: Talk, opened):
    citizen, notice = voice(6, 1), voice(1, 3)
    talk.caller = Said(citizen).packets(Leg.CALLER)
    talk.notice(notice, BEGUN_MS - 1000, BEGUN_MS)
    talk.whole = False
    content = talk.write().read_bytes()
    talk.path.write_bytes(content[: len(content) * 2 // 3])
    source = io.BytesIO(talk.path.read_bytes()) if opened else talk.path
    pcm = from_folder(talk.folder / "notices")
    rendered = b"".join(render_container(source, talk.key.key, talk.played, pcm))
    sound, _ = played_back(rendered)
    is_at(sound[:, 0], citizen[: 5 * RATE // 2], 1000)
    is_at(sound[:, 1], notice, 0)


def test_a_damaged_container_is_heard_up_to_the_damage(talk: Talk):
    citizen = voice(6, 1)
    talk.caller = Said(citizen).packets(Leg.CALLER)
    content = bytearray(talk.write().read_bytes())
    content[len(content) * 2 // 3] ^= 1
    talk.path.write_bytes(content)
    sound, _ = played_back(b"".join(render_container(talk.path, talk.key.key, (), lambda _: None)))
    is_at(sound[:, 0], citizen[: 2 * RATE], 0)


def test_timestamps_that_a_stranger_makes_up_take_no_memory(talk: Talk):
    chance = np.random.default_rng(5)
    for n in range(500):
        drawn = [int(each) for each in chance.integers(0, (2**16, 2**32, 2**32))]
        packet = rtp.build(rtp.Packet(8, False, drawn[0], drawn[1], drawn[2], bytes(160)))
        talk.caller.append(Record(Leg.CALLER, RecordKind.PACKET, 20 * n, packet))
    file, sound, _ = talk.finished()
    assert len(sound) == file.milliseconds * 8
