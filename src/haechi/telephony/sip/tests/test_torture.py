"""Shapes of RFC 4475 at the open port, in words of our own: each is answered as it should be, or not at all."""

import asyncio
from collections.abc import Callable

import pytest

from haechi.telephony.sip.tests.test_endpoint import Box, trying, up

CALL = "SIP/2.0 100"  # it is a call like any other
SILENT = ""
BASE = {
    "line": "INVITE sip:02120100@127.0.0.1 SIP/2.0",
    "Via": "SIP/2.0/UDP 127.0.0.1:PORT;branch=z9hG4bKtorture;rport",
    "From": "<sip:010@127.0.0.1>;tag=a",
    "To": "<sip:02120100@127.0.0.1>",
    "Call-ID": "torture",
    "CSeq": "1 INVITE",
    "Contact": "<sip:010@127.0.0.1:PORT>",
    "Max-Forwards": "70",
}


def shape(body: str = "", more: str = "", **changed: str | None) -> str:
    """An INVITE with other headers; None leaves one out."""
    given: dict[str, str | None] = dict(BASE)
    given |= {name.replace("_", "-"): value for name, value in changed.items()}
    line = given.pop("line")
    rows = [f"{name}: {value}" for name, value in given.items() if value is not None]
    return "\n".join([f"{line}", *rows]) + f"\n{more}\n{body}"


def other(method: str, **changed: str | None) -> str:
    line = f"{method} sip:02120100@127.0.0.1 SIP/2.0"
    given: dict[str, str | None] = {"line": line, "CSeq": f"1 {method}"}
    return shape("", "", **(given | changed))


