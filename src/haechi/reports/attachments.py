"""Files: cleaned, sealed by secretstream, and re-keyed when a draft becomes a report (HL-5, ALL-1)."""

import errno
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet

from haechi.blobstore.services import delete_blob, open_blob, write_blob
from haechi.cleaning import CleaningError, Reason
from haechi.common.ahead import Ahead
from haechi.common.text import clean_text
from haechi.crypto.aead import new_data_key, open_sealed, open_text, place, seal, seal_text
from haechi.crypto.spool import EncryptedSpool
from haechi.crypto.stream import open_stream, seal_stream
from haechi.crypto.types import DataKey
from haechi.institutions.models import Institution
from haechi.institutions.types import UncleanableFiles
from haechi.reports.cleaners import cleaner
from haechi.reports.errors import FileRefused, FileTooLarge, StorageFull, TooManyFiles
from haechi.reports.models import Attachment, Draft, Report
from haechi.reports.types import AttachmentView

MAX_NAME = 150
_UNCLEANABLE = frozenset({Reason.UNSUPPORTED})
# EIO is also how an object store that refuses or does not answer is told (`blobstore.s3`).
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


@dataclass(frozen=True)
class Owner:
    """What an attachment belongs to, and the key that protects its own key there."""

    key: DataKey
    report: Report | None = None
    draft: Draft | None = None

    @property
    def label(self) -> str:
        return (
            f"report {self.report.pk}" if self.report else f"draft {self.draft and self.draft.pk}"
        )


def store_file(
    *,
    owner: Owner,
    institution: Institution,
    source: EncryptedSpool,
    name: str,
    from_officer: bool = False,
) -> AttachmentView:
    """Clean and seal one uploaded file.

    Raises:
        FileTooLarge, TooManyFiles, FileRefused, StorageFull: nothing of the file is kept.
    """
    if source.size > settings.MAX_FILE_BYTES:
        raise FileTooLarge
    _check_room(owner, from_officer=from_officer)
    identifier = uuid.uuid4()
    file_key = new_data_key()
    view, clean = clean_upload(institution, source, str(identifier), name)
    try:
        with Ahead(seal_stream(clean, file_key, file_place(identifier))) as sealed:
            blob = write_blob(sealed)
    except OSError as error:
        raise storage_error(error) from None
    finally:
        clean.close()
    try:
        with transaction.atomic():
            _lock(owner)
            _check_room(owner, from_officer=from_officer)
            _insert(owner, identifier, blob, file_key, view, from_officer=from_officer)
    except BaseException:
        delete_blob(blob)
        raise
    return view


def store_made(*, owner: Owner, content: bytes, name: str, media_type: str) -> Attachment:
    """Seal a file that this program made for its reader: nothing to be cleaned of, never one too many.

    Where the caller's transaction fails later, the stream is an orphan that the worker removes.

    Raises:
        StorageFull.
    """
    identifier, file_key = uuid.uuid4(), new_data_key()
    try:
        blob = write_blob(seal_stream(BytesIO(content), file_key, file_place(identifier)))
    except OSError as error:
        raise storage_error(error) from None
    view = AttachmentView(str(identifier), name, len(content), media_type)
    try:
        with transaction.atomic():
            _lock(owner)
            return _insert(owner, identifier, blob, file_key, view, from_officer=True)
    except BaseException:
        delete_blob(blob)
        raise


def _file_name(name: str) -> str:
    """The last part of what the browser called the file, on one line."""
    base = re.split(r"[/\\]", clean_text(name))[-1]
    return re.sub(r"\s+", " ", base).strip()[-MAX_NAME:]


def _lock(owner: Owner) -> None:
    """Files of one owner are stored one after another: they share positions and a limit."""
    rows: QuerySet[Report] | QuerySet[Draft] = (
        Report.threads.filter(pk=owner.report.pk)
        if owner.report
        else Draft.objects.filter(pk=owner.draft and owner.draft.pk)
    )
    rows.select_for_update().values_list("pk").first()


