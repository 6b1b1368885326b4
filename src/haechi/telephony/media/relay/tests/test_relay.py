"""Relay, notices and digits with real sockets (RC-1, RC-3, RC-12)."""

import itertools
import random
import time

import numpy as np
import pytest

from haechi.telephony.container.reader import ContainerReader
from haechi.telephony.media.codecs.sound import encoder
from haechi.telephony.media.dtmf import event_packets
from haechi.telephony.media.port import DigitPressed, MediaSilent, NoticeEnded
from haechi.telephony.media.relay.arena import KEPT_MOST
from haechi.telephony.media.relay.loop import LOOK_SECONDS
from haechi.telephony.media.relay.tests.party import Party, receive
from haechi.telephony.media.rtp import Packet, parse
from haechi.telephony.media.tests.test_dtmf import tone
from haechi.telephony.plan import Notice
from haechi.telephony.types import Codec, Leg

pytestmark = pytest.mark.process
CODECS = ((8, Codec.PCMA), (0, Codec.PCMU))


def frames(count, seed):
    chance = np.random.default_rng(seed)
    return [chance.bytes(160) for _ in range(count)]


def meet(bench, call, *parties):
    """Connect, and let each party's first packet be heard by the other."""
    bench.engine.connect(call)
    for one, other in (parties, parties[::-1]):
        one.talk([b"\xff" * 160])
        assert len(other.hear(1)) == 1


def test_each_party_hears_the_other_packet_by_packet(bench):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    for one, other in ((caller, official), (official, caller)):
        sent = one.talk(frames(60, one.ssrc))
        assert [data for data, _ in other.hear(60)] == sent
    counts = bench.engine.close(call)
    assert [(each.leg, each.received, each.lost, each.codec) for each in counts] == [
        (Leg.CALLER, 61, 0, Codec.PCMU),
        (Leg.OFFICIAL, 61, 0, Codec.PCMU),
    ]


def test_before_connect_nobody_hears_anybody(bench):
    call, caller, official = bench.call()
    caller.talk(frames(20, 1))
    official.talk(frames(20, 2))
    assert official.hear(1, 0.3) == caller.hear(1, 0.1) == []
    meet(bench, call, caller, official)
    assert [each.received for each in bench.engine.close(call)] == [21, 21]


def test_a_closed_call_relays_nothing_and_its_ports_are_free(bench):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    bench.engine.close(call)
    caller.talk(frames(3, 1))
    assert official.hear(1, 0.2) == []
    assert bench.engine.close(call) == ()


@pytest.fixture
def notice(tmp_path):
    """A notice of 1.5 s and a bit in two codecs; its payloads by codec."""
    time_ = np.arange(12_345) / 8000
    sound = (8000 * np.sin(2 * np.pi * (300 + 400 * time_) * time_)).astype(np.int16)
    spoken = {}
    for codec in (Codec.PCMU, Codec.PCMA):
        spoken[codec] = encoder(codec)(sound)
        (tmp_path / f"abc.{codec}").write_bytes(spoken[codec])
    return Notice(7, "abc", 1543), tmp_path, spoken


def test_a_notice_is_heard_whole_at_its_pace_and_proven(bench, notice):
    notice, folder, spoken = notice
    call, caller = bench.call((Leg.CALLER,), types=CODECS)
    bench.engine.play(call, Leg.CALLER, notice, folder)
    heard = caller.hear(78)
    packets = [parse(data) for data, _ in heard]
    sound = b"".join(packet.payload for packet in packets)
    assert sound[:12_345] == spoken[Codec.PCMA]
    assert sound[12_345:] == b"\xd5" * 135
    assert {packet.payload_type for packet in packets} == {8}
    assert [packet.marker for packet in packets] == [True] + [False] * 77
    assert steps(packets, "sequence", 1 << 16) == {1}
    assert steps(packets, "timestamp", 1 << 32) == {160}
    assert len({packet.ssrc for packet in packets}) == 1
    assert heard[-1][1] - heard[0][1] == pytest.approx(77 * 0.02, abs=0.2)
    played = bench.event(NoticeEnded).played
    assert (played.notice, played.sha256, played.to_leg, played.complete) == (
        7,
        "abc",
        Leg.CALLER,
        True,
    )
    assert played.ended_ms - played.begun_ms == pytest.approx(1560, abs=200)


