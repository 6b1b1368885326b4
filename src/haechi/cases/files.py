"""Scans of papers: cleaned, sealed as a stream, described under the case's key (ALL-1).

A scan that says who somebody is (a handwritten form, a power of attorney, a card) lies under the identity
key instead, name and description too (`is_identity`, PI-16).
"""

import json
import uuid
from collections.abc import Iterator, Sequence
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
from haechi.institutions.models import Institution
from haechi.reports.attachments import Owner, clean_upload, file_key_of, storage_error
from haechi.reports.attachments import file_place as attachment_place
from haechi.reports.attachments import view_of as attachment_view
from haechi.reports.errors import FileTooLarge, TooManyFiles
from haechi.reports.models import Attachment


@dataclass(frozen=True)
class FileView:
    """A scan as its reader sees it. `came_with_report`: its stream was sealed as a report's attachment."""

    id: str
    name: str = field(repr=False)
    size: int = 0
    media_type: str = "application/octet-stream"
    came_with_report: bool = False


@dataclass(frozen=True)
class ReadyScan:
    """A scan whose sealed stream lies in the store and that no paper has yet: file it, or `discard` it."""

    view: FileView
    blob: str
    file_key: DataKey = field(repr=False)


def make_ready(*, institution: Institution, source: EncryptedSpool, name: str) -> ReadyScan:
    """Clean a file and seal its stream, before there is a case to put it into.

    Raises:
        FileTooLarge, FileRefused, StorageFull: nothing of the file is kept.
    """
    if source.size > settings.MAX_FILE_BYTES:
        raise FileTooLarge
    identifier, file_key = uuid.uuid4(), new_data_key()
    cleaned, clean = clean_upload(institution, source, str(identifier), name)
    view = FileView(str(identifier), cleaned.name, cleaned.size, cleaned.media_type)
    try:
        with Ahead(seal_stream(clean, file_key, _file_place(identifier))) as sealed:
            blob = write_blob(sealed)
    except OSError as error:
        raise storage_error(error) from None
    finally:
        clean.close()
    return ReadyScan(view, blob, file_key)


def discard(scans: Sequence[ReadyScan]) -> None:
    for scan in scans:
        delete_blob(scan.blob)


def store_scan(
    *, paper: Paper, key: DataKey, source: EncryptedSpool, name: str, is_identity: bool = False
) -> FileView:
    """One more scan of a paper. `key`: the identity key for one that names somebody.

    Raises:
        FileTooLarge, TooManyFiles, FileRefused, StorageFull: nothing of the file is kept.
    """
    ready = make_ready(institution=paper.case.institution, source=source, name=name)
    try:
        with transaction.atomic():
            list(Case.objects.select_for_update().filter(pk=paper.case_id).values_list("pk"))
            rows = PaperFile.objects.filter(paper=paper)
            if rows.count() >= settings.MAX_FILES:
                raise TooManyFiles
            last = rows.aggregate(last=Max("position"))["last"] or 0
            _insert(paper, key, ready, last + 1, is_identity=is_identity)
    except BaseException:
        discard([ready])
        raise
    return ready.view


def file_scans(
    paper: Paper,
    key: DataKey,
    scans: Sequence[ReadyScan],
    *,
    is_identity: bool = False,
    after: int = 0,
) -> None:
    """Scans onto a paper that has `after` of them, in the caller's transaction. Raises TooManyFiles."""
    if after + len(scans) > settings.MAX_FILES:
        raise TooManyFiles
    for position, ready in enumerate(scans, after + 1):
        _insert(paper, key, ready, position, is_identity=is_identity)


def from_report(rows: Sequence[Attachment], owner: Owner) -> list[ReadyScan]:
    """Files of a report as scans: the streams stay, the rows of the report are deleted.

    Raises:
        CannotOpen: not this owner's key.
    """
    found = []
    for row in rows:
        view = attachment_view(row, owner)
        kept = FileView(view.id, view.name, view.size, view.media_type, came_with_report=True)
        found.append(ReadyScan(kept, row.blob, file_key_of(row, owner)))
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return found


def _insert(
    paper: Paper, key: DataKey, ready: ReadyScan, position: int, *, is_identity: bool
) -> None:
    where = f"file {ready.view.id}"
    PaperFile(
        id=uuid.UUID(ready.view.id),
        paper=paper,
        position=position,
        is_identity=is_identity,
        blob=ready.blob,
        sealed_key=seal(key, ready.file_key, case_place(paper.case_id, where)),
        sealed_meta=seal_words(
            key, paper.case_id, f"{where} meta", json.dumps(asdict(ready.view), ensure_ascii=False)
        ),
    ).save(force_insert=True)


def view_of(row: PaperFile, key: DataKey) -> FileView:
    """Raises CannotOpen."""
    text = opened_words(key, row.paper.case_id, f"file {row.pk} meta", row.sealed_meta)
    return FileView(**json.loads(text))


def read_scan(row: PaperFile, key: DataKey) -> Iterator[bytes]:
    """The plain bytes, chunk by chunk. Raises CannotOpen."""
    where = case_place(row.paper.case_id, f"file {row.pk}")
    file_key = DataKey(open_sealed(key, row.sealed_key, where))
    stream_place = attachment_place if view_of(row, key).came_with_report else _file_place
    with open_blob(row.blob) as source:
        yield from open_stream(source, file_key, stream_place(row.pk))


def _file_place(identifier: uuid.UUID) -> bytes:
    return place("case file", str(identifier))
