"""Files coming in: from a multipart form (no JavaScript) or as the body of a request."""

import uuid
from urllib.parse import unquote

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from haechi.common.errors import HaechiError
from haechi.common.text import clean_text
from haechi.crypto.spool import EncryptedSpool
from haechi.institutions.models import Institution
from haechi.reports.drafts import add_file, files_of, remove_file
from haechi.reports.errors import FileTooLarge, StorageFull
from haechi.reports.types import DraftToken
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

    Of a body that was cut Django hands out whole files only; `cut_words` tells about the rest.
    """
    uploads: list[SpooledUpload] = request.FILES.getlist("files")  # type: ignore[assignment]
    problems = []
    for upload in uploads:
        try:
            if upload.full:
                raise StorageFull
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


def cut_words(request: ReporterRequest) -> list[str]:
    """What to say where files of a form did not arrive; call before anything reads the body."""
    if request.spool.full:
        return [_("There was no room for the last of the files. Please add it again later.")]
    if request.spool.overflow:
        limit = filesizeformat(settings.MAX_FILE_BYTES)
        text = _(
            "The files together were too large, and the last of them did not arrive. Please add it"
            " alone; one file may have at most %(limit)s."
        )
        return [text % {"limit": limit}]
    return []


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
