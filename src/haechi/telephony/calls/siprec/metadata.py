"""The recording metadata of RFC 7865: which participant sends the stream of which label.

Parts of it come again later: what an update names replaces what was known of it, the rest stays (RFC 7866,
8.1.2). Vendors put elements into other namespaces or leave namespaces out, so names are read without them.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from haechi.telephony.sip.address import Malformed as MalformedAddress
from haechi.telephony.sip.address import parse_uri
from haechi.telephony.sip.parties import plain
from haechi.telephony.types import PhoneNumber

LONGEST = 256 * 1024
MOST = 64  # participants and streams


class BadMetadata(Exception):
    """Not the XML of RFC 7865; holds nothing of it."""


@dataclass(frozen=True)
class Participant:
    id: str
    numbers: tuple[PhoneNumber, ...]
    sends: tuple[str, ...] = ()  # stream ids


@dataclass(frozen=True)
class Metadata:
    """`labels`: label of the session description by stream id. `complete` False: an update."""

    complete: bool
    sessions: tuple[str, ...]
    participants: dict[str, Participant] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def merged(self, update: "Metadata") -> "Metadata":
        if update.complete:
            return update
        participants = dict(self.participants)
        for id_, new in update.participants.items():
            old = participants.get(id_, new)
            participants[id_] = Participant(id_, new.numbers or old.numbers, new.sends or old.sends)
        return replace(
            self,
            sessions=tuple(dict.fromkeys((*self.sessions, *update.sessions))),
            participants=participants,
            labels=self.labels | update.labels,
        )

    def speaker(self, label: str | None) -> Participant | None:
        """Who sends the stream of a label."""
        streams = {stream for stream, known in self.labels.items() if known == label}
        for participant in self.participants.values():
            if streams & set(participant.sends):
                return participant
        return None

    def session(self) -> str:
        """The same for two SBCs that send the same session: SHA-256 of session ids and participants, in hex."""
        numbers = sorted({n for one in self.participants.values() for n in one.numbers[:1]})
        return hashlib.sha256(
            "\0".join([*sorted(self.sessions), "", *numbers]).encode()
        ).hexdigest()


def parse(content: bytes) -> Metadata:
    """Raises BadMetadata. No entity, no DTD, nothing from elsewhere is read (XXE, billion laughs)."""
    if len(content) > LONGEST or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BadMetadata
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise BadMetadata from None
    if _name(root) != "recording":
        raise BadMetadata
    mode = next(_texts(root, "datamode"), "complete").lower()
    return Metadata(
        complete=mode != "partial",
        sessions=tuple(dict.fromkeys(filter(None, _sessions(root)))),
        participants=_participants(root),
        labels=_labels(root),
    )


def _sessions(root: etree._Element) -> Iterator[str]:
    """The communication session's own id (RFC 7865, 6.3) tells more than an SBC's: two SBCs share it."""
    for session in _children(root, "session"):
        shared = [*_texts(session, "sipSessionID")]
        yield from shared or [session.get("session_id") or session.get("id") or ""]


def _participants(root: etree._Element) -> dict[str, Participant]:
    sends: dict[str, list[str]] = {}
    for link in _children(root, "participantstreamassoc"):
        owner = (
            link.get("participant_id") or link.get("id") or next(_texts(link, "participant"), "")
        )
        sends.setdefault(owner, []).extend(_texts(link, "send"))
    found = {}
    for element in _children(root, "participant")[:MOST]:
        id_ = element.get("participant_id") or element.get("id") or ""
        within = list(_texts(element, "send"))  # older drafts put it here
        streams = tuple(dict.fromkeys(sends.pop(id_, []) + within))
        found[id_] = Participant(id_, tuple(_numbers(element)), streams)
    for id_, sent in list(sends.items())[:MOST]:
        found[id_] = Participant(id_, (), tuple(sent))
    return found


def _numbers(participant: etree._Element) -> Iterator[PhoneNumber]:
    for element in participant.iter():
        if _name(element).lower() in {"nameid", "aor"}:
            number = _number(element.get("aor") or (element.text or ""))
            if number is not None:
                yield number


def _number(address: str) -> PhoneNumber | None:
    address = address.strip()
    if ":" not in address:
        return plain(address.partition("@")[0])
    try:
        return plain(parse_uri(address).number)
    except MalformedAddress:
        return None


def _labels(root: etree._Element) -> dict[str, str]:
    found = {}
    for stream in _children(root, "stream")[:MOST]:
        id_ = stream.get("stream_id") or stream.get("id") or ""
        label = next(_texts(stream, "label"), "")
        if id_ and label:
            found[id_] = label
    return found


def _children(root: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in root.iter() if _name(one) == name]


def _texts(element: etree._Element, name: str) -> Iterator[str]:
    for child in _children(element, name):
        if child is not element and child.text and child.text.strip():
            yield child.text.strip()


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
