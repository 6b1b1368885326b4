"""The part of an encrypted spool that touches the disk: AES-256-GCM chunks.

File layout: chunk *i* lies at ``i * (12 + 65536 + 16)``: nonce, ciphertext, tag. The associated
data is *i* as 8 bytes, so chunks cannot change places. Every rewrite draws a fresh random nonce;
2**32 chunk writes per key (256 TiB) stay below the collision bound of NIST SP 800-38D. A slot that
was never written has an all-zero nonce and reads as zeros.
"""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from typing_extensions import Buffer

CHUNK = 64 * 1024
ZEROS = bytes(CHUNK)
_NONCE = 12
_SLOT = _NONCE + CHUNK + 16
_HOLE = bytes(_NONCE)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class SpoolFull(OSError):
    """The disk, the quota or the process limit has no room for another chunk."""


class SpoolDamaged(OSError):
    """A chunk of the temporary file is not what was written."""


class ChunkFile:
    """Whole encrypted chunks by index, in an unlinked file that is made when first needed."""

    def __init__(self, directory: str | Path | None, key: bytes, fd: int = -1) -> None:
        self._directory = directory
        self.key = key
        self._fd = fd

    # Made when the disk is needed, gone with the file: most bodies never leave RAM, and a request that
    # streams its answer for half an hour holds its closed body all the while.
    @cached_property
    def _aead(self) -> AESGCM:
        return AESGCM(self.key)

    @cached_property
    def _slot(self) -> bytearray:
        return bytearray(_SLOT)

    @cached_property
    def _body(self) -> memoryview:
        return memoryview(self._slot)[_NONCE:]

    @property
    def exists(self) -> bool:
        return self._fd >= 0

    def duplicate_fd(self) -> int:
        if self._fd < 0:
            self._fd = _unlinked_file(self._directory)
        return os.dup(self._fd)

    def write(self, index: int, plain: bytearray | memoryview) -> None:
        """Encrypt exactly one chunk; raises SpoolFull."""
        if self._fd < 0:
            self._fd = _unlinked_file(self._directory)
        nonce = os.urandom(_NONCE)
        self._slot[:_NONCE] = nonce
        self._aead.encrypt_into(nonce, plain, index.to_bytes(8, "big"), self._body)
        _write_all(self._fd, self._slot, index * _SLOT)

    def read(self, index: int, into: bytearray | memoryview) -> None:
        """Decrypt chunk ``index`` into a buffer of CHUNK bytes; raises SpoolDamaged."""
        if self._fd < 0:
            memoryview(into)[:] = ZEROS
            return
        got = os.preadv(self._fd, [self._slot], index * _SLOT)
        nonce = bytes(self._slot[:_NONCE])
        if got == 0 or (got == _SLOT and nonce == _HOLE):
            memoryview(into)[:] = ZEROS
            return
        try:
            if got != _SLOT:
                raise InvalidTag
            self._aead.decrypt_into(nonce, self._body, index.to_bytes(8, "big"), into)
        except InvalidTag:
            raise SpoolDamaged(errno.EIO, "an encrypted temporary chunk was changed") from None

    def keep(self, chunks: int) -> None:
        if self._fd >= 0:
            os.ftruncate(self._fd, min(chunks * _SLOT, os.fstat(self._fd).st_size))

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1
        self.key = b""
        for name in ("_aead", "_body", "_slot"):
            self.__dict__.pop(name, None)


def _unlinked_file(directory: str | Path | None) -> int:
    if directory is None:
        raise ValueError("a shared spool always has its file")
    flags = os.O_RDWR | os.O_EXCL | os.O_CLOEXEC
    with suppress(OSError):  # file systems without O_TMPFILE, such as some overlays and NFS
        return os.open(directory, flags | os.O_TMPFILE, 0o600)
    try:
        fd, path = tempfile.mkstemp(prefix="spool-", dir=directory)
    except OSError as error:
        raise _spool_error(error) from None
    os.unlink(path)
    return fd


def _write_all(fd: int, data: Buffer, offset: int) -> None:
    view = memoryview(data)
    try:
        while view:
            written = os.pwrite(fd, view, offset)
            view, offset = view[written:], offset + written
    except OSError as error:
        raise _spool_error(error) from None


def _spool_error(error: OSError) -> OSError:
    if error.errno in _FULL:
        return SpoolFull(error.errno, "no room for the encrypted temporary file")
    return error
