"""Recording behind the relay: every packet, sealed at once, whole after any end (RC-1, RC-12, ALL-1)."""

import os
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import haechi
from haechi.telephony.container.errors import ContainerChanged
from haechi.telephony.container.format import RecordKind
from haechi.telephony.container.reader import ContainerReader, stream_in
from haechi.telephony.container.recovery import orphans
from haechi.telephony.container.tests.making import fresh_key
from haechi.telephony.media.codecs.sound import decoder, encoder
from haechi.telephony.media.port import (
    Address,
    EngineRefused,
    MediaLost,
    RecordingFailed,
    StoreFull,
)
from haechi.telephony.media.relay.tests.conftest import FACTS
from haechi.telephony.media.relay.tests.party import Party
from haechi.telephony.media.relay.tests.test_relay import frames, meet
from haechi.telephony.media.rtp import Packet, build, parse
from haechi.telephony.types import Codec, Leg

pytestmark = pytest.mark.process


def recorded(path, key):
    """Packets of each leg with their arrivals, and the reader."""
    with ContainerReader(path, key.key) as reader:
        records = list(reader.records())
    legs = {
        leg: [(each.arrival_ms, each.data) for each in records if each.leg is leg and not each.kind]
        for leg in Leg
    }
    return legs, reader, records


def data_of(records):
    return [data for _, data in records]


def test_both_legs_are_stored_packet_by_packet_and_the_end_is_marked(bench, tmp_path):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    path, key = bench.record(call, tmp_path)
    sent = {Leg.CALLER: caller.talk(frames(80, 1)), Leg.OFFICIAL: official.talk(frames(80, 2))}
    official.hear(80)
    caller.hear(80)
    container = bench.engine.stop_recording(call)
    assert (container.path, container.key, container.interrupted) == (path, key, False)
    legs, reader, _ = recorded(path, key)
    assert {leg: data_of(legs[leg]) for leg in Leg} == sent
    assert not reader.interrupted
    assert reader.counts == container.counts
    assert [each.received for each in reader.counts] == [81, 81]
    assert (reader.header.institution, reader.header.record) == (3, b"sealed record")
    assert reader.header.begun_ms == container.begun_ms
    assert reader.header.streams[0].payload_types == ((0, Codec.PCMU),)
    assert bench.engine.stop_recording(call) is None
    bench.engine.close(call)


def test_what_had_arrived_when_the_call_ended_is_stored(bench, tmp_path):
    """Also what the worker had no time to read: it is held while packets and the command arrive."""
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    path, key = bench.record(call, tmp_path)
    bench.engine.close(bench.call()[0])
    worker = bench.engine._workers[0].process.pid
    os.kill(worker, signal.SIGSTOP)
    try:
        sent = caller.talk(frames(100, 1), pause=0)
        with ThreadPoolExecutor(1) as pool:
            stopping = pool.submit(bench.engine.stop_recording, call)
            time.sleep(0.1)
            os.kill(worker, signal.SIGCONT)
            stopping.result()
    finally:
        os.kill(worker, signal.SIGCONT)
    assert data_of(recorded(path, key)[0][Leg.CALLER]) == sent


def test_nothing_before_the_start_and_nothing_after_the_stop_is_stored(bench, tmp_path):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    for seed in (1, 2):
        caller.talk(frames(10, 100 + seed))
        official.hear(10)
        folder = tmp_path / str(seed)
        folder.mkdir()
        path, key = bench.record(call, folder)
        sent = caller.talk(frames(10, seed))
        official.hear(10)
        bench.engine.stop_recording(call)
        caller.talk(frames(10, 200 + seed))
        official.hear(10)
        assert data_of(recorded(path, key)[0][Leg.CALLER]) == sent


