"""Sealing of files: libsodium secretstream (XChaCha20-Poly1305) in chunks of 64 KiB.

Layout: 24-byte header, then one sealed chunk after another (plain length + 17 bytes); the last one
carries the FINAL tag, so a truncated file does not open. The associated data of every chunk names
the file's place.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError as NaclError

from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import DataKey

CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES
HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES


def seal_stream(source: BinaryIO, key: DataKey, where: bytes) -> Iterator[bytes]:
    """Yield the sealed bytes of everything left in `source`; memory does not grow with size."""
    state = crypto_secretstream_xchacha20poly1305_state()
    yield crypto_secretstream_xchacha20poly1305_init_push(state, key)
    chunk = source.read(CHUNK)
    while True:
        following = source.read(CHUNK) if len(chunk) == CHUNK else b""
        tag = (
            crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
            if following
            else crypto_secretstream_xchacha20poly1305_TAG_FINAL
        )
        yield crypto_secretstream_xchacha20poly1305_push(state, bytes(chunk), where, tag)
        if not following:
            return
        chunk = following


def open_stream(source: BinaryIO, key: DataKey, where: bytes) -> Iterator[bytes]:
    """Yield the plain chunks of a sealed file.

    Raises:
        CannotOpen: wrong key or place, changed, or cut short.
    """
    state = crypto_secretstream_xchacha20poly1305_state()
    header = source.read(HEADER)
    if len(header) != HEADER:
        raise CannotOpen
    crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
    while True:
        plain, tag = _pull(state, source.read(SEALED_CHUNK), where)
        yield plain
        if tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL:
            if source.read(1):
                raise CannotOpen
            return


def _pull(
    state: crypto_secretstream_xchacha20poly1305_state, sealed: bytes, where: bytes
) -> tuple[bytes, int]:
    try:
        return crypto_secretstream_xchacha20poly1305_pull(state, sealed, where)
    except (NaclError, ValueError, TypeError):
        raise CannotOpen from None


def write_all(chunks: Iterable[bytes], target: BinaryIO) -> int:
    """Write every chunk; return the number of bytes."""
    return sum(target.write(chunk) for chunk in chunks)
