"""An officer's private key under her password, and under her session's cookie.

The session in the database holds the key wrapped under 32 bytes that only the browser's cookie has,
so neither a database thief nor an administrator can use a session that is under way.
"""

import base64
import secrets
from dataclasses import dataclass, field

from haechi.crypto.aead import open_sealed, place, seal
from haechi.crypto.errors import CannotOpen
from haechi.crypto.kdf import OFFICER_COST, SALT_BYTES, KdfCost, derive
from haechi.crypto.sealedbox import key_pair_of
from haechi.crypto.types import DataKey, KeyPair, PrivateKey
from haechi.staff.errors import Locked, WrongPassword

_PASSWORD_PLACE = place("officer", "private key")
_SESSION_PLACE = place("session", "private key")


@dataclass(frozen=True)
class WrappedKey:
    """The columns of `OfficerSecret`."""

    salt: bytes
    cost: KdfCost
    wrapped: bytes = field(repr=False)


def wrap(private: PrivateKey, password: str) -> WrappedKey:
    salt = secrets.token_bytes(SALT_BYTES)
    key = DataKey(derive(password.encode(), salt, cost=OFFICER_COST, length=32))
    return WrappedKey(salt, OFFICER_COST, seal(key, private, _PASSWORD_PLACE))


def unwrap(wrapped: WrappedKey, password: str) -> KeyPair:
    """Open the private key with the password.

    Raises:
        WrongPassword: it does not open.
    """
    key = DataKey(derive(password.encode(), wrapped.salt, cost=wrapped.cost, length=32))
    try:
        private = PrivateKey(open_sealed(key, wrapped.wrapped, _PASSWORD_PLACE))
    except CannotOpen:
        raise WrongPassword from None
    return key_pair_of(private)


def to_session(private: PrivateKey) -> tuple[str, str]:
    """`(vault, cookie)`: the vault for the session store, the cookie for the browser alone."""
    key = DataKey(secrets.token_bytes(32))
    vault = base64.b64encode(seal(key, private, _SESSION_PLACE)).decode()
    return vault, base64.urlsafe_b64encode(key).decode()


def from_session(vault: str, cookie: str) -> KeyPair:
    """Open the vault with the cookie.

    Raises:
        Locked: one of the two is missing, old or altered.
    """
    try:
        key = DataKey(base64.urlsafe_b64decode(cookie))
        sealed = base64.b64decode(vault)
        return key_pair_of(PrivateKey(open_sealed(key, sealed, _SESSION_PLACE)))
    except (ValueError, CannotOpen):
        raise Locked from None
