"""A disk that is full, floods and forged ends while people talk (RC-3, RC-12)."""

import re
import resource
import socket
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from haechi.recorder.tests import world as w
from haechi.recorder.tests.crashing import children
from haechi.recorder.tests.hearing import heard, likeness
from haechi.recorder.tests.phone import Phone
from haechi.recorder.tests.world import World, running, until
from haechi.telephony.types import Leg, Outcome

pytestmark = pytest.mark.process
MUCH = 10**8  # MiB, more than any disk has free
INVITES, JUNK = 1000, 10_000


def test_a_disk_that_is_full_claims_nothing_and_the_institution_chooses(tmp_path):
    with running(tmp_path, HAECHI_RECORDER_ROOM_MIB=str(MUCH)) as world:
        with (
            world.sipp("official", port=world.officials) as official,
            world.sipp("caller", "-s", w.FULL, "-d", "300") as caller,
            world.sipp("caller_gets_503", "-s", w.CAREFUL) as refused,
        ):
            for each in (refused, caller, official):
                each.done()
        until(lambda: len(world.records()) == 2, 5, world.log)
        found = {record.called: record for record in world.records()}
    assert found[w.FULL].outcome is Outcome.TALKED
    assert found[w.CAREFUL].outcome is Outcome.REFUSED
    assert all((record.notices, record.files) == ((), ()) for record in found.values())


def test_a_disk_that_fills_while_they_talk_keeps_what_there_is(tmp_path):
    """The media worker may write no further byte: to it the disk is full."""
    with (
        running(tmp_path) as world,
        Phone(world, w.FULL, w.hum(8, 500), world.officials, also=w.CAREFUL),
        Phone(world, "0101", w.hum(8, 250), w.free_port(), dials=w.FULL, seconds=4) as going_on,
        Phone(world, "0102", w.hum(8, 350), w.free_port(), dials=w.CAREFUL, seconds=8) as ended,
    ):
        until(lambda: world.status().get("recording") == 2, 10, world.log)
        time.sleep(1.6)
        assert world.process is not None
        for pid in children(world.process.pid):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        until(lambda: "session closed" in ended.log() or "terminated" in ended.log(), 5, ended.log)
        for pid in children(world.process.pid):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        going_on.gone(10)
        until(lambda: len(world.records()) == 2, 8, world.log)
        found = {record.called: record for record in world.records()}
        assert found[w.FULL].outcome is Outcome.TALKED, "by the caller's own end"
        assert found[w.CAREFUL].outcome is Outcome.INTERRUPTED
        assert found[w.FULL].ended_at > found[w.CAREFUL].ended_at
        for record, said in ((found[w.FULL], w.hum(8, 250)), (found[w.CAREFUL], w.hum(8, 350))):
            (file,) = record.files
            assert file.interrupted
            sound = heard(world, file, record.call)[Leg.CALLER]
            assert likeness(said, sound[w.RATE :][: w.RATE // 2]) >= 0.99


def test_floods_disturb_no_call_that_is_on_and_none_that_comes(tmp_path):
    """INVITEs from a peer gone wild, RTP of strangers at both ports of the call, junk at the port of SIP."""
    citizen, official = w.hum(9, 250), w.hum(9, 500)
    with (
        running(tmp_path) as world,
        Phone(world, w.FULL, official, world.officials) as answering,
        Phone(world, "0101", citizen, w.free_port(), dials=w.FULL, seconds=5) as calling,
    ):
        until(lambda: "incoming rtp" in answering.log(), 8, answering.log)
        ports = [port_of(phone) for phone in (calling, answering)]
        flood = threading.Thread(target=rage, args=(world, ports))
        flood.start()
        flood.join()
        calling.gone(12)
        status = world.status()
        until(lambda: any(r.outcome is Outcome.TALKED for r in world.records()), 8, world.log)
        (record,) = [r for r in world.records() if r.outcome is Outcome.TALKED]
        (file,) = record.files
        sound = heard(world, file, record.call)
        with world.sipp("caller_leaves", "-s", w.FULL) as after:
            after.done()
    assert status["faults"] == 0
    assert min(status["refused"][kind] for kind in ("flooded", "unreadable")) > 0
    assert [(leg.lost, leg.foreign > 0) for leg in file.counts] == [(0, True), (0, True)]
    for leg, said in ((Leg.CALLER, citizen), (Leg.OFFICIAL, official)):
        begun = int(np.argmax(np.abs(sound[leg][w.RATE :]) > 1000)) + w.RATE  # behind the notice
        # Short ones: a telephone on a busy machine stutters by itself.
        pieces = (sound[leg][begun + n * w.RATE // 5 :][: w.RATE // 5] for n in range(2, 12))
        assert max(likeness(said, piece) for piece in pieces) >= 0.99


def port_of(phone: Phone) -> int:
    """Where the recorder sends from and listens, to that telephone."""
    found = re.search(r"receiving from 127.0.0.1:(\d+)", phone.log())
    assert found, phone.log()
    return int(found[1])


def rage(world: World, ports: list[int]) -> None:
    invite = (Path(__file__).parent / "sipp" / "flood.txt").read_text().replace("\n", "\r\n")
    chance = np.random.default_rng(1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.9", 0))
        for number in range(INVITES):
            wire.sendto(invite.replace("[n]", str(number)).encode(), ("127.0.0.1", world.sip))
            wire.sendto(chance.bytes(60), ("127.0.0.1", world.sip))
            for _ in range(JUNK // INVITES):
                for port in ports:
                    wire.sendto(b"\x80\x08" + chance.bytes(170), ("127.0.0.1", port))
            time.sleep(0.0005)
