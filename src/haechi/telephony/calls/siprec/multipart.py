"""Bodies of several parts, as SBCs send them (RFC 2046, 5.1; RFC 7866, 9)."""

import re

from haechi.telephony.sip.address import Malformed
from haechi.telephony.sip.events import Body

MOST_PARTS = 8
METADATA = frozenset({"application/rs-metadata+xml", "application/rs-metadata"})
SDP = "application/sdp"
_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)


def parts_of(body: Body | None) -> dict[str, Body]:
    """By kind; a body of one part is that part. Raises Malformed."""
    if body is None:
        return {}
    if not body.kind.startswith("multipart/"):
        return {_kind(body): body}
    found = _BOUNDARY.search(body.type)
    if not found:
        raise Malformed("no boundary")
    marker = b"--" + (found[1] or found[2]).encode("utf-8", "surrogateescape")
    pieces = re.split(
        rb"(?:\A|\r?\n)" + re.escape(marker) + rb"(?:--)?[ \t]*(?=\r?\n|\Z)", body.content
    )
    if len(pieces) < 3 or len(pieces) > MOST_PARTS + 2:
        raise Malformed("parts")
    parts = [_part(piece) for piece in pieces[1:-1]]
    return {_kind(part): part for part in parts}


def _part(piece: bytes) -> Body:
    head, _, content = (
        re.sub(rb"\A\r?\n", b"", piece, count=1).replace(b"\r\n", b"\n").partition(b"\n\n")
    )
    for line in head.decode("utf-8", "replace").split("\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-type":
            return Body(value.strip(), content)
    return Body("text/plain", content)


def _kind(body: Body) -> str:
    return "application/rs-metadata+xml" if body.kind in METADATA else body.kind
