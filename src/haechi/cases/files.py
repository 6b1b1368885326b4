"""Scans of papers: cleaned, sealed as a stream, described under the case's key (ALL-1)."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from haechi.blobstore.services import delete_blob, open_blob, write_blob
from haechi.cases.models import Case, Paper, PaperFile
from haechi.cases.sealing import case_place, seal_words
from haechi.cases.sealing import open_words as opened_words
from haechi.common.ahead import Ahead
from haechi.crypto.aead import new_data_key, open_sealed, place, seal
from haechi.crypto.spool import EncryptedSpool
from haechi.crypto.stream import open_stream, seal_stream
from haechi.crypto.types import DataKey
from haechi.reports.attachments import clean_upload, storage_error
from haechi.reports.errors import FileTooLarge, TooManyFiles


@dataclass(frozen=True)
class FileView:
    """A scan as its reader sees it."""

    id: str
    name: str = field(repr=False)
    size: int = 0
    media_type: str = "application/octet-stream"


def store_scan(*, paper: Paper, key: DataKey, source: EncryptedSpool, name: str) -> FileView:
    """Raises FileTooLarge, TooManyFiles, FileRefused, StorageFull: nothing of the file is kept."""
    if source.size > settings.MAX_FILE_BYTES:
        raise FileTooLarge
    identifier, file_key = uuid.uuid4(), new_data_key()
    cleaned, clean = clean_upload(paper.case.institution, source, str(identifier), name)
    view = FileView(str(identifier), cleaned.name, cleaned.size, cleaned.media_type)
    try:
        with Ahead(seal_stream(clean, file_key, _file_place(identifier))) as sealed:
            blob = write_blob(sealed)
    except OSError as error:
        raise storage_error(error) from None
    finally:
        clean.close()
    try:
        _insert(paper, key, view, file_key, blob)
    except BaseException:
        delete_blob(blob)
        raise
    return view


@transaction.atomic
def _insert(paper: Paper, key: DataKey, view: FileView, file_key: DataKey, blob: str) -> None:
    list(Case.objects.select_for_update().filter(pk=paper.case_id).values_list("pk"))
    rows = PaperFile.objects.filter(paper=paper)
    if rows.count() >= settings.MAX_FILES:
        raise TooManyFiles
    where = f"file {view.id}"
    PaperFile.objects.create(
        id=uuid.UUID(view.id),
        paper=paper,
        position=(rows.aggregate(last=Max("position"))["last"] or 0) + 1,
        blob=blob,
        sealed_key=seal(key, file_key, case_place(paper.case_id, where)),
        sealed_meta=seal_words(key, paper.case_id, f"{where} meta", json.dumps(asdict(view))),
    )


def view_of(row: PaperFile, key: DataKey) -> FileView:
    """Raises CannotOpen."""
    text = opened_words(key, row.paper.case_id, f"file {row.pk} meta", row.sealed_meta)
    return FileView(**json.loads(text))


def read_scan(row: PaperFile, key: DataKey) -> Iterator[bytes]:
    """The plain bytes, chunk by chunk. Raises CannotOpen."""
    where = case_place(row.paper.case_id, f"file {row.pk}")
    file_key = DataKey(open_sealed(key, row.sealed_key, where))
    with open_blob(row.blob) as source:
        yield from open_stream(source, file_key, _file_place(row.pk))


def _file_place(identifier: uuid.UUID) -> bytes:
    return place("case file", str(identifier))
