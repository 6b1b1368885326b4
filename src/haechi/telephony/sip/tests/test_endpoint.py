"""Guards of the one open port: strangers, floods, loops, forged ends, repetitions (RC-12)."""

import asyncio
import re
import socket
from collections.abc import Callable

import pytest

from haechi.telephony.sip.address import NameAddress, Uri
from haechi.telephony.sip.endpoint import Endpoint, Incoming
from haechi.telephony.sip.events import Ended, Informed, LegEvent
from haechi.telephony.sip.gate import Buckets, Flood
from haechi.telephony.sip.keypad import Keypad
from haechi.telephony.sip.leg import CallLeg
from haechi.telephony.sip.timers import Timers
from haechi.telephony.types import PhoneNumber

QUICK = Timers(t1=0.02, t2=0.08, t4=0.05)


class Box:
    """An endpoint on a free port, and a wire from which to talk to it."""

    def __init__(self, flood: Flood | None = None) -> None:
        self.endpoint = Endpoint(("127.0.0.1", 0), timers=QUICK, flood=flood)
        self.calls: list[Incoming] = []
        self.told: list[LegEvent] = []
        self.endpoint.on_call = self.begun
        self.wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.wire.bind(("127.0.0.1", 0))
        self.wire.setblocking(False)

    def begun(self, incoming: Incoming) -> None:
        self.calls.append(incoming)
        incoming.leg.listener = lambda _leg, event: self.told.append(event)

    def say(self, text: str, wire: socket.socket | None = None) -> None:
        port = self.wire.getsockname()[1]
        data = text.replace("\n", "\r\n").replace("PORT", str(port)).encode()
        (wire or self.wire).sendto(data, ("127.0.0.1", self.endpoint.near[1]))

    async def hear(self, start: str = "SIP/2.0 [2-6]") -> str:
        """The next message that begins so."""
        loop = asyncio.get_running_loop()
        while True:
            data = (await asyncio.wait_for(loop.sock_recv(self.wire, 65535), 3)).decode()
            if re.match(start, data):
                return data

    async def silent(self) -> bool:
        await asyncio.sleep(0.1)
        try:
            self.wire.recv(65535)
        except BlockingIOError:
            return True
        return False


REQUEST = """{method} sip:02120100@127.0.0.1 SIP/2.0
Via: SIP/2.0/UDP 127.0.0.1:PORT;branch=z9hG4bK{branch}
From: <sip:010@127.0.0.1>;tag={tag}
To: <sip:02120100@127.0.0.1>{to}
Call-ID: {call}
CSeq: {cseq} {method}
Contact: <sip:010@{contact};transport=UDP>
Max-Forwards: {hops}
{extra}Content-Length: 0

"""


def request(method: str = "INVITE", **given: object) -> str:
    values = {"branch": f"{method}1", "tag": "a", "to": "", "call": "c1", "cseq": 1, "hops": 70, "extra": "",
              "contact": "127.0.0.1:PORT"}  # fmt: skip
    return REQUEST.format(method=method, **(values | given))


def trying(scenario: Callable[[Box], object], flood: Flood | None = None) -> Box:
    async def whole() -> Box:
        box = Box(flood)
        await box.endpoint.listen("127.0.0.1", 0)
        box.endpoint.admit(["127.0.0.0/8"])
        await scenario(box)  # type: ignore[misc]
        box.endpoint.close()
        return box

    return asyncio.run(whole())


async def up(box: Box) -> str:
    """A call that is answered; returns `;tag=…` of ours."""
    box.say(request())
    await box.hear("SIP/2.0 100")
    box.calls[-1].leg.answer(b"v=0")
    answer = await box.hear("SIP/2.0 200")
    tag = re.search(r"\r\nTo: [^\r]*(;tag=\w+)", answer)
    assert tag
    box.say(request("ACK", branch="ACK", to=tag[1]))
    await asyncio.sleep(0.05)
    return tag[1]


def test_to_a_stranger_the_port_is_silent():
    async def scenario(box: Box) -> None:
        box.endpoint.admit(["192.0.2.0/24"])
        box.say(request())
        assert await box.silent()

    box = trying(scenario)
    assert box.endpoint.counts["strangers"] == 1
    assert box.calls == []


def test_a_contact_with_transport_in_capitals_is_a_call_like_any_other():
    async def scenario(box: Box) -> None:
        tag = await up(box)
        box.say(request("BYE", cseq=2, to=tag))
        assert "200" in await box.hear()

    assert trying(scenario).told[-1] == Ended(cancelled=False)


