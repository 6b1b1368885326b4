"""SIPREC by SIPp in the shapes of several vendors, with real sound on both streams (RFC 7866, RC-12)."""

import re
import secrets
import socket
import struct
import threading
import time

import numpy as np
import pytest

from haechi.recorder.tests import world as w
from haechi.recorder.tests.hearing import heard, likeness, packets, place_of
from haechi.recorder.tests.world import Sipp, World, running
from haechi.telephony.media.codecs import g711
from haechi.telephony.records import CallRecord
from haechi.telephony.types import Leg, Mode, Outcome

pytestmark = pytest.mark.process
FRAME = 160
BELIEVED = 2 * FRAME  # so much of a sender whose port is not the one of its description is foreign
VENDORS = ["cisco", "avaya", "oracle", "audiocodes", "metaswitch", "broadsoft"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("siprec"), HAECHI_RECORDER_SILENCE_SECONDS="2") as found:
        yield found


def speak(
    address: tuple[str, int], sound: np.ndarray | bytes, ssrc: int, payload_type: int = 0
) -> None:
    """G.711 µ-law in 20 ms packets, in real time; bytes as they are."""
    payload = sound if isinstance(sound, bytes) else g711.encode_mu(sound.astype(np.int16))
    begun = time.monotonic()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", 0))
        for number in range(len(payload) // FRAME):
            head = struct.pack(">BBHII", 0x80, payload_type, number, number * FRAME, ssrc)
            wire.sendto(head + payload[number * FRAME :][:FRAME], address)
            time.sleep(max(0.0, begun + (number + 1) * 0.02 - time.monotonic()))


def ports(session: Sipp) -> list[int]:
    """Of the recorder's answer, in the order of the streams."""
    w.until(lambda: len(re.findall(r"m=audio \d+ RTP/AVP", session.seen())) >= 4, 10, session.seen)
    answer = session.seen().split("SIP/2.0 200")[1]
    return [int(port) for port in re.findall(r"m=audio (\d+)", answer)][:2]


def talk(session: Sipp, first: np.ndarray, second: np.ndarray) -> None:
    threads = [
        threading.Thread(target=speak, args=(("127.0.0.1", port), sound, port))
        for port, sound in zip(ports(session), (first, second), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def recorded(
    world: World, scenario: str, seconds: float, *words: str
) -> tuple[CallRecord, list[np.ndarray]]:
    before = len(world.records())
    sounds = [w.hum(seconds, 300), w.hum(seconds, 700)]
    with world.sipp(scenario, "-s", "recorder", *words) as session:
        talk(session, *sounds)
        session.done()
        assert "+sip.srs" in session.seen().split("SIP/2.0 200")[1]
    return world.newest(before), sounds


@pytest.mark.parametrize("vendor", VENDORS)
def test_both_streams_are_stored_under_the_right_party(world: World, vendor: str):
    record, (first, second) = recorded(world, f"siprec_{vendor}", 1.0, "-d", "1600")
    assert (record.mode, record.called, record.outcome) == (Mode.SIPREC, w.SIPREC, Outcome.TALKED)
    assert record.caller.replace("-", "").replace("+82", "0") == "01099990000"
    (file,) = record.files
    found = heard(world, file, record.call)
    official_first = vendor == "oracle"
    caller, official = (second, first) if official_first else (first, second)
    assert likeness(found[Leg.CALLER], caller[BELIEVED:]) >= 0.99
    assert likeness(found[Leg.OFFICIAL], official[BELIEVED:]) >= 0.99
    assert record.notices == ()


def test_two_boxes_that_send_one_session_are_linked(world: World):
    before = len(world.records())
    with (
        world.sipp("siprec_cisco", "-s", "recorder", "-d", "300") as one,
        world.sipp("siprec_cisco", "-s", "recorder", "-d", "300") as other,
    ):
        one.done()
        other.done()
    w.until(lambda: len(world.records()) == before + 2, 8, world.log)
    first, second = world.records()[before:]
    assert first.session == second.session != ""
    assert first.call != second.call


def test_a_pause_closes_a_file_and_going_on_opens_another_under_a_fresh_key(world: World):
    record, (citizen, official) = recorded(world, "siprec_pauses", 2.4)
    first, second = record.files
    assert first.shares.custodian != second.shares.custodian
    assert second.begun_ms > first.begun_ms + 800
    assert record.outcome is Outcome.TALKED
    assert record.caller == "01088887777", "as the partial metadata of the last re-INVITE says"
    assert record.called == w.SIPREC
    before, after = (heard(world, file, record.call) for file in record.files)
    for leg, said in ((Leg.CALLER, citizen), (Leg.OFFICIAL, official)):
        assert likeness(said, before[leg][w.RATE // 5 :][: w.RATE // 4]) >= 0.99
        assert likeness(said, after[leg][w.RATE // 5 :][: w.RATE // 4]) >= 0.99, "still its channel"
        resumed = place_of(said, after[leg][w.RATE // 5 :][: w.RATE // 4])
        assert likeness(before[leg], said[round((resumed - 0.5) * w.RATE) :][:2000]) < 0.5, "paused"


def test_what_nothing_here_decodes_is_stored_packet_by_packet(world: World):
    before = len(world.records())
    said = [secrets.token_bytes(50 * FRAME) for _ in range(2)]
    with world.sipp("siprec_opus", "-s", "recorder", "-d", "1600") as session:
        threads = [
            threading.Thread(target=speak, args=(("127.0.0.1", port), sound, port, 96))
            for port, sound in zip(ports(session), said, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        session.done()
    record = world.newest(before)
    (file,) = record.files
    assert (file.kind, file.peaks) == ("container", None)
    kept = packets(world, file)
    assert kept[Leg.CALLER] == said[0][2 * FRAME :], "all but what a sender is believed by"
    assert kept[Leg.OFFICIAL] == said[1][2 * FRAME :]


def test_a_session_whose_bye_was_lost_is_ended_when_it_falls_silent(world: World):
    record, _ = recorded(world, "siprec_lost", 0.5)
    assert record.outcome is Outcome.INTERRUPTED
    assert len(record.files) == 1


def test_a_session_of_a_line_that_is_not_switched_on_is_refused(world: World):
    before = len(world.records())
    with world.sipp("siprec_refused", "-s", "recorder") as session:
        session.done()
    w.until(lambda: world.status().get("calls") == 0, 5, world.log)
    assert len(world.records()) == before
