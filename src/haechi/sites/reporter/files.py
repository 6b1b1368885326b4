"""Files coming in: from a multipart form (no JavaScript) or as the body of a request."""

import uuid
from urllib.parse import unquote

from haechi.common.errors import HaechiError
from haechi.common.text import clean_text
from haechi.crypto.spool import EncryptedSpool
from haechi.institutions.models import Institution
from haechi.reports.drafts import add_file, files_of, remove_file
from haechi.reports.errors import FileTooLarge, StorageFull
from haechi.reports.types import DraftToken
from haechi.sites.common.asgi import BodySpool
from haechi.sites.common.files import FileRow, file_row, problem_words
from haechi.sites.common.uploads import SpooledUpload
from haechi.sites.reporter.requests import ReporterRequest

REMOVE = "remove"  # name of the submit buttons; the value is the file's id


def stored_rows(token: DraftToken) -> list[FileRow]:
    """The draft's files, each with its Remove button."""
    return [file_row(view, remove_name=REMOVE) for view in files_of(token)]


def take_files(
    request: ReporterRequest, *, institution: Institution, token: DraftToken
) -> list[FileRow]:
    """Store the files of a multipart form into the draft; return a row for each that was not taken.

    A body over the limit was cut: its last file is not whole, those before it are.
    """
    uploads: list[SpooledUpload] = request.FILES.getlist("files")  # type: ignore[assignment]
    if not uploads:
        return []
    whole = len(uploads) - (1 if _cut(request.spool) else 0)
    problems = []
    for at, upload in enumerate(uploads):
        try:
            if at >= whole or upload.full:
                raise _why(request.spool, upload)
            add_file(
                institution=institution, token=token, source=upload.spool, name=upload.name or ""
            )
        except HaechiError as error:
            problems.append(refused(upload.name or "", upload.size or 0, error))
        finally:
            upload.spool.close()
    return problems


def refused(name: str, size: int, error: HaechiError) -> FileRow:
    return FileRow(name=clean_text(name), size=size, warning=problem_words(error))


def _cut(spool: BodySpool) -> bool:
    return spool.overflow or spool.full


def _why(spool: BodySpool, upload: SpooledUpload) -> HaechiError:
    return StorageFull() if upload.full or spool.full else FileTooLarge()


def whole_body(request: ReporterRequest) -> EncryptedSpool:
    """The body of an upload by script.

    Raises:
        FileTooLarge, StorageFull: it is not whole.
    """
    if request.spool.overflow:
        raise FileTooLarge
    if request.spool.full:
        raise StorageFull
    return request.spool


def sent_name(request: ReporterRequest) -> str:
    """The name in `X-File-Name`, percent-encoded UTF-8."""
    return clean_text(unquote(request.headers.get("X-File-Name", ""), errors="replace"))


def take_out(token: DraftToken, typed_id: str) -> None:
    """Remove a file of the draft; nothing happens where there is none of that id."""
    try:
        wanted = uuid.UUID(typed_id)
    except ValueError:
        return
    remove_file(token=token, attachment_id=str(wanted))
