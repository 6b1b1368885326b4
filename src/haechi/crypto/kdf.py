"""Argon2id (RFC 9106) in the two costs that Haechi uses, bounded to the processors at hand."""

import os
import threading
from dataclasses import dataclass

from nacl.pwhash import argon2id

SALT_BYTES = argon2id.SALTBYTES

# Each evaluation holds its whole memory: more at once than processors buys nothing but memory.
_slots = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))


@dataclass(frozen=True)
class KdfCost:
    """`passes` over `memory` bytes; stored beside what it protects so that it can be raised."""

    passes: int
    memory: int


# A reporter's 43-bit credential is protected offline by the pepper; a dearer evaluation would only
# be a lever for denial of service. OWASP's floor: 19 MiB, 2 passes (27 ms on the reference machine).
REPORTER_COST = KdfCost(passes=2, memory=19 * 1024 * 1024)
# An officer's password alone protects a private key in a stolen database: 64 MiB, 3 passes.
OFFICER_COST = KdfCost(passes=3, memory=64 * 1024 * 1024)


def derive(secret: bytes, salt: bytes, *, cost: KdfCost, length: int) -> bytes:
    """Argon2id of `secret`, `length` bytes long."""
    with _slots:
        return argon2id.kdf(length, secret, salt, opslimit=cost.passes, memlimit=cost.memory)