@pytest.mark.parametrize("codec", list(Codec))
def test_the_sound_itself_is_in_the_container_at_its_time(bench, tmp_path, codec):
    """A sweep spoken by each party comes back with a correlation of 0.99 or more, on its own leg."""
    number = {Codec.PCMU: 0, Codec.PCMA: 8, Codec.G722: 9}[codec]
    call, caller, official = bench.call(types=((number, codec),))
    meet(bench, call, caller, official)
    path, key = bench.record(call, tmp_path)
    spoken = {}
    for leg, party, tone in ((Leg.CALLER, caller, 400), (Leg.OFFICIAL, official, 900)):
        at = np.arange(160 * 60) / 8000
        spoken[leg] = (9000 * np.sin(2 * np.pi * (tone + 300 * at) * at)).astype(np.int16)
        coded = encoder(codec)(spoken[leg])
        party.talk([coded[n : n + 160] for n in range(0, len(coded), 160)], number)
    time.sleep(0.01)
    bench.engine.stop_recording(call)
    for leg, packets in recorded(path, key)[0].items():
        decode = decoder(codec)
        sound = np.concatenate([decode(parse(data).payload) for data in data_of(packets)])
        ours, theirs = sound.astype(float), spoken[leg].astype(float)
        late = range(40) if codec is Codec.G722 else range(1)  # the delay of its filters
        assert max(np.corrcoef(ours[n : n + 8000], theirs[:8000])[0, 1] for n in late) >= 0.99


def test_a_call_that_is_only_recorded_is_stored_with_the_times_of_arrival(bench, tmp_path):
    """SIPREC: nothing goes on; arrivals are the kernel's though packets are fetched together."""
    call, caller, official = bench.call()
    path, key = bench.record(call, tmp_path)
    sent = caller.talk(frames(1, 99))
    bench.engine.close(bench.call()[0])  # the worker has found where the caller is
    for batch in range(3):
        sent += caller.talk(frames(20, batch), pause=0)
        sent_official = official.talk(frames(20, 50 + batch), pause=0)
        time.sleep(0.3)  # the silence whose length is to be found again
    assert official.hear(1, 0.05) == []
    bench.engine.stop_recording(call)
    legs, reader, _ = recorded(path, key)
    assert data_of(legs[Leg.CALLER]) == sent
    assert data_of(legs[Leg.OFFICIAL])[-20:] == sent_official
    arrivals = [ms for ms, _ in legs[Leg.CALLER]]
    assert arrivals == sorted(arrivals)
    for batch in range(2):
        assert arrivals[20 * batch + 21] - arrivals[20 * batch + 20] >= 290
    assert arrivals[-1] <= reader.milliseconds
    bench.engine.close(call)


def test_recorded_first_and_connected_then_loses_nothing_between(bench, tmp_path):
    call, caller, official = bench.call()
    path, key = bench.record(call, tmp_path)
    sent = caller.talk(frames(30, 1))
    bench.engine.connect(call)
    bench.engine.close(bench.call()[0])  # the worker has taken every command until here
    sent += caller.talk(frames(30, 2))
    assert len(official.hear(30)) == 30
    bench.engine.stop_recording(call)
    assert data_of(recorded(path, key)[0][Leg.CALLER]) == sent


def test_events_odd_lengths_and_unknown_payloads_are_stored_as_they_came(bench, tmp_path):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    path, key = bench.record(call, tmp_path)
    sent = []
    for payload_type, payload in (
        (101, b"\x05\x0a\x00\xa0"),
        (0, bytes(80)),
        (55, b"?" * 33),
        (0, b""),
    ):
        sent += caller.talk([payload], payload_type)
    caller.send(b"no rtp")
    sent += caller.talk([bytes(160)])
    official.hear(5)
    bench.engine.stop_recording(call)
    assert data_of(recorded(path, key)[0][Leg.CALLER]) == sent


def test_a_new_codec_in_the_middle_is_noted_where_it_begins(bench, tmp_path):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    path, key = bench.record(call, tmp_path)
    caller.talk(frames(5, 1))
    official.hear(5)
    bench.engine.point(call, Leg.CALLER, caller.remote(((8, Codec.PCMA),)))
    bench.engine.close(bench.call()[0])  # the worker has taken every command until here
    sent = caller.talk(frames(5, 2), 8)
    bench.engine.stop_recording(call)
    records = [each for each in recorded(path, key)[2] if each.leg is Leg.CALLER]
    kinds = [each.kind for each in records]
    assert kinds == [RecordKind.PACKET] * 5 + [RecordKind.STREAM] + [RecordKind.PACKET] * 5, kinds
    assert stream_in(records[5]).payload_types == ((8, Codec.PCMA),)
    assert [each.data for each in records[6:]] == sent