@pytest.mark.parametrize("forged", [{"tag": "other"}, {"call": "other"}, {"to": ";tag=guessed"}])
def test_a_forged_bye_ends_nothing(forged: dict[str, str]):
    async def scenario(box: Box) -> None:
        tag = await up(box)
        box.say(request("BYE", cseq=2, **({"to": tag} | forged)))
        assert "481" in await box.hear()
        assert box.endpoint.legs == 1

    assert not any(isinstance(event, Ended) for event in trying(scenario).told)


def test_a_bye_with_the_right_tags_from_another_host_ends_nothing():
    async def scenario(box: Box) -> None:
        tag = await up(box)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.2", 0))
            box.say(request("BYE", cseq=2, to=tag), other)
            await asyncio.sleep(0.1)
        assert box.endpoint.legs == 1

    assert trying(scenario).endpoint.counts["foreign"] == 1


def test_a_request_that_comes_again_is_answered_again_and_happens_once():
    async def scenario(box: Box) -> None:
        tag = await up(box)
        for _ in range(3):
            box.say(request("INFO", cseq=2, to=tag, extra="Content-Type: application/dtmf\n"))
            assert "200" in await box.hear()

    box = trying(scenario)
    assert sum(isinstance(event, Informed) for event in box.told) == 1


def test_a_session_timer_is_kept_and_its_refresh_disturbs_nobody():
    timer = "Supported: timer\nSession-Expires: 1800\n"

    async def scenario(box: Box) -> None:
        box.say(request(extra=timer))
        await box.hear("SIP/2.0 100")
        box.calls[-1].leg.answer(b"v=0")
        answer = await box.hear("SIP/2.0 200")
        assert "Session-Expires: 1800;refresher=uac" in answer
        tag = re.search(r"\r\nTo: [^\r]*(;tag=\w+)", answer)
        assert tag
        box.say(request("ACK", branch="ACK", to=tag[1]))
        box.say(request("UPDATE", cseq=2, to=tag[1], extra=timer))
        refreshed = await box.hear("SIP/2.0 200[^$]*UPDATE")
        assert "Content-Length: 0" in refreshed

    assert [type(event).__name__ for event in trying(scenario).told] == ["Confirmed"]


def test_an_old_request_out_of_order_is_refused():
    async def scenario(box: Box) -> None:
        tag = await up(box)
        box.say(request("INFO", cseq=5, to=tag))
        await box.hear()
        box.say(request("INFO", cseq=4, to=tag, branch="late"))
        assert "500" in await box.hear()

    trying(scenario)


def test_our_answer_is_repeated_until_the_ack_and_then_the_call_is_ended():
    async def scenario(box: Box) -> None:
        box.say(request())
        await box.hear("SIP/2.0 100")
        box.calls[0].leg.answer(b"v=0")
        first, second = await box.hear("SIP/2.0 200"), await box.hear("SIP/2.0 200")
        assert first == second
        assert "BYE" in await box.hear("BYE")

    assert trying(scenario).told == [Ended(cancelled=False)]


def test_the_same_call_by_two_ways_is_merged():
    async def scenario(box: Box) -> None:
        box.say(request(branch="one"))
        await box.hear("SIP/2.0 100")
        box.say(request(branch="two"))
        assert "482" in await box.hear()

    assert len(trying(scenario).calls) == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [({"hops": 0}, "483"), ({"extra": "Require: nothingSupportsThis\n"}, "420"), ({"method": "PUBLISH"}, "405"),
     ({"method": "CANCEL"}, "481"), ({"hops": "x"}, "400"), ({"contact": "a b"}, "400")],
)  # fmt: skip
def test_what_we_do_not_do_is_said(given: dict[str, object], code: str):
    async def scenario(box: Box) -> None:
        box.say(request(**given))  # type: ignore[arg-type]
        assert code in (await box.hear()).split("\r\n")[0]

    assert trying(scenario).calls == []


def test_an_escaped_line_break_in_the_number_never_becomes_one_of_ours():
    async def scenario(box: Box) -> None:
        box.say(
            request().replace("sip:02120100@127.0.0.1 SIP", "sip:1%0D%0AX-Evil:y@127.0.0.1 SIP", 1)
        )
        await box.hear("SIP/2.0 100")
        box.calls[-1].leg.answer(b"v=0")
        answer = await box.hear("SIP/2.0 200")
        assert "X-Evil" in answer
        assert "\r\nX-Evil" not in answer

    trying(scenario)


