"""Time-based one-time passwords (RFC 6238: SHA-1, 6 digits, 30 s), for showing a demo officer's code."""

import base64
import hmac
import secrets
import struct

STEP = 30


def new_totp_secret() -> str:
    """160 random bits in base 32, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def totp_code(secret: str, moment: float) -> str:
    """The six digits valid at `moment` (Unix seconds)."""
    counter = struct.pack(">Q", int(moment) // STEP)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    offset = digest[-1] & 0x0F
    value = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return f"{value % 1_000_000:06d}"
