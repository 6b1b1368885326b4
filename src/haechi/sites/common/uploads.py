"""Files of a multipart form (no JavaScript): each into an encrypted spool, never to a plain file."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from haechi.crypto.spool import EncryptedSpool, SpoolFull
from haechi.reports.errors import FileRefused, FileTooLarge, StorageFull, TooManyFiles
from haechi.sites.common.files import problem_words


class SpooledUpload(UploadedFile):  # type: ignore[type-arg]
    """An uploaded file; `spool` holds it, `full` says that the disk had no room."""

    def __init__(self, spool: EncryptedSpool, name: str, size: int, *, full: bool) -> None:
        super().__init__(file=spool, name=name, size=size)
        self.spool = spool
        self.full = full


def why_not_taken(upload: SpooledUpload, take: Callable[[EncryptedSpool, str], object]) -> str:
    """Why `take` (spool, name) did not take the upload, in words; "" where it did. The spool is closed."""
    try:
        if upload.full:
            raise StorageFull
        take(upload.spool, upload.name or "")
    except (FileRefused, FileTooLarge, TooManyFiles, StorageFull) as error:
        return problem_words(error)
    finally:
        upload.spool.close()
    return ""


class EncryptedUploadHandler(FileUploadHandler):
    """Django upload handler over `EncryptedSpool`."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().new_file(*args, **kwargs)
        self.spool = EncryptedSpool(settings.SPOOL_DIR)
        self.full = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.full:
            return
        try:
            self.spool.write(raw_data)
        except SpoolFull:
            self.full = True

    def file_complete(self, file_size: int) -> SpooledUpload:
        self.spool.seek(0)
        return SpooledUpload(self.spool, self.file_name or "", file_size, full=self.full)

    def upload_interrupted(self) -> None:
        if hasattr(self, "spool"):
            self.spool.close()