def test_a_flood_of_invites_is_refused_without_being_remembered():
    async def scenario(box: Box) -> None:
        for number in range(30):
            box.say(request(call=f"c{number}", branch=f"b{number}", tag=f"t{number}"))
        answers = [(await box.hear()).split("\r\n")[0] for _ in range(25)]
        assert set(answers) == {"SIP/2.0 503 Too many calls"}

    box = trying(scenario, Flood(each_second=0.001, at_once=5))
    assert (len(box.calls), box.endpoint.counts["flooded"]) == (5, 25)


def test_a_sender_may_begin_again_when_time_has_passed():
    now = [0.0]
    buckets = Buckets(Flood(each_second=1, at_once=2), clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    assert buckets.take("b")
    now[0] = 1.0
    assert [buckets.take("a") for _ in range(2)] == [True, False]


def test_options_say_whether_there_is_room():
    async def scenario(box: Box) -> None:
        box.say(request("OPTIONS"))
        assert "200" in await box.hear()
        box.endpoint.able = lambda: False
        box.say(request("OPTIONS", branch="again"))
        assert "503" in await box.hear()
        box.say(request())
        assert "503" in await box.hear()

    assert trying(scenario).calls == []


def test_a_fault_of_ours_answers_500_and_logs_no_number(caplog: pytest.LogCaptureFixture):
    async def scenario(box: Box) -> None:
        def broken(incoming: Incoming) -> None:
            raise RuntimeError(incoming.request.headers.needed("from"))

        box.endpoint.on_call = broken
        box.say(request())
        assert (await box.hear()).startswith(("SIP/2.0 480", "SIP/2.0 500"))

    trying(scenario)
    assert "RuntimeError" in caplog.text
    assert "010@" not in caplog.text


def outgoing(box: Box) -> CallLeg:
    port = box.wire.getsockname()[1]
    caller = NameAddress(Uri("sip", "010", "127.0.0.1"))
    leg = box.endpoint.outgoing(PhoneNumber("100"), ("127.0.0.1", port), caller)
    leg.listener = lambda _leg, event: box.told.append(event)
    leg.invite(b"v=0", hops=70)
    return leg


def reply(invite: str, line: str, tag: str = "o") -> str:
    kept = [
        row for row in invite.split("\r\n") if row.startswith(("Via", "From", "Call-ID", "CSeq"))
    ]
    [to] = [row for row in invite.split("\r\n") if row.startswith("To")]
    rows = [
        line,
        *kept,
        f"{to};tag={tag}",
        "Contact: <sip:100@127.0.0.1:PORT>",
        "Content-Length: 0",
        "",
        "",
    ]
    return "\n".join(rows)


def test_an_answer_that_crosses_our_cancel_is_ended():
    async def scenario(box: Box) -> None:
        leg = outgoing(box)
        invite = await box.hear("INVITE")
        box.say(reply(invite, "SIP/2.0 180 Ringing"))
        await asyncio.sleep(0.05)
        leg.hang_up()
        await box.hear("CANCEL")
        box.say(reply(invite, "SIP/2.0 200 OK"))
        await box.hear("ACK")
        await box.hear("BYE")

    assert trying(scenario).endpoint.legs == 0


def test_the_second_telephone_that_answers_is_released():
    async def scenario(box: Box) -> None:
        outgoing(box)
        invite = await box.hear("INVITE")
        box.say(reply(invite, "SIP/2.0 200 OK"))
        await box.hear("ACK")
        box.say(reply(invite, "SIP/2.0 200 OK", tag="second"))
        assert "tag=second" in await box.hear("ACK")
        assert "tag=second" in await box.hear("BYE")
        assert box.endpoint.legs == 1

    trying(scenario)


def test_an_invite_that_nobody_answers_is_repeated_and_given_up():
    async def scenario(box: Box) -> None:
        outgoing(box)
        first, second = await box.hear("INVITE"), await box.hear("INVITE")
        assert first == second
        await asyncio.sleep(QUICK.patience)

    box = trying(scenario)
    assert [type(event).__name__ for event in box.told] == ["Refused"]
    assert box.endpoint.legs == 0


def test_star_and_number_belong_together_for_three_seconds():
    now = [0.0]
    keypad = Keypad(clock=lambda: now[0])
    assert [keypad.pressed(digit) for digit in "1*1*2*3**2"] == [
        None, None, "*1", None, "*2", None, None, None, None, "*2",
    ]  # fmt: skip
    keypad.pressed("*")
    now[0] = 4.0
    assert keypad.pressed("1") is None
