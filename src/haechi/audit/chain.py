"""The chain: each row's MAC covers its content and the row before (HMAC-SHA-256).

The key lies in the staff zone's secrets, so whoever can write the database cannot mend the chain
after a change; the head file outside the database tells when rows were cut from its end.
"""

import fcntl
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from pathlib import Path

from haechi.audit.models import AuditCut, AuditEntry
from haechi.common.durable import replace_text

START = b"\0" * 32


@dataclass(frozen=True)
class Head:
    """The last row known outside the database."""

    sequence: int
    mac: bytes


@dataclass(frozen=True)
class Verdict:
    """What a verification found: `broken_at` is the first sequence that does not hold, or None.

    `first` is where the walk began: 1, or the row after those destroyed at the end of their period.
    """

    rows: int
    broken_at: int | None
    reason: str = ""
    first: int = 1

    @property
    def holds(self) -> bool:
        return self.broken_at is None

    @property
    def last(self) -> int:
        """The sequence of the last row that was walked."""
        return self.first + self.rows - 1


def row_mac(entry: AuditEntry, *, key: bytes) -> bytes:
    """HMAC over the canonical form of a row, its predecessor's MAC included."""
    canonical = json.dumps(
        [
            entry.sequence,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.institution_id,
            entry.actor_id,
            entry.actor_name,
            entry.place,
            entry.action,
            entry.subject,
            entry.detail,
            bytes(entry.previous).hex(),
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hmac.digest(key, canonical.encode(), sha256)


def verify(
    entries: Iterable[AuditEntry], *, key: bytes, head: Head | None, cut: Head | None = None
) -> Verdict:
    """Check that no row was changed, removed or inserted, and that none is missing at the end.

    `cut` is the last row that was destroyed at the end of its period: the first one here follows it.
    """
    last = cut or Head(0, START)
    first = last.sequence + 1

    def broken(at: int, reason: str) -> Verdict:
        return Verdict(at - first, at, reason, first)

    for entry in entries:
        here = last.sequence + 1
        if reason := _fault(entry, last, key=key, head=head):
            return broken(here, reason)
        last = Head(here, bytes(entry.mac))
    if head and last.sequence < head.sequence:
        return broken(last.sequence + 1, "rows were removed from the end")
    return Verdict(last.sequence + 1 - first, None, "", first)


def _fault(entry: AuditEntry, last: Head, *, key: bytes, head: Head | None) -> str:
    """Why the row cannot be the one after `last`; empty where it can."""
    if entry.sequence != last.sequence + 1:
        return "a row is missing or was inserted"
    if bytes(entry.previous) != last.mac:
        return "a row does not follow the one before it"
    if not hmac.compare_digest(bytes(entry.mac), row_mac(entry, key=key)):
        return "a row was changed"
    if head and entry.sequence == head.sequence and bytes(entry.mac) != head.mac:
        return "the chain is not the one that was anchored"
    return ""


def cut_seal(cut: AuditCut, *, key: bytes) -> bytes:
    """HMAC over a cut; the leading word keeps it apart from rows and heads."""
    parts = ["cut", cut.sequence, bytes(cut.mac).hex(), cut.cut_on.isoformat(), cut.count]
    return hmac.digest(key, json.dumps(parts).encode(), sha256)


def write_head(path: Path, head: Head, *, key: bytes) -> None:
    """Anchor the head outside the database; an older head never replaces a newer one.

    Raises:
        ValueError: the file that is there is not one that `write_head` made with this key.
    """
    with path.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the staff site's and the worker's rows come at once
        current = read_head(path, key=key)
        if current and current.sequence >= head.sequence:
            return
        line = f"{head.sequence} {head.mac.hex()}"
        seal = hmac.digest(key, line.encode(), sha256).hex()
        replace_text(path, f"{line} {seal}\n")  # half an anchor would look like a changed trail


def read_head(path: Path, *, key: bytes) -> Head | None:
    """The anchored head; None where there is none yet.

    Raises:
        ValueError: the file is not one that `write_head` made with this key.
    """
    try:
        line = path.read_bytes()
    except FileNotFoundError:
        return None
    content, _, seal = line.strip().rpartition(b" ")
    expected = hmac.digest(key, content, sha256).hex().encode()
    if not hmac.compare_digest(expected, seal):
        raise ValueError("the anchored head of the trail was changed")
    sequence, mac = content.decode().split()
    return Head(int(sequence), bytes.fromhex(mac))
