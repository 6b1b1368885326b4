"""What whoever reaches the SIP port can send: messages, descriptions, metadata (RFC 3261, 8866, 7865)."""

from haechi.telephony.calls.siprec.metadata import BadMetadata
from haechi.telephony.calls.siprec.metadata import parse as parse_metadata
from haechi.telephony.calls.siprec.multipart import parts_of
from haechi.telephony.sip import sdp
from haechi.telephony.sip.address import Malformed, parse_uri
from haechi.telephony.sip.message import BadRequest, Request, Unanswerable, parse
from haechi.telephony.sip.parties import caller_of, dialled, passed_on
from haechi.telephony.sip.replies import body_of, response_to

_HEAD = (
    b"INVITE sip:02120100@10.0.0.1;transport=UDP SIP/2.0\r\nVia: SIP/2.0/UDP h:5060;branch=z9hG4bK1;rport\r\n"
    b'f: "Kim \\"A\\"" <sip:010@h>;tag=a\r\nTo: <tel:02120100>\r\nCall-ID: c\r\nCSeq: 7 INVITE\r\n'
    b"P-Asserted-Identity: <tel:+82-10-1>, <sip:2@h>\r\nDiversion: <sip:3@h>;reason=busy\r\n"
)
_SDP = (
    b"v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8 97 101\r\n"
    b"a=rtpmap:97 G722/8000\r\na=rtpmap:101 telephone-event/8000\r\na=label:1\r\na=sendonly\r\n"
)
_METADATA = (
    b'<recording><session session_id="s"/><participant participant_id="p"><nameID aor="sip:1@h"/></participant>'
    b'<stream stream_id="t"><label>1</label></stream>'
    b'<participantstreamassoc participant_id="p"><send>t</send></participantstreamassoc></recording>'
)


def check_signalling(data: bytes) -> None:
    """Taken or refused; what is taken is the same when it is written again, and passes no line on."""
    try:
        message = parse(data)
    except BadRequest as bad:
        parse_again(bytes(response_to(bad.request, bad.code, bad.reason)))
        return
    except Unanswerable:
        check_bodies(data)
        return
    again = parse_again(bytes(message))
    assert again is None or again.headers.every("via") == message.headers.every("via")
    if isinstance(message, Request):
        for _, value in passed_on(message.headers):
            assert "\n" not in value
            assert "\r" not in value
        try:
            caller_of(message), dialled(message)
            assert "\n" not in str(parse_uri(message.uri))
            parts_of(body_of(message))
        except Malformed:
            return


def parse_again(written: bytes) -> Request | None:
    """Our own answer to a broken request may be broken as it was; it must not break us."""
    try:
        found = parse(written)
    except (BadRequest, Unanswerable):
        return None
    return found if isinstance(found, Request) else None


def check_bodies(data: bytes) -> None:
    for read in (sdp.parse, parse_metadata, lambda text: parse_uri(text.decode("latin-1"))):
        try:
            read(data)
        except (Malformed, BadMetadata):
            continue


def signals() -> list[bytes]:
    parts = (
        b"--b\r\nContent-Type: application/sdp\r\n\r\n" + _SDP
        + b"\r\n--b\r\nContent-Type: application/rs-metadata+xml\r\n\r\n" + _METADATA + b"\r\n--b--"
    )  # fmt: skip
    return [
        _HEAD + b"Content-Type: application/sdp\r\n\r\n" + _SDP,
        _HEAD + b"Content-Type: multipart/mixed;boundary=b\r\n\r\n" + parts,
        _HEAD.replace(b"INVITE", b"OPTIONS") + b"Content-Length: 0\r\n\r\n",
        b"SIP/2.0 200 OK\r\n" + _HEAD.split(b"\r\n", 1)[1] + b"\r\n", _SDP, _METADATA, b"sip:1@h;lr?a=b",
    ]  # fmt: skip