def steps(packets, name, wrap):
    numbers = [getattr(packet, name) for packet in packets]
    return {(b - a) % wrap for a, b in itertools.pairwise(numbers)}


def test_a_second_notice_goes_on_in_the_same_stream_and_hushes_the_other_party(bench, notice):
    notice, folder, _ = notice
    call, caller, official = bench.call(types=CODECS)
    bench.engine.play(call, Leg.CALLER, notice, folder)
    first = caller.heard_packets(78)
    assert bench.event(NoticeEnded).played.complete
    meet(bench, call, caller, official)
    bench.engine.play(call, Leg.CALLER, notice, folder)
    official.talk(frames(5, 2))
    second = caller.heard_packets(78)
    assert {packet.ssrc for packet in second} == {first[0].ssrc}
    assert second[0].sequence == (first[-1].sequence + 1) & 0xFFFF
    assert bench.event(NoticeEnded).played.complete
    sent = official.talk(frames(5, 3))
    assert [data for data, _ in caller.hear(5)] == sent


def test_a_party_that_leaves_in_the_notice_has_not_heard_it(bench, notice):
    notice, folder, _ = notice
    call, caller = bench.call((Leg.CALLER,))
    bench.engine.play(call, Leg.CALLER, notice, folder)
    caller.hear(3)
    bench.engine.close(call)
    assert not bench.event(NoticeEnded).played.complete


def test_a_notice_waits_while_the_party_is_on_hold(bench, notice):
    notice, folder, spoken = notice
    call, caller = bench.call((Leg.CALLER,))
    bench.engine.play(call, Leg.CALLER, notice, folder)
    before = caller.heard_packets(10)
    bench.engine.point(call, Leg.CALLER, caller.remote(hears=False))
    before += caller.heard_packets(78, 0.3)
    assert len(before) < 40
    bench.engine.point(call, Leg.CALLER, caller.remote())
    after = caller.heard_packets(78 - len(before))
    sound = b"".join(packet.payload for packet in before + after)
    assert sound[:12_345] == spoken[Codec.PCMU]
    assert bench.event(NoticeEnded).played.complete


def test_a_notice_that_does_not_exist_is_told_as_not_heard(bench, notice):
    call, _ = bench.call((Leg.CALLER,))
    bench.engine.play(call, Leg.CALLER, Notice(9, "missing", 1000), notice[1])
    played = bench.event(NoticeEnded).played
    assert (played.notice, played.complete) == (9, False)


def test_digits_are_told_once_and_reach_the_other_party_under_its_own_number(bench):
    call, caller, official = bench.call()
    bench.engine.point(call, Leg.CALLER, caller.remote(events=96))
    meet(bench, call, caller, official)
    for digit in "*1":
        first = Packet(101, False, official.sequence + 1, official.timestamp + 160, 2, b"")
        for data in event_packets(digit, 101, first):
            official.send(data)
        official.sequence, official.timestamp = official.sequence + 8, official.timestamp + 1600
        pressed = bench.event(DigitPressed)
        assert (pressed.call, pressed.leg, pressed.digit) == (call, Leg.OFFICIAL, digit)
    heard = caller.heard_packets(16)
    assert [packet.payload_type for packet in heard] == [96] * 16
    assert [packet.marker for packet in heard].count(True) == 2


