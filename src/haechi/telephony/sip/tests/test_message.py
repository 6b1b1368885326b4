"""What strangers send: parsed, refused or dropped, and never a fault of ours (RFC 3261, RFC 4475; RC-12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.telephony.sip import sdp
from haechi.telephony.sip.address import (
    Malformed,
    NameAddress,
    Uri,
    parse_name_address,
    parse_uri,
    parse_via,
)
from haechi.telephony.sip.message import BadRequest, Request, Unanswerable, parse

INVITE = (
    "INVITE sip:02120100@10.0.0.1;transport=UDP SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK1;rport\r\n"
    'From: "Kim \\"A\\"" <sip:010@10.0.0.2>;tag=a\r\n'
    "To: <sip:02120100@10.0.0.1>\r\n"
    "Call-ID: c@x\r\n"
    "CSeq: 7 INVITE\r\n"
    "Max-Forwards: 70\r\n"
    "{extra}"
    "Content-Length: {length}\r\n\r\n{body}"
)


def invite(extra: str = "", body: str = "", length: object = None, **swapped: str) -> bytes:
    text = INVITE.format(extra=extra, body=body, length=len(body) if length is None else length)
    for old, new in swapped.items():
        text = text.replace(old, new)
    return text.encode("utf-8", "surrogateescape")


def test_a_message_comes_back_as_it_was_written():
    request = parse(invite(body="v=0\r\n"))
    assert isinstance(request, Request)
    again = parse(bytes(request))
    assert isinstance(again, Request)
    assert (again.method, again.uri, again.body) == (request.method, request.uri, b"v=0\r\n")
    assert again.headers.first("call-id") == "c@x"


def test_short_names_folded_lines_and_lists_are_read():
    """RFC 4475, 3.1.1.1 (wsinv)."""
    text = (
        "INVITE sip:1@h SIP/2.0\r\nv:  SIP  /\t2.0/ UDP 1.2.3.4 ; branch=z9hG4bKa, SIP/2.0/UDP h;branch=b\r\n"
        "f : sip:caller@h;\r\n tag = 98asjd8\r\nTO :\r\n sip:1@h\r\ni: x\r\nCSeq: 0009\r\n  INVITE\r\n"
        "m:\"Quoted, string \\\"\\\"\" <sip:j@h> ; newparam = newvalue ; q = 0.33\r\n\r\n"
    )  # fmt: skip
    request = parse(text.encode())
    assert isinstance(request, Request)
    assert len(request.headers.every("via")) == 2
    assert parse_via(request.headers.needed("via")).branch == "z9hG4bKa"
    assert parse_name_address(request.headers.needed("from")).tag == "98asjd8"
    contact = parse_name_address(request.headers.needed("contact"))
    assert contact.display == 'Quoted, string ""'


REFUSED = {
    "longer than it is": invite(length=999),
    "negative length": invite(length="-999"),
    "two lengths": invite(extra="Content-Length: 5\r\n"),
    "two From": invite(extra="From: <sip:x@y>;tag=b\r\n"),
    "another version": invite(**{"SIP/2.0\r\nVia": "SIP/7.0\r\nVia"}),
    "CSeq of another method": invite(**{"7 INVITE": "7 OPTIONS"}),
    "CSeq too large": invite(**{"7 INVITE": "36893488147419103232 INVITE"}),
    "Request-URI in brackets": invite(**{"sip:02120100@10.0.0.1;transport=UDP": "<sip:x@y>"}),
    "spaces in the Request-URI": invite(**{"sip:02120100@10.0.0.1;transport=UDP": "sip:x@y; lr"}),
    "a header without a colon": invite(extra="no header at all\r\n"),
    "a line feed within a header": invite(extra="X: a\nP-Asserted-Identity: <sip:1@h>\r\n"),
    "an empty Via": invite(extra="Via: \r\n"),
    "too many headers": invite(extra="X: y\r\n" * 300),
}


@pytest.mark.parametrize("shape", REFUSED)
def test_broken_requests_are_refused_and_can_be_answered(shape: str):
    with pytest.raises(BadRequest) as refused:
        parse(REFUSED[shape])
    assert refused.value.code == (505 if shape == "another version" else 400)
    assert refused.value.request.headers.first("call-id") == "c@x"


@pytest.mark.parametrize(
    "data",
    [b"", b"\r\n\r\n", b"x", invite()[:60], invite(**{"Call-ID: c@x\r\n": ""}), b"SIP/2.0 4294967301 x\r\n\r\n",
     b"SIP/2.0 200\r\n\r\n", b"\xff" * 200 + b"\r\n\r\n", invite(**{"INVITE sip:": "INV\x00ITE sip:"})],
)  # fmt: skip
def test_what_is_no_sip_is_dropped(data: bytes):
    with pytest.raises((Unanswerable, BadRequest)):
        parse(data)


@given(st.binary(max_size=400))
def test_noise_never_breaks_the_parser(noise: bytes):
    for data in (
        noise,
        invite() + noise,
        invite(extra=noise.decode("latin-1").replace("\r\n", "")),
    ):
        try:
            parse(data)
        except (Unanswerable, BadRequest):
            continue


@given(st.text(max_size=80))
def test_noise_never_breaks_an_address(text: str):
    for read in (parse_uri, parse_name_address, parse_via):
        for one in (text, f"sip:{text}", f"<sip:{text}>", f"SIP/2.0/UDP {text}"):
            try:
                str(read(one))
            except Malformed:
                continue


USERS = st.text("0123456789+abcXYZ*#", min_size=1, max_size=12)


@given(
    USERS,
    st.sampled_from(["10.0.0.1", "[2001:db8::1]", "pbx.example"]),
    st.none() | st.integers(1, 65535),
)
def test_addresses_come_back_as_they_were_written(user: str, host: str, port: int | None):
    whole = NameAddress(Uri("sip", user, host, port), 'Kim "A" \\ B', (("tag", "x"),))
    assert parse_name_address(str(whole)) == whole


@pytest.mark.parametrize(
    ("written", "number"),
    [("tel:+82-2-120-1234", "+8221201234"), ("sip:+82.2.120(1234);npdi@h;user=phone", "+8221201234"),
     ("sip:%2B82212@h", "+82212"), ("sip:1000:secret@h", "1000"), ("sips:a@h", "a")],
)  # fmt: skip
def test_numbers_are_read_from_every_kind_of_address(written: str, number: str):
    assert parse_uri(written).number == number


@pytest.mark.parametrize(
    "scheme", ["http://x", "nobodyKnowsThisScheme:opaquecontent", "soap.beep://h"]
)
def test_an_unknown_scheme_is_416(scheme: str):
    with pytest.raises(Malformed) as refused:
        parse_uri(scheme)
    assert refused.value.code == 416


SDP = (
    "v=0\r\no=- 1 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP {formats}\r\n{more}"
)


def described(
    formats: str = "0 8 101", more: str = "a=rtpmap:101 telephone-event/8000\r\n"
) -> sdp.Description:
    return sdp.parse(SDP.format(formats=formats, more=more).encode())


def test_only_what_can_be_kept_is_taken_from_an_offer():
    more = (
        "a=rtpmap:101 telephone-event/8000\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:97 G722/8000\r\n"
    )
    stream = described("96 18 97 0 101", more).audio()
    assert stream is not None
    assert stream.codecs == ((97, "G722"), (0, "PCMU"))
    assert stream.events == 101
    assert described("18 96", more).audio() is None


@pytest.mark.parametrize("direction", ["sendonly", "recvonly", "inactive", "sendrecv"])
def test_directions_are_mirrored(direction: str):
    stream = described(more=f"a={direction}\r\n").audio()
    assert stream is not None
    assert (stream.remote().sends, stream.remote().hears) == {
        "sendonly": (True, False),
        "recvonly": (False, True),
        "inactive": (False, False),
        "sendrecv": (True, True),
    }[direction]
    assert sdp.mirrored(sdp.mirrored(direction)) == direction


def test_an_address_of_zeros_is_a_hold():
    content = SDP.format(formats="8", more="").replace("c=IN IP4 10.0.0.2", "c=IN IP4 0.0.0.0")
    stream = sdp.parse(content.encode()).audio()
    assert stream is not None
    assert stream.remote().address is None


@pytest.mark.parametrize(
    "content",
    ["", "x", "v=0\r\nm=audio", "v=0\r\nm=audio 99999999 RTP/AVP 0", "v=0\r\nm=audio 4000 RTP/AVP 999",
     "v=0\r\nm=audio 4000 RTP/AVP 0", "v=0\r\nc=IN IP4\r\n", "v=0\r\nc=ATM NSAP x y\r\n",
     "v=0\r\nm=audio 1 RTP/AVP 0\r\n" * 40],
)  # fmt: skip
def test_a_broken_description_is_488(content: str):
    with pytest.raises(Malformed) as refused:
        sdp.parse(content.encode())
    assert refused.value.code == 488


@given(st.binary(max_size=300))
def test_noise_never_breaks_a_description(noise: bytes):
    for content in (noise, SDP.format(formats="0", more="").encode() + noise):
        try:
            sdp.parse(content)
        except Malformed:
            continue