def clean_upload(
    institution: Institution, source: EncryptedSpool, identifier: str, name: str
) -> tuple[AttachmentView, EncryptedSpool]:
    """The cleaned file from its beginning, and what it is. Raises FileRefused, StorageFull."""
    name = _file_name(name)
    try:
        result, clean = cleaner().clean(source)
    except CleaningError as error:
        keeps = institution.uncleanable_files == UncleanableFiles.SEAL
        if error.reason == Reason.FULL:
            raise StorageFull from None
        if not (keeps and error.reason in _UNCLEANABLE):
            raise FileRefused(error.reason.value) from None
        source.seek(0)
        view = AttachmentView(
            identifier, name, source.size, "application/octet-stream", warnings=("not_cleaned",)
        )
        return view, source
    clean.seek(0)
    stem = name.rsplit(".", 1)[0] if "." in name else name
    view = AttachmentView(
        id=identifier,
        name=f"{stem or 'file'}.{result.extension.lstrip('.')}",
        size=result.size,
        media_type=result.media_type,
        removed=tuple((item.code, item.detail) for item in result.removed),
        warnings=tuple(result.warnings),
    )
    return view, clean


def storage_error(error: OSError) -> Exception:
    """`StorageFull` where the store has no room, else the error itself."""
    return StorageFull() if error.errno in _FULL else error


def _check_room(owner: Owner, *, from_officer: bool) -> None:
    rows = Attachment.objects.filter(report=owner.report, draft=owner.draft)
    if rows.filter(from_officer=from_officer).count() >= settings.MAX_FILES:
        raise TooManyFiles


def _insert(
    owner: Owner,
    identifier: uuid.UUID,
    blob: str,
    file_key: DataKey,
    view: AttachmentView,
    *,
    from_officer: bool,
) -> Attachment:
    last = Attachment.objects.filter(report=owner.report, draft=owner.draft).aggregate(
        last=Max("position")
    )["last"]
    return Attachment.objects.create(
        id=identifier,
        report=owner.report,
        draft=owner.draft,
        position=(last or 0) + 1,
        from_officer=from_officer,
        blob=blob,
        sealed_key=seal(owner.key, file_key, _owned_place(identifier, owner.label, "key")),
        sealed_meta=_seal_meta(owner, identifier, view),
    )


def adopt(*, draft: Owner, report: Owner) -> list[Attachment]:
    """Move a draft's files to the report: their keys are re-sealed, the blobs stay as they are."""
    _lock(draft)
    start = (
        Attachment.objects.filter(report=report.report).aggregate(last=Max("position"))["last"] or 0
    )
    moved = []
    for offset, row in enumerate(Attachment.objects.filter(draft=draft.draft), start=1):
        view = view_of(row, draft)
        row.sealed_key = seal(
            report.key, file_key_of(row, draft), _owned_place(row.pk, report.label, "key")
        )
        row.sealed_meta = _seal_meta(report, row.pk, view)
        row.report, row.draft, row.position = report.report, None, start + offset
        row.save()
        moved.append(row)
    return moved


def discard(rows: Sequence[Attachment]) -> None:
    """Destroy files that were stored but never became part of a message."""
    with transaction.atomic():
        Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        delete_blob(row.blob)


def view_of(row: Attachment, owner: Owner) -> AttachmentView:
    """The attachment's sealed description, opened.

    Raises:
        CannotOpen: not this owner's key.
    """
    text = open_text(owner.key, row.sealed_meta, _owned_place(row.pk, owner.label, "meta"))
    meta = json.loads(text)
    return AttachmentView(
        id=str(row.pk),
        name=meta["name"],
        size=meta["size"],
        media_type=meta["media_type"],
        removed=tuple((code, detail) for code, detail in meta["removed"]),
        warnings=tuple(meta["warnings"]),
        from_officer=row.from_officer,
    )


def file_key_of(row: Attachment, owner: Owner) -> DataKey:
    return DataKey(open_sealed(owner.key, row.sealed_key, _owned_place(row.pk, owner.label, "key")))


def read_file(row: Attachment, owner: Owner) -> Iterator[bytes]:
    """Yield the plain bytes of a file, chunk by chunk.

    Raises:
        CannotOpen: not this owner's key, or the blob was changed or cut.
    """
    key = file_key_of(row, owner)
    with open_blob(row.blob) as source:
        yield from open_stream(source, key, file_place(row.pk))


def _seal_meta(owner: Owner, identifier: uuid.UUID, view: AttachmentView) -> bytes:
    meta = {
        "name": view.name,
        "size": view.size,
        "media_type": view.media_type,
        "removed": view.removed,
        "warnings": view.warnings,
    }
    text = json.dumps(meta, ensure_ascii=False)
    return seal_text(owner.key, text, _owned_place(identifier, owner.label, "meta"))


def file_place(identifier: uuid.UUID) -> bytes:
    return place("file", str(identifier))


def _owned_place(identifier: uuid.UUID, label: str, field: str) -> bytes:
    return place("attachment", str(identifier), label, field)
