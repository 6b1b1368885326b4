"""The file: one line in clear, then a tar archive as one sealed stream (docs/export-format.md).

Nothing of the tar is readable without the passphrase; a changed byte or a missing end does not open.
"""

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from haechi.crypto.aead import place
from haechi.crypto.errors import CannotOpen
from haechi.crypto.kdf import OFFICER_COST, SALT_BYTES, KdfCost, derive
from haechi.crypto.stream import StreamOpener, StreamSealer
from haechi.crypto.types import DataKey
from haechi.moving.errors import ArchiveRefused

MAGIC = "haechi-export"
VERSION = 1
_LONGEST_HEADER = 1000
_MOST_MEMORY, _MOST_PASSES = 1024 * 1024 * 1024, 16


def _key(passphrase: str, salt: bytes, cost: KdfCost) -> DataKey:
    folded = " ".join(passphrase.split()).encode()
    return DataKey(derive(folded, salt, cost=cost, length=32))


class _Hashed:
    """A target that remembers the SHA-256 of what it wrote."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self.digest = target, sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._target.write(data)


@dataclass
class Progress:
    """What was done so far, for the operator's terminal."""

    blobs: int = 0
    rows: int = 0
    bytes: int = 0


class ArchiveWriter:
    """Adds members one after the other; `close` writes the manifest and ends the stream."""

    def __init__(self, target: BinaryIO, passphrase: str, salt: bytes) -> None:
        self._hashed = _Hashed(target)
        header = json.dumps(
            {"format": MAGIC, "version": VERSION, "kdf": "argon2id", "salt": salt.hex(),
             "passes": OFFICER_COST.passes, "memory": OFFICER_COST.memory},
        )  # fmt: skip
        line = header.encode() + b"\n"
        self._hashed.write(line)
        key = _key(passphrase, salt, OFFICER_COST)
        self._sealer = StreamSealer(cast("BinaryIO", self._hashed), key, place("export", header))
        self._tar = tarfile.open(fileobj=cast("Any", self._sealer), mode="w|", bufsize=65536)  # noqa: SIM115
        self._manifest: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> None:
        self.add_stream(name, len(data), BytesIO(data))

    def add_stream(self, name: str, size: int, source: BinaryIO) -> None:
        """A member of exactly `size` bytes.

        Raises:
            OSError: the source ends before.
        """
        info = tarfile.TarInfo(name)
        info.size = size
        reader = _Counting(source)
        self._tar.addfile(info, cast("Any", reader))
        self._manifest[name] = reader.digest.hexdigest()

    def close(self) -> str:
        """End the archive; returns its SHA-256."""
        data = json.dumps(self._manifest, indent=0).encode()
        info = tarfile.TarInfo("manifest.json")
        info.size = len(data)
        self._tar.addfile(info, BytesIO(data))
        self._tar.close()
        self._sealer.close()
        return self._hashed.digest.hexdigest()


class _Counting:
    def __init__(self, source: BinaryIO) -> None:
        self._source, self.digest = source, sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


class ArchiveReader:
    """Reads the members in order, once. A `with` block; `members` raises on anything that is not right.

    Raises:
        ArchiveRefused: not an archive, a newer one, another passphrase.
    """

    def __init__(self, path: Path, passphrase: str) -> None:
        self._file = path.open("rb")
        self._hash = sha256()
        try:
            header = self._header()
            cost = KdfCost(passes=int(header["passes"]), memory=int(header["memory"]))
            if not (1 <= cost.passes <= _MOST_PASSES and cost.memory <= _MOST_MEMORY):
                raise ArchiveRefused(
                    "머리말의 값이 이상합니다 / the header's values are out of bounds"
                )
            key = _key(passphrase, bytes.fromhex(str(header["salt"])), cost)
            self._opener = StreamOpener(cast("BinaryIO", self), key, place("export", self._line))
            self._tar = tarfile.open(fileobj=cast("Any", self._opener), mode="r|", bufsize=65536)  # noqa: SIM115
        except BaseException as error:
            self._file.close()
            raise _refusal(error) from None

    def _header(self) -> dict[str, Any]:
        line = self._file.readline(_LONGEST_HEADER)
        self._hash.update(line)
        self._line = line.decode("ascii", "replace").removesuffix("\n")
        try:
            header = json.loads(self._line)
        except ValueError:
            header = {}
        if not isinstance(header, dict) or header.get("format") != MAGIC:
            raise ArchiveRefused("해치 내보내기 파일이 아닙니다 / this is no archive of Haechi")
        if header.get("version") != VERSION:
            raise ArchiveRefused(
                f"이 설치가 모르는 형식입니다(판 {header.get('version')}). 해치를 먼저 올리십시오."
                " / made by a newer release: upgrade Haechi first"
            )
        return header

    def read(self, size: int = -1) -> bytes:
        """For the opener: bytes of the file as they are."""
        data = self._file.read(size)
        self._hash.update(data)
        return data

    def members(self) -> Iterator[tuple[str, int, BinaryIO]]:
        """Name, size and content of each member; the manifest is checked at the end, not handed out."""
        seen: dict[str, str] = {}
        manifest = None
        try:
            for info in self._tar:
                source = cast("BinaryIO", self._tar.extractfile(info))
                if info.name == "manifest.json":
                    manifest = json.loads(source.read())
                    continue
                reader = _Counting(source)
                yield info.name, info.size, cast("BinaryIO", reader)
                while reader.read(65536):
                    pass
                seen[info.name] = reader.digest.hexdigest()
            while self._opener.read(65536):  # tar ends before the stream: its end must hold too
                pass
            if manifest != seen:
                raise ArchiveRefused("목록과 내용이 다릅니다 / the manifest tells otherwise")
        except (CannotOpen, tarfile.TarError, ValueError, EOFError) as error:
            raise _refusal(error) from None

    @property
    def sha256(self) -> str:
        """Of the whole file, once everything was read."""
        while self.read(65536):
            pass
        return self._hash.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def _refusal(error: BaseException) -> BaseException:
    if (
        isinstance(error, ArchiveRefused)
        or not isinstance(error, Exception)
        or isinstance(error, OSError)
    ):
        return error
    return ArchiveRefused(
        "열리지 않습니다: 암호가 다르거나 파일이 바뀌었거나 잘렸습니다."
        " / it does not open: another passphrase, changed, or cut short"
    )


__all__ = ["MAGIC", "SALT_BYTES", "VERSION", "ArchiveReader", "ArchiveWriter", "Progress"]
