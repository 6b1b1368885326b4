"""Two recorders behind the shipped configuration of Kamailio, with real calls (RC-11, RC-12)."""

import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.deployment.front import CITIZEN, Front, final, later, request

from haechi.recorder.tests import world as w
from haechi.recorder.tests.hearing import heard, likeness
from haechi.recorder.tests.phone import Phone
from haechi.recorder.tests.world import World, until
from haechi.telephony.records import CallRecord
from haechi.telephony.types import Leg, Mode, Outcome

pytestmark = pytest.mark.process

CITIZENS_VOICE, OFFICIALS_VOICE = w.hum(8, 250), w.hum(8, 500)
TLS_CALLER = "0215775700"
SESSION = """--cut\r
Content-Type: application/sdp\r
\r
v=0\r
o=SBC 1 1 IN IP4 127.0.0.1\r
s=-\r
c=IN IP4 127.0.0.1\r
t=0 0\r
m=audio 9 RTP/AVP 0\r
a=sendonly\r
a=label:1\r
m=audio 11 RTP/AVP 0\r
a=sendonly\r
a=label:2\r
\r
--cut\r
Content-Type: application/rs-metadata+xml\r
Content-Disposition: recording-session\r
\r
<recording xmlns="urn:ietf:params:xml:ns:recording:1"><datamode>complete</datamode>
<session session_id="1"/><!-- {padding} -->
<participant participant_id="p"><nameID aor="sip:01099990000@10.1.1.1"/></participant>
<participant participant_id="q"><nameID aor="sip:02120105@10.1.1.2"/></participant>
<stream stream_id="s" session_id="1"><label>1</label></stream>
<stream stream_id="t" session_id="1"><label>2</label></stream>
<participantstreamassoc participant_id="p"><send>s</send></participantstreamassoc>
<participantstreamassoc participant_id="q"><send>t</send></participantstreamassoc>
</recording>\r
--cut--\r
"""
RECORDING = (
    "Require: siprec",
    "Max-Forwards: 70",
    "Content-Type: multipart/mixed;boundary=cut",
)


