"""Work or waiting that an attempt brings where `throttle` demands it (docs/adr/003). No rows, no clock."""

import hmac
from hashlib import sha256

_CHALLENGE_LIFE = 2 * 3600  # seconds


def new_challenge(*, key: bytes, attempt: bytes, moment: float) -> str:
    """A challenge bound to one attempt (key and password): work or waiting for it serves no other."""
    issued = int(moment)
    return f"{issued}.{_challenge_mac(key, issued, attempt)}"


def waited(*, key: bytes, attempt: bytes, moment: float, challenge: str) -> float | None:
    """Seconds since the challenge was issued; None where it is not ours, not this attempt's, or old."""
    head, _, mac = challenge.partition(".")
    if not head.isascii() or not head.isdigit() or len(head) > 12:
        return None
    issued = int(head)
    if not hmac.compare_digest(mac.encode(), _challenge_mac(key, issued, attempt).encode()):
        return None
    passed = moment - issued
    return passed if 0 <= passed <= _CHALLENGE_LIFE else None


def work_bits(challenge: str, work: str) -> int:
    """Leading zero bits of SHA-256(challenge:work)."""
    if not work or len(work) > 20 or not work.isascii():
        return -1
    digest = sha256(f"{challenge}:{work}".encode()).digest()
    return 256 - int.from_bytes(digest).bit_length()


def _challenge_mac(key: bytes, issued: int, attempt: bytes) -> str:
    return hmac.new(key, b"challenge|%d|" % issued + attempt, sha256).hexdigest()[:32]
