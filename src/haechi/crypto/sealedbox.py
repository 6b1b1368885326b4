"""X25519 key pairs and anonymous sealed boxes (libsodium `crypto_box_seal`)."""

from nacl.bindings import (
    crypto_box_keypair,
    crypto_box_seal,
    crypto_box_seal_open,
    crypto_box_seed_keypair,
    crypto_scalarmult_base,
)
from nacl.exceptions import CryptoError as NaclError

from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import Buffer, KeyPair, PrivateKey, PublicKey, SealedKey


def new_key_pair() -> KeyPair:
    public, private = crypto_box_keypair()
    return KeyPair(PublicKey(public), PrivateKey(private))


def key_pair_from_seed(seed: bytes) -> KeyPair:
    """The pair that 32 secret bytes determine."""
    public, private = crypto_box_seed_keypair(seed)
    return KeyPair(PublicKey(public), PrivateKey(private))


def key_pair_of(private: PrivateKey) -> KeyPair:
    return KeyPair(PublicKey(crypto_scalarmult_base(private)), private)


def seal_to(recipient: PublicKey, secret: bytes) -> SealedKey:
    """Encrypt so that only the holder of the recipient's private key opens it; 48 bytes longer."""
    return SealedKey(crypto_box_seal(secret, bytes(recipient)))


def open_with(pair: KeyPair, sealed: Buffer) -> bytes:
    """Open a sealed box.

    Raises:
        CannotOpen: not sealed to this pair, or changed.
    """
    try:
        return crypto_box_seal_open(bytes(sealed), pair.public, pair.private)
    except (NaclError, ValueError, TypeError):
        raise CannotOpen from None