@dataclass
class Office:
    front: Front
    nodes: tuple[World, World]

    def counts(self) -> list[int]:
        return [len(node.records()) for node in self.nodes]

    def wait_for(self, calls: int) -> None:
        until(lambda: sum(self.counts()) >= calls, 8, lambda: f"{self.counts()} {self.front.log()}")

    def records(self) -> list[CallRecord]:
        return [record for node in self.nodes for record in node.records()]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One telephone answers for all officials, by TLS."""
    folder = tmp_path_factory.mktemp("front")
    nodes = World(folder / "first"), World(folder / "second")
    front = Front(folder / "front", tuple(node.sip for node in nodes), w.free_port() + 1)
    front.write()
    for node in nodes:
        node.officials = front.port
        node.prepare()
    with ExitStack() as stack:
        stack.enter_context(
            Phone(
                nodes[0], w.FULL, OFFICIALS_VOICE, front.exchange - 1, seconds=60,
                settings=f"sip_certificate {front.certificate}\ncall_max_calls 20\n",
            )
        )  # fmt: skip
        for node in nodes:
            stack.callback(node.stop, signal.SIGKILL)
            node.start()
        stack.callback(front.stop)
        front.start()
        until(front.listens, 5, front.log)
        yield Office(front, nodes)


def test_calls_by_udp_tcp_and_tls_reach_both_recorders_and_are_heard(office: Office):
    front = office.front
    with (
        front.call("u1", w.FULL, "-m", "2", "-d", "1200") as by_udp,
        front.call("t1", w.FULL, "-m", "2", "-d", "1200") as by_tcp,
        Phone(
            office.nodes[0], TLS_CALLER, CITIZENS_VOICE, w.free_port(), dials=w.FULL, seconds=4,
            through=f"{front.tls_port};transport=tls", settings=f"sip_certificate {front.certificate}\n",
        ) as by_tls,
    ):  # fmt: skip
        by_udp.done()
        by_tcp.done()
        by_tls.gone(10)
    office.wait_for(5)
    assert min(office.counts()) >= 2
    assert {record.outcome for record in office.records()} == {Outcome.TALKED}
    ((node, record),) = (
        (node, each)
        for node in office.nodes
        for each in node.records()
        if each.caller == TLS_CALLER
    )
    stored = heard(node, record.files[0], record.call)
    assert likeness(CITIZENS_VOICE, middle(stored[Leg.CALLER])) >= 0.99
    assert likeness(OFFICIALS_VOICE, middle(stored[Leg.OFFICIAL])) >= 0.99


def middle(sound):
    """0.6 s in which both talk, however late the official answered and early the caller went."""
    return sound[len(sound) // 2 :][: round(0.6 * w.RATE)]


def test_a_recording_session_in_pieces_by_tls_is_one(office: Office):
    """20 kB: more than a TLS record, and than Kamailio reads unless told otherwise."""
    before, front = sum(office.counts()), office.front
    whole = request("INVITE", *RECORDING, body=SESSION.replace("{padding}", "padding " * 2500))
    context = ssl.create_default_context(cafile=front.folder / "tls/front.crt")
    with (
        socket.create_connection(("127.0.0.1", front.tls_port), 5) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as wire,
    ):
        for start in range(0, len(whole), 7000):
            wire.sendall(whole[start : start + 7000])
        answer = final(wire)
        assert answer.startswith("SIP/2.0 200"), answer
        wire.sendall(later(answer, "ACK", 1))
        wire.sendall(later(answer, "BYE", 2))
        assert final(wire).startswith("SIP/2.0 200")
    office.wait_for(before + 1)
    assert [record.caller for record in office.records() if record.mode is Mode.SIPREC]


def test_calls_go_on_by_the_other_recorder_when_one_is_killed(office: Office):
    before, front = office.counts(), office.front
    first, second = office.nodes
    with front.call("u1", w.FULL, "-m", "2", "-d", "2500", scenario="citizen_cut_off") as cut_off:
        until(lambda: all(node.status().get("recording") == 1 for node in office.nodes), 6)
        first.stop(signal.SIGKILL)
        with front.call("t1", w.FULL, "-m", "4", "-r", "10", "-d", "600") as more:
            more.done()
        cut_off.done()
    until(lambda: len(second.records()) == before[1] + 5, 8, front.log)
    assert all(record.files for record in second.records()[before[1] :])
    assert f"does not answer: sip:127.0.0.1:{first.sip}" in front.log()
    first.start()
    until(lambda: f"answers again: 127.0.0.1:{first.sip}" in front.log(), 8)
    assert first.newest(before[0]).outcome is Outcome.INTERRUPTED
    with front.call("u1", w.FULL, "-m", "2", "-d", "600") as again:
        again.done()
    until(lambda: len(first.records()) == before[0] + 2, 8)


def test_what_is_no_call_is_refused_and_strangers_hear_nothing(office: Office):
    front = office.front
    assert " 200 " in front.ask("OPTIONS")
    assert " 405 " in front.ask("MESSAGE")
    assert " 513 " in front.ask("INVITE", "Subject: " + "long" * 9000)
    assert " 483 " in front.ask("INVITE", "Max-Forwards: 0")
    assert " 482 " in front.ask("INVITE", "Haechi-Bypassed: 1")
    assert " 481 " in front.ask("BYE", to_tag=";tag=none")
    assert front.ask("OPTIONS", host="127.0.0.2") == ""


def test_without_any_recorder_calls_go_past_but_recording_sessions_are_refused(office: Office):
    before, front = office.counts(), office.front
    for node in office.nodes:
        node.stop(signal.SIGKILL)
    with front.call("u1", w.FULL, "-m", "1", "-d", "300") as past:
        past.done()
    assert "a call goes past them" in front.log()
    assert " 503 " in front.ask("INVITE", *RECORDING, body=SESSION)
    assert office.counts() == before


def test_numbers_of_parties_stand_in_no_line_of_the_log(office: Office):
    """RC-5, with what Kamailio itself says of messages that it cannot read."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        lines = request("INVITE").split(b"\r\n")
        for number in range(len(lines) - 2):
            for broken in (b"", lines[number][:20], lines[number].replace(b":", b"<")):
                message = b"\r\n".join([*lines[:number], broken, *lines[number + 1 :]])
                wire.sendto(message, ("127.0.0.1", office.front.port))
    assert " 405 " in office.front.ask("MESSAGE")
    log = office.front.log()
    assert "does not answer" in log
    assert not [number for number in (CITIZEN, w.FULL, w.SIPREC, TLS_CALLER) if number in log]


def test_where_nothing_is_bypassed_the_exchange_is_told_to_go_another_way(tmp_path: Path):
    front = Front(tmp_path / "front", (), w.free_port())
    front.write({"#!define BYPASS": "# none", '"100"': '"2"'})
    front.start()
    try:
        until(front.listens, 5, front.log)
        assert " 503 " in front.ask("OPTIONS")
        answers = [front.ask("INVITE") for _ in range(5)]
    finally:
        front.stop()
    assert all(" 503 " in answer and "Retry-After: " in answer for answer in answers)
    assert any("No recorder" in answer for answer in answers)
    assert any("Too many calls" in answer for answer in answers)
