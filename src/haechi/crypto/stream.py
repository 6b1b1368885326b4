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


def plain_size(sealed: int) -> int:
    """How many bytes a sealed file of so many bytes opens to."""
    chunks = -(-(sealed - HEADER) // SEALED_CHUNK)
    return sealed - HEADER - chunks * crypto_secretstream_xchacha20poly1305_ABYTES


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


class StreamSealer:
    """`seal_stream` for who writes: `close` ends the stream; without it the file does not open."""

    def __init__(self, target: BinaryIO, key: DataKey, where: bytes) -> None:
        self._target, self._where, self._rest = target, where, bytearray()
        self._state = crypto_secretstream_xchacha20poly1305_state()
        target.write(crypto_secretstream_xchacha20poly1305_init_push(self._state, key))

    def write(self, data: bytes) -> int:
        self._rest += data
        while len(self._rest) > CHUNK:  # the last chunk waits for `close`: only it carries FINAL
            chunk = bytes(self._rest[:CHUNK])
            del self._rest[:CHUNK]
            self._push(chunk, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
        return len(data)

    def close(self) -> None:
        self._push(bytes(self._rest), crypto_secretstream_xchacha20poly1305_TAG_FINAL)
        self._rest.clear()

    def _push(self, chunk: bytes, tag: int) -> None:
        self._target.write(
            crypto_secretstream_xchacha20poly1305_push(self._state, chunk, self._where, tag)
        )


class StreamOpener:
    """`open_stream` for who reads a number of bytes at a time.

    Raises:
        CannotOpen: on reading what was changed or cut short.
    """

    def __init__(self, source: BinaryIO, key: DataKey, where: bytes) -> None:
        self._chunks, self._rest = open_stream(source, key, where), bytearray()

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes unless the stream ends before."""
        while len(self._rest) < size and (chunk := next(self._chunks, None)) is not None:
            self._rest += chunk
        taken = bytes(self._rest[:size])
        del self._rest[:size]
        return taken


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
