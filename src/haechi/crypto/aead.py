"""Sealing of small values: XChaCha20-Poly1305 with associated data and length padding.

Associated data ties a ciphertext to its place (institution, report, field), so that a row copied
elsewhere in the database does not open there. Lengths are padded by Padmé (Nikitin et al.,
"Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PoPETs 2019), with a
floor of 256 bytes: the length of a text tells much about it.
"""

import secrets
import struct

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError as NaclError

from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import Buffer, DataKey, Sealed

NONCE_BYTES = 24
PADDING_FLOOR = 256
_LENGTH = struct.Struct(">I")


def new_data_key() -> DataKey:
    return DataKey(secrets.token_bytes(32))


def place(*parts: str) -> bytes:
    """Associated data for one place; parts are length-prefixed so that no two places collide."""
    encoded = [part.encode() for part in parts]
    return b"haechi1" + b"".join(_LENGTH.pack(len(part)) + part for part in encoded)


def seal(key: DataKey, plain: bytes, where: bytes) -> Sealed:
    """Encrypt without padding: for keys and other values of fixed length."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return Sealed(nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(plain, where, nonce, key))


def open_sealed(key: DataKey, sealed: Buffer, where: bytes) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        CannotOpen: wrong key, wrong place or changed bytes.
    """
    nonce, body = bytes(sealed)[:NONCE_BYTES], bytes(sealed)[NONCE_BYTES:]
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(body, where, nonce, key)
    except (NaclError, ValueError, TypeError):
        # `from None`: the chained exception would carry the ciphertext into a report.
        raise CannotOpen from None


def seal_text(key: DataKey, text: str, where: bytes) -> Sealed:
    """Encrypt text, its length hidden."""
    return seal(key, pad(text.encode()), where)


def open_text(key: DataKey, sealed: Buffer, where: bytes) -> str:
    return unpad(open_sealed(key, sealed, where)).decode()


def pad(plain: bytes) -> bytes:
    """Prefix the length (4 bytes, big endian) and fill with zeros to the Padmé length."""
    body = _LENGTH.pack(len(plain)) + plain
    return body.ljust(padded_length(len(body)), b"\0")


def unpad(padded: bytes) -> bytes:
    (length,) = _LENGTH.unpack_from(padded)
    return padded[_LENGTH.size : _LENGTH.size + length]


def padded_length(length: int) -> int:
    """Padmé: at most 12 % longer, leaking O(log log n) bits of the length."""
    if length <= PADDING_FLOOR:
        return PADDING_FLOOR
    exponent = length.bit_length() - 1
    last_bits = exponent - exponent.bit_length()
    mask = (1 << last_bits) - 1
    return (length + mask) & ~mask