# by their names in RFC 4475, in its order
VALID = {
    "wsinv": shape(
        line="INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0",
        To="sip:vivekg@chair-dnrc.example.com ;   x    = y",
        From='"J Rosenberg \\\\\\""       <sip:jdrosen@example.com>\n  ;\n  tag = 98asjd8',
        Max_Forwards="0068",
        CSeq="0009\n  INVITE",
        Via="SIP  / 2.0\n /UDP\n    127.0.0.1;branch=z9hG4bKtorture ; rport",
        more='Subject:\nNewFangledHeader:   newfangled value\n continued newfangled value\n'
        'UnknownHeaderWithUnusualValue: ;;,,;;,;\nr: <sip:x@y>\n',
    ),
    "esc01": shape(line="INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0"),
    "lwsdisp": shape(From="caller<sip:caller@example.com>;tag=323"),
    "longreq": shape(
        From=f'"{"a long name " * 80}"<sip:{"a" * 3000}@{"b" * 60}.example>;tag={"t" * 900}',
        more="".join(f"Unknown-{'L' * 60}{n}: {'v' * 200}\n" for n in range(40)),
    ),
    "semiuri": shape(line="INVITE sip:user;par=u%40example.net@example.com SIP/2.0"),
    "transports": shape(
        more="".join(f"Via: SIP/2.0/{kind} t{n}.example;branch=z9hG4bK{n}\n"
                     for n, kind in enumerate(("SCTP", "TLS", "UNKNOWN", "TCP")))
    ),
    "baddate": shape(more="Date: Fri, 01 Jan 2010 16:00:00 EST\n"),
    "badbranch": shape(Via="SIP/2.0/UDP 127.0.0.1:PORT;branch=z9hG4bK;rport"),
    "inv2543": shape(Via="SIP/2.0/UDP 127.0.0.1:PORT;rport", Max_Forwards=None),
    "regaut01": shape(more="Authorization: NoOneKnowsThisScheme opaque-data=here\n"),
    "dblreq": shape(more="Content-Length: 0\n", body=shape(Call_ID="second")),
    "null in a number": shape(line="INVITE sip:null-%00-null@example.com SIP/2.0"),
}  # fmt: skip
ANSWERED = {
    "esc02": (other("RE%47IST%45R"), "SIP/2.0 405"),
    "intmeth": (other("!interesting-Method0123456789_*+`.%indeed'~"), "SIP/2.0 405"),
    "escnull, regbadct": (other("REGISTER"), "SIP/2.0 405"),
    "mpart01": (other("MESSAGE"), "SIP/2.0 405"),
    "badinv01": (shape(Via="SIP/2.0/UDP 127.0.0.1:PORT;;,;,,"), "SIP/2.0 400"),
    "clerr": (shape(more="Content-Length: 9999\n"), "SIP/2.0 400"),
    "ncl": (shape(more="Content-Length: -999\n"), "SIP/2.0 400"),
    "scalar02 CSeq": (shape(CSeq="36893488147419103232 INVITE"), "SIP/2.0 400"),
    "scalar02 hops": (shape(Max_Forwards="300"), "SIP/2.0 400"),
    "quotbal": (shape(To='"Mr. J. User <sip:j.user@example.com>'), "SIP/2.0 400"),
    "ltgtruri": (shape(line="INVITE <sip:user@example.com> SIP/2.0"), "SIP/2.0 400"),
    "lwsruri": (shape(line="INVITE sip:user@example.com; lr SIP/2.0"), "SIP/2.0 400"),
    "lwsstart": (shape(line="INVITE  sip:user@example.com  SIP/2.0"), "SIP/2.0 400"),
    "trws": (shape(line="INVITE sip:user@example.com SIP/2.0 "), "SIP/2.0 400"),
    "baddn": (shape(From="Bell, Alexander <sip:a.g.bell@example.com>;tag=43"), CALL),
    "badvers": (shape(line="INVITE sip:t.watson@example.org SIP/7.0"), "SIP/2.0 505"),
    "mismatch01": (shape(CSeq="1 OPTIONS"), "SIP/2.0 400"),
    "mismatch02": (other("NEWMETHOD", CSeq="1 INVITE"), "SIP/2.0 400"),
    "unkscm": (shape(line="INVITE nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0"), "SIP/2.0 416"),
    "novelsc": (shape(line="INVITE soap.beep://192.0.2.103:3002 SIP/2.0"), "SIP/2.0 416"),
    "bext01": (shape(more="Require: nothingSupportsThis, nothingSupportsThisEither\n"), "SIP/2.0 420"),
    "multi01": (shape(more="From: <sip:x@y>;tag=b\nMax-Forwards: 5\n"), "SIP/2.0 400"),
    "mcl01": (shape(more="Content-Length: 0\nContent-Length: 5\n", body="12345"), "SIP/2.0 400"),
    "zeromf": (shape(Max_Forwards="0"), "SIP/2.0 483"),
    "a response in the middle": (shape(To="SIP/2.0 200 OK"), "SIP/2.0 400"),
}  # fmt: skip
OK = "SIP/2.0 200 OK"
DROPPED = {
    "insuf": shape(Call_ID=None, From=None, To=None),
    "bcast": shape(line=OK, Via="SIP/2.0/UDP 255.255.255.255;branch=z9hG4bKforeign"),
    "scalarlg": shape(line="SIP/2.0 503 Service Unavailable", CSeq="9292394834772304023312 OPTIONS"),
    "bigcode": shape(line="SIP/2.0 4294967301 better not break the receiver"),
    "unreason": shape(line="SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять"),
    "noreason": shape(line="SIP/2.0 100 "),
    "no end": "INVITE sip:user@example.com SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1",
}  # fmt: skip


def answered(text: str, expected: str) -> Callable[[Box], object]:
    async def scenario(box: Box) -> None:
        box.say(text)
        if expected == SILENT:
            assert await box.silent()
        else:
            await box.hear(expected)
        await up(box)  # the next call is one like any other

    return scenario


@pytest.mark.parametrize("name", VALID)
def test_what_is_odd_but_valid_is_a_call(name: str):
    box = trying(answered(VALID[name], CALL))
    assert len(box.calls) == 2


@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_wrong_is_told_with_its_code(name: str):
    text, code = ANSWERED[name]
    box = trying(answered(text, code))
    assert len(box.calls) == (2 if code == CALL else 1)


@pytest.mark.parametrize("name", DROPPED)
def test_what_cannot_be_answered_is_not(name: str):
    assert len(trying(answered(DROPPED[name], SILENT)).calls) == 1


def test_cut_at_any_byte_a_request_begins_at_most_one_call():
    whole = shape(more="Content-Length: 0\n")

    async def scenario(box: Box) -> None:
        for length in range(0, len(whole), 7):
            box.say(whole[:length])
        await asyncio.sleep(0.05)
        assert box.calls == []
        await up(box)

    trying(scenario)