def test_loss_order_and_doubles_are_counted_as_they_came(bench, tmp_path):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    base = caller.sequence
    for number in (1, 2, 4, 3, 5, 5, 8, 9):  # 6 and 7 are lost
        caller.send(build(Packet(0, False, base + number, 160 * number, 1, bytes(160))))
    official.hear(8)
    counts = bench.engine.close(call)[0]
    assert (counts.received, counts.lost, counts.late, counts.duplicate) == (9, 2, 1, 1)


def test_a_killed_worker_loses_a_second_at_most_and_its_calls_are_told(own_bench, tmp_path):
    bench = own_bench()
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    path, key = bench.record(call, tmp_path)
    sent, times = [], []
    for seed in range(120):
        sent += caller.talk(frames(1, seed), pause=0.015)
        times.append(time.monotonic())
    worker = bench.engine._workers[0]
    killed = time.monotonic()
    os.kill(worker.process.pid, signal.SIGKILL)
    assert bench.event(MediaLost).call == call
    stored = data_of(recorded(path, key)[0][Leg.CALLER])
    assert stored == sent[: len(stored)]
    assert all(at > killed - 1.0 for at in times[len(stored) :])
    (orphan,) = orphans(tmp_path)
    assert orphan.file.interrupted
    container = bench.engine.stop_recording(call)
    assert (container.path, container.key, container.interrupted) == (path, key, True)
    assert bench.engine.close(call) == ()
    other = bench.call()  # by a worker that has taken the place
    meet(bench, *other)


def test_an_engine_that_ends_stores_what_had_come(own_bench, tmp_path):
    bench = own_bench()
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    path, key = bench.record(call, tmp_path)
    sent = caller.talk(frames(20, 1))
    official.hear(20)
    bench.engine.stop()
    legs, reader, _ = recorded(path, key)
    assert data_of(legs[Leg.CALLER]) == sent
    assert reader.interrupted


KILLED = """
import sys, time
from pathlib import Path
from haechi.telephony.container.tests.making import fresh_key
from haechi.telephony.media.port import Address
from haechi.telephony.media.relay.engine import EngineSettings, RelayEngine
from haechi.telephony.media.relay.tests.conftest import FACTS
from haechi.telephony.media.relay.tests.party import PCMU
from haechi.telephony.media.port import Remote
from haechi.telephony.types import Leg
engine = RelayEngine(EngineSettings("127.0.0.1", range(0), room=1, workers=1))
engine.start(print)
there = engine.open("c" * 32, tuple(Leg))
for leg, port in zip(Leg, sys.argv[2:]):
    engine.point("c" * 32, leg, Remote(Address("127.0.0.1", int(port)), PCMU))
engine.connect("c" * 32)
key = fresh_key()
engine.start_recording("c" * 32, Path(sys.argv[1]), key, FACTS)
print(there[Leg.CALLER].port, engine._workers[0].process.pid, key.key.hex(), flush=True)
time.sleep(60)
"""


