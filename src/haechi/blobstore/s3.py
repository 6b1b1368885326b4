"""Sealed files in an S3-compatible object store (ALL-6).

Uploads go part by part in one thread, so that memory does not grow with size; reading streams. Whatever the
store or the way to it does wrong is an `OSError`, as of a disk: callers need not know which it is.
"""

import contextlib
import errno
from collections.abc import Iterator
from types import TracebackType
from typing import Any, BinaryIO, NoReturn

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

PART = 8 * 1024 * 1024  # the store's least is 5 MiB; 10,000 parts of this are 78 GiB
_FAILURES = (Boto3Error, BotoCoreError, ClientError)
_CONNECT_SECONDS, _READ_SECONDS, _TRIES = 5, 30, 3
_MISSING = "404"


class StoreUnavailable(OSError):
    """The object store refuses or does not answer; names no bucket and no key."""

    def __init__(self) -> None:
        super().__init__(errno.EIO, "the object store refuses or does not answer")


@contextlib.contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if str(error.response.get("Error", {}).get("Code")) in {_MISSING, "NoSuchKey"}:
            raise FileNotFoundError(errno.ENOENT, "no such blob") from None
        raise StoreUnavailable from None
    except _FAILURES:
        raise StoreUnavailable from None


class BlobStorage(S3Storage):  # type: ignore[misc]
    """`endpoint` empty for the provider's own; a store of one's own is addressed by path."""

    def __init__(self, *, endpoint: str = "", region: str = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(
            endpoint_url=endpoint or None,
            region_name=region or None,
            transfer_config=TransferConfig(
                multipart_threshold=PART, multipart_chunksize=PART, use_threads=False
            ),
            client_config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path" if endpoint else "auto"},
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=_READ_SECONDS,
                retries={"total_max_attempts": _TRIES, "mode": "standard"},
                # Stores other than the first do not know the newer checksums; ours are in the sealing.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            file_overwrite=True,  # names are random: no look whether one is taken
            **options,
        )

    def _save(self, name: str, content: Any) -> str:  # noqa: ANN401
        """An upload that fails is aborted by the transfer: no object, no parts left."""
        with _as_os_error():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> BinaryIO:
        with _as_os_error():
            found = self.bucket.Object(self._normalize_name(name)).get()
        return _Body(found["Body"])  # type: ignore[return-value]

    def delete(self, name: str) -> None:
        with _as_os_error():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_os_error():
            return bool(super().exists(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _as_os_error():
            folders, files = super().listdir(name)
        return folders, files

    def get_modified_time(self, name: str) -> Any:  # noqa: ANN401
        with _as_os_error():
            return super().get_modified_time(name)

    def path(self, name: str) -> NoReturn:
        raise NotImplementedError


class _Body:
    """The object's bytes as they arrive."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Exactly `size` bytes unless the object ends before."""
        with _as_os_error():
            return bytes(self._stream.read(None if size < 0 else size))

    def close(self) -> None:
        self._stream.close()

    def __enter__(self) -> "_Body":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
