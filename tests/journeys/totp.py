"""The officer's authenticator app (RFC 6238), written apart from the product's own."""

import base64
import hashlib
import hmac
import time


def code(secret: str, moment: float | None = None) -> str:
    counter = int(time.time() if moment is None else moment) // 30
    padded = secret.upper().replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8)
    digest = hmac.new(base64.b32decode(padded), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[19] & 15
    return str(int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF)[-6:].rjust(6, "0")


def seconds_left(moment: float | None = None) -> float:
    """How long the present code is good for."""
    return 30 - (time.time() if moment is None else moment) % 30
