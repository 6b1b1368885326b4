"""Metadata and multipart bodies of strangers (RFC 7865, RFC 2046; RC-12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.telephony.calls.siprec.metadata import BadMetadata, parse
from haechi.telephony.calls.siprec.multipart import parts_of
from haechi.telephony.sip.address import Malformed
from haechi.telephony.sip.events import Body

WHOLE = """<recording xmlns="urn:ietf:params:xml:ns:recording:1"><datamode>complete</datamode>
<session session_id="s1"/>
<participant participant_id="p1"><nameID aor="sip:01099990000@x"/></participant>
<participant participant_id="p2"><nameID aor="tel:+82-2-120-1001"/></participant>
<stream stream_id="t1" session_id="s1"><label>1</label></stream>
<stream stream_id="t2" session_id="s1"><label>2</label></stream>
<participantstreamassoc participant_id="p1"><send>t1</send></participantstreamassoc>
<participantstreamassoc participant_id="p2"><send>t2</send></participantstreamassoc></recording>"""


def test_labels_lead_to_parties():
    metadata = parse(WHOLE.encode())
    first, second = metadata.speaker("1"), metadata.speaker("2")
    assert first is not None
    assert second is not None
    assert (first.numbers, second.numbers) == (("01099990000",), ("+8221201001",))
    assert metadata.speaker("3") is None


def test_a_partial_update_changes_what_it_names_and_nothing_else():
    update = """<recording><datamode>partial</datamode>
    <participant participant_id="p2"><nameID aor="sip:02120109@x"/></participant>
    <stream stream_id="t3"><label>3</label></stream>
    <participantstreamassoc participant_id="p1"><send>t3</send></participantstreamassoc></recording>"""
    merged = parse(WHOLE.encode()).merged(parse(update.encode()))
    assert merged.participants["p2"].numbers == ("02120109",)
    assert merged.participants["p2"].sends == ("t2",)
    assert merged.participants["p1"].numbers == ("01099990000",)
    speaker = merged.speaker("3")
    assert speaker is not None
    assert speaker.id == "p1"
    assert merged.sessions == ("s1",)


def test_a_complete_one_replaces_all():
    other = parse(WHOLE.replace("p1", "p9").encode())
    assert set(parse(WHOLE.encode()).merged(other).participants) == {"p9", "p2"}


def test_two_boxes_tell_one_session_by_its_participants_and_not_by_their_order():
    swapped = WHOLE.replace("01099990000@x", "TMP").replace(
        "tel:+82-2-120-1001", "sip:01099990000@y"
    )
    swapped = swapped.replace("sip:TMP", "tel:+82-2-120-1001")
    assert parse(WHOLE.encode()).session() == parse(swapped.encode()).session()
    assert (
        parse(WHOLE.encode()).session() != parse(WHOLE.replace('"s1"', '"s2"').encode()).session()
    )


@pytest.mark.parametrize(
    "hostile",
    ["<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><recording>&x;</recording>",
     "<!DOCTYPE r [<!ENTITY a 'aaaa'>]><recording>&a;</recording>",
     "<recording><datamode>complete", "<html/>", "", "\x00", "<recording>&undefined;</recording>",
     "<recording>" + "<session>" * 300 + "</session>" * 300 + "</recording>",
     "<recording>" + " " * 300_000 + "</recording>"],
)  # fmt: skip
def test_hostile_xml_is_refused_and_reads_nothing(hostile: str):
    with pytest.raises(BadMetadata):
        parse(hostile.encode())


@given(st.binary(max_size=300))
def test_noise_never_breaks_the_reader(noise: bytes):
    for content in (noise, WHOLE.encode()[: len(noise) * 3] + noise):
        try:
            parse(content)
        except BadMetadata:
            continue


def body(text: str, kind: str = "multipart/mixed;boundary=b") -> Body:
    return Body(kind, text.replace("\n", "\r\n").encode())


def test_parts_are_found_by_kind_whatever_their_order_and_white_space():
    text = (
        "preamble\n--b  \nContent-Type: application/rs-metadata\nX: y\n\n<recording/>\n"
        "--b\ncontent-type:application/sdp\n\nv=0\n--b--\n"
    )
    parts = parts_of(body(text))
    assert parts["application/rs-metadata+xml"].content == b"<recording/>"
    assert parts["application/sdp"].content == b"v=0"
    assert parts_of(Body("application/sdp", b"v=0"))["application/sdp"].content == b"v=0"
    assert parts_of(None) == {}


@pytest.mark.parametrize(
    "broken", [body("--b\nx", "multipart/mixed"), body("no part"), body("--b\n\nx\n" * 40)]
)
def test_broken_multipart_is_refused(broken: Body):
    with pytest.raises(Malformed):
        parts_of(broken)


@given(st.binary(max_size=300))
def test_noise_never_breaks_the_parts(noise: bytes):
    for content in (noise, b"--b\r\n" + noise, b"--b\r\n" + noise + b"\r\n--b--"):
        try:
            parts_of(Body("multipart/mixed; boundary=b", content))
        except Malformed:
            continue