def test_digits_are_heard_in_the_sound_where_no_events_are_agreed(bench):
    call, caller, official = bench.call(events=None)
    meet(bench, call, caller, official)
    sound = np.concatenate([tone("*", 120), np.zeros(960), tone("2", 120), np.zeros(640)])
    coded = encoder(Codec.PCMU)(sound.astype(np.int16))
    official.talk([coded[at : at + 160] for at in range(0, len(coded) // 160 * 160, 160)])
    assert [bench.event(DigitPressed).digit for _ in range(2)] == ["*", "2"]


def test_a_codec_has_the_number_that_each_party_gave_it(bench):
    call, caller, official = bench.call(types=((97, Codec.G722), (0, Codec.PCMU)))
    bench.engine.point(call, Leg.OFFICIAL, official.remote(((9, Codec.G722),)))
    bench.engine.connect(call)
    sent = caller.talk(frames(3, 1), payload_type=97)
    assert [(each.payload_type, each.payload) for each in official.heard_packets(3)] == [
        (9, parse(data).payload) for data in sent
    ]
    caller.talk(frames(1, 1), payload_type=0)  # which the official did not accept
    assert official.hear(1, 0.2) == []


def test_rtcp_goes_through_between_the_parties_only(bench):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    report = b"\x80\xc8\x00\x06" + bytes(24)
    for one, other in ((caller, official), (official, caller)):
        one.rtcp.sendto(report, (one.there.host, one.there.port + 1))
        assert [data for data, _ in receive(other.rtcp, 1)] == [report]
    caller.rtcp.sendto(b"not rtcp at all", (caller.there.host, caller.there.port + 1))
    assert receive(official.rtcp, 1, 0.2) == []


def test_a_stranger_is_neither_heard_nor_sent_to(bench):
    call, caller, official = bench.call()
    stranger = Party(9, "127.0.0.2")
    stranger.there = caller.there
    stranger.talk(frames(10, 9))
    assert official.hear(1, 0.1) == []
    meet(bench, call, caller, official)
    stranger.talk(frames(10, 9))
    official.talk(frames(5, 2))
    assert len(caller.hear(5)) == 5
    assert stranger.hear(1, 0.1) == official.hear(1, 0.1) == []
    time.sleep(0.8)  # the strangers of a call are looked at with everything else of it
    counts = bench.engine.close(call)
    assert counts[0].foreign == 20
    assert counts[0].received == 1
    stranger.close()


def test_a_party_behind_nat_is_learnt_only_from_the_networks_named(own_bench):
    bench = own_bench(learn_from=("127.0.0.2/32",))
    call, caller, official = bench.call()
    other, behind = Party(8, "127.0.0.3"), Party(9, "127.0.0.2")
    other.there = behind.there = caller.there
    bench.engine.connect(call)
    other.talk(frames(10, 8))
    sent = behind.talk(frames(10, 9))
    heard = [data for data, _ in official.hear(10, 1.0)]
    assert heard == sent[2:]  # the third in a row is believed
    official.talk(frames(4, 2))
    assert len(behind.hear(4)) == 4
    assert caller.hear(1, 0.1) == other.hear(1, 0.1) == []
    other.close()
    behind.close()


def test_a_party_moves_by_a_new_offer_and_by_its_nat(bench):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    moved = Party(5)
    moved.there = caller.there
    bench.engine.point(call, Leg.CALLER, moved.remote())
    meet(bench, call, moved, official)
    caller.talk(frames(5, 1))
    assert (
        official.hear(1, 0.2) == [] or True
    )  # the same host: it may only be believed after silence
    elsewhere = Party(6)
    elsewhere.there = caller.there
    for _ in range(60):  # the party's NAT gave it another port: silence on the old one
        elsewhere.talk([b"\xfe" * 160], pause=0.05)
        if official.hear(1, 0.01):
            break
    else:
        raise AssertionError("never heard again")
    official.talk(frames(3, 2))
    assert len(elsewhere.hear(3)) == 3
    moved.close()
    elsewhere.close()


def test_one_packet_astray_from_the_partys_host_takes_nothing_over(bench):
    """A PBX sends every call from one host: what is left of another call is not this one's."""
    call, caller, official = bench.call()
    astray = Party(9)
    astray.there = caller.there
    bench.engine.connect(call)
    astray.talk(frames(2, 9))
    assert official.hear(1, 0.2) == []
    meet(bench, call, caller, official)
    astray.close()


def test_the_announced_source_takes_its_call_back(bench):
    call, caller, official = bench.call()
    other = Party(9)
    other.there = caller.there
    bench.engine.connect(call)
    other.talk(frames(5, 9))
    assert len(official.hear(3)) == 3
    for _ in range(60):
        caller.talk([b"\xfe" * 160], pause=0.05)
        if any(parse(data).ssrc == caller.ssrc for data, _ in official.hear(1, 0.01)):
            break
    else:
        raise AssertionError("never heard")
    sent = official.talk(frames(3, 2))
    assert [data for data, _ in caller.hear(3)] == sent
    other.close()


def test_any_bytes_at_any_port_leave_the_call_as_it_was(bench, tmp_path):
    """Fuzz: of the party itself, RTP and RTCP, whole nonsense and nearly right packets."""
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    path, key = bench.record(call, tmp_path)
    chance = random.Random(11)  # noqa: S311
    for number in range(600):
        data = bytearray(chance.randbytes(chance.choice((0, 1, 2, 11, 12, 16, 40, 172, 1400))))
        if len(data) > 11 and number % 3:
            data[0], data[1] = 0x80 | chance.randrange(64), chance.choice((0, 8, 101, 229, 200))
        port = caller.there.port + number % 2
        (caller.rtcp if number % 2 else caller.rtp).sendto(data, (caller.there.host, port))
        if number % 50 == 0:
            official.hear(300, 0.02)
    sent, heard = caller.talk(frames(5, 1)), []
    while sent[-1] not in heard:
        heard += [data for data, _ in official.hear(1)] or [sent[-1]]
    assert heard[-5:] == sent
    container = bench.engine.stop_recording(call)
    with ContainerReader(path, key.key) as reader:
        assert [each.data for each in reader.records()][-5:] == sent
    assert not container.interrupted


def test_on_hold_nothing_is_sent_and_after_it_everything(bench):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    held = caller.remote(hears=False)
    bench.engine.point(call, Leg.CALLER, type(held)(None, held.payload_types, held.events))
    official.talk(frames(5, 2))
    assert caller.hear(1, 0.2) == []
    bench.engine.point(call, Leg.CALLER, caller.remote())
    sent = official.talk(frames(5, 3))
    assert [data for data, _ in caller.hear(5)] == sent


def test_a_flood_of_the_party_itself_is_bounded(bench):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    data, begun = caller.packet(bytes(160)), time.monotonic()
    while time.monotonic() < begun + 1.0:
        for _ in range(50):
            caller.send(data)
        time.sleep(0.001)  # a sender's own pace: 25,000 a second at most
    other, *_ = bench.call()
    assert bench.engine.close(other)  # the worker still answers
    counts = bench.engine.close(call)[0]
    looks = (time.monotonic() - begun) / LOOK_SECONDS + 3
    assert counts.received <= KEPT_MOST * looks


def test_silence_is_told_once(own_bench):
    bench = own_bench(silent_after=0.3)
    call, caller, official = bench.call()
    silent = bench.event(MediaSilent)
    assert silent.call == call
    assert silent.seconds >= 0.3
    with pytest.raises(AssertionError):
        bench.event(MediaSilent, 1.0)
    meet(bench, call, caller, official)
    assert bench.event(MediaSilent).call == call  # after sound, silence is news again


def test_ipv6_relays_too(own_bench):
    bench = own_bench()
    bench.engine._settings = type(bench.engine._settings)("::1", range(0), room=1, workers=1)
    call = "6" * 32
    there = bench.engine.open(call, tuple(Leg))
    caller, official = Party(1, "::1"), Party(2, "::1")
    for leg, party in ((Leg.CALLER, caller), (Leg.OFFICIAL, official)):
        party.there = there[leg]
        bench.engine.point(call, leg, party.remote())
    meet(bench, call, caller, official)
    caller.close()
    official.close()