def test_a_killed_recorder_leaves_every_packet_that_its_workers_had(tmp_path):
    caller, official = Party(1), Party(2)
    ports = [str(party.rtp.getsockname()[1]) for party in (caller, official)]
    path, source = tmp_path / "a-1.hrc", Path(haechi.__file__).parents[1]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, path, *ports],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(source)},
    ) as recorder:
        port, worker, key = recorder.stdout.readline().split()
        caller.there = Address("127.0.0.1", int(port))
        sent = caller.talk(frames(60, 1))
        assert len(official.hear(60)) == 60
        recorder.kill()
    until = time.monotonic() + 10
    while Path(f"/proc/{worker}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(f"/proc/{worker}").exists()
    with ContainerReader(path, bytes.fromhex(key)) as reader:
        assert [each.data for each in reader.records()] == sent
        assert reader.interrupted
    caller.close()
    official.close()


def test_hundreds_of_calls_one_after_the_other_leave_nothing_behind(own_bench, tmp_path):
    """Sockets, files and memory of a worker after calls are what they were before."""
    bench = own_bench()
    process = Path("/proc") / str(bench.engine._workers[0].process.pid)

    def calls(count):
        for _ in range(count):
            call, caller, official = bench.call()
            bench.engine.connect(call)
            path, _ = bench.record(call, tmp_path)
            for party in (caller, official):
                for data in [party.packet(bytes(160)) for _ in range(20)]:
                    party.send(data)
            bench.engine.stop_recording(call)
            bench.engine.close(call)
            caller.close()
            official.close()
            path.unlink()
        pages = int((process / "statm").read_text().split()[1])
        return pages * 4096, len(list((process / "fd").iterdir()))

    before, open_before = calls(60)
    after, open_after = calls(240)
    assert open_after == open_before
    assert after - before < 2_000_000  # 8 kB a call would be a leak


def test_a_worker_that_always_dies_is_not_started_for_ever(own_bench):
    bench = own_bench()
    for _ in range(20):
        workers = bench.engine._workers
        if not workers:
            break
        os.kill(workers[0].process.pid, signal.SIGKILL)
        workers[0]._thread.join(10)
    with pytest.raises(EngineRefused):
        bench.call()


def test_no_room_is_said_before_anything_is_claimed(own_bench, tmp_path):
    bench = own_bench()
    call, *_ = bench.call()
    bench.engine._settings = type(bench.engine._settings)("127.0.0.1", range(0), room=1 << 60)
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(StoreFull):
            bench.engine.start_recording(call, folder / "a.hrc", fresh_key(), FACTS)
    assert not list(tmp_path.iterdir())


def test_a_disk_that_fills_in_the_call_is_told_and_the_call_goes_on(own_bench, tmp_path):
    bench = own_bench()
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    path, key = bench.record(call, tmp_path)
    limit = path.stat().st_size + 20_000
    resource.prlimit(bench.engine._workers[0].process.pid, resource.RLIMIT_FSIZE, (limit, limit))
    sent = caller.talk(frames(200, 1))  # as many as wait for a listener
    assert bench.event(RecordingFailed).call == call
    assert [data for data, _ in official.hear(200)] == sent
    container = bench.engine.stop_recording(call)
    assert container.interrupted
    stored = data_of(recorded(path, key)[0][Leg.CALLER])
    assert stored == sent[: len(stored)]


def test_no_key_is_in_arguments_environment_or_any_other_file(own_bench, tmp_path):
    bench = own_bench()
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    path, key = bench.record(call, tmp_path)
    caller.talk([b"spoken in confidence" * 8] * 20)
    official.hear(20)
    bench.engine.stop_recording(call)
    process = Path("/proc") / str(bench.engine._workers[0].process.pid)
    for name in ("cmdline", "environ"):
        content = (process / name).read_bytes()
        assert key.key.hex().encode() not in content
        assert bytes(key.key) not in content
    assert b"spoken in confidence" not in path.read_bytes()
    held = {os.readlink(each) for each in (process / "fd").iterdir()}
    assert not [each for each in held if each.startswith(str(tmp_path))]


def test_load_is_what_is_going_on(own_bench, tmp_path):
    bench = own_bench()
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    bench.record(call, tmp_path)
    caller.talk(frames(50, 1))
    until = time.monotonic() + 8
    while bench.engine.load().packets < 52 and time.monotonic() < until:
        time.sleep(0.05)
    load = bench.engine.load()
    assert (load.calls, load.recording, load.packets, load.lost) == (1, 1, 52, 0)
    assert 0 <= load.workers[0] < 2


def test_a_wrong_key_reads_none_of_it(bench, tmp_path):
    call, caller, official = bench.call()
    meet(bench, call, caller, official)
    path, _ = bench.record(call, tmp_path)
    caller.talk(frames(5, 1))
    official.hear(5)
    bench.engine.stop_recording(call)
    with pytest.raises(ContainerChanged):
        recorded(path, fresh_key())
