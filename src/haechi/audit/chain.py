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

from haechi.audit.models import AuditEntry

START = b"\0" * 32


@dataclass(frozen=True)
class Head:
    """The last row known outside the database."""

    sequence: int
    mac: bytes


@dataclass(frozen=True)
class Verdict:
    """What a verification found: `broken_at` is the first sequence that does not hold, or None."""

    rows: int
    broken_at: int | None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


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


def verify(entries: Iterable[AuditEntry], *, key: bytes, head: Head | None) -> Verdict:
    """Check that no row was changed, removed or inserted, and that none is missing at the end."""
    previous, count = START, 0
    for expected, entry in enumerate(entries, start=1):
        if entry.sequence != expected:
            return Verdict(count, expected, "a row is missing or was inserted")
        if bytes(entry.previous) != previous:
            return Verdict(count, expected, "a row does not follow the one before it")
        if not hmac.compare_digest(bytes(entry.mac), row_mac(entry, key=key)):
            return Verdict(count, expected, "a row was changed")
        if head and entry.sequence == head.sequence and bytes(entry.mac) != head.mac:
            return Verdict(count, expected, "the chain is not the one that was anchored")
        previous, count = bytes(entry.mac), expected
    if head and count < head.sequence:
        return Verdict(count, count + 1, "rows were removed from the end")
    return Verdict(count, None)


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
        temporary = path.with_suffix(".new")
        temporary.write_text(f"{line} {seal}\n")
        temporary.chmod(0o600)
        temporary.replace(path)


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
