"""What an exchange recorded, uploaded by the deputy or the administrator of recording (RC-12).

Nothing plain touches a disk: each file goes from the encrypted spool of the request, sealed under a fresh key,
to the blob store. That key lies in a box of the day's import key, which the worker destroys after two days: a
backup taken between opens nothing.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from django.db import transaction

from haechi.audit.actions import Action
from haechi.blobstore.services import BlobName, delete_blob, write_blob
from haechi.common.clock import now, today
from haechi.crypto.aead import new_data_key, place
from haechi.crypto.sealedbox import seal_to
from haechi.crypto.stream import seal_stream
from haechi.crypto.types import PublicKey, SealedKey
from haechi.institutions.models import Institution
from haechi.recordings import keystore
from haechi.recordings.errors import KeyGone, NotNow, NotResponsible
from haechi.recordings.models import ImportBatch, ImportFile, ImportMapping
from haechi.recordings.numbers import seal_name
from haechi.recordings.people import runs
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork
from haechi.telephony.importing.mapping import BadRow, Columns, Mapping, Row, read_mapping, rows
from haechi.telephony.wire import dump

MOST_FILES = 90  # in one request, the table besides
LARGEST_TABLE = 4 * 1024 * 1024
PREVIEWED = 5
USUAL = Mapping(
    Columns("녹음파일", "발신번호", "수신번호", "통화시작", "통화시간"), encoding="cp949"
)


@dataclass(frozen=True)
class Upload:
    name: str
    size: int
    source: BinaryIO = field(repr=False)


def mapping_of(institution: Institution) -> Mapping:
    """The institution's; a usual one where none was saved."""
    row = ImportMapping.objects.filter(institution=institution).first()
    return read_mapping(row.words.encode()) if row else USUAL


def preview(table: bytes, mapping: Mapping) -> list[Row | BadRow]:
    """The first lines as they would be read. Raises BadRow: the table as a whole cannot be."""
    return list(islice(rows(table, mapping), PREVIEWED))


@transaction.atomic
def save_mapping(*, actor: OfficerAtWork, mapping: Mapping) -> None:
    """Raises NotResponsible; Malformed where zone, encoding or delimiter are none."""
    _demand(actor)
    words = dump(mapping)
    read_mapping(words)
    ImportMapping.objects.update_or_create(
        institution=actor.officer.institution,
        defaults={"words": words.decode(), "changed_by": actor.officer, "changed_at": now()},
    )
    leave_row(actor, Action.RECORDING_IMPORT, mapping=True)


def receive(*, actor: OfficerAtWork, table: Upload, audio: Sequence[Upload]) -> ImportBatch:
    """Keep the files for the worker, sealed.

    Raises:
        NotResponsible: neither the deputy nor the administrator of recording.
        NotNow: too many, none, or the worker has made no key for today.
        OSError: the blob store does not take them; nothing is kept.
    """
    _demand(actor)
    if not 0 < len(audio) <= MOST_FILES or table.size > LARGEST_TABLE:
        raise NotNow
    institution, day = actor.officer.institution, today()
    try:
        public = keystore.load(institution.pk, keystore.import_name(day)).public
    except KeyGone:
        raise NotNow from None
    kept: list[BlobName] = []
    try:
        uid = secrets.token_hex(16)
        sealed = _seal(table, uid, public, kept)
        files = [(each, secrets.token_hex(16)) for each in audio]
        parts = [_seal(each, call, public, kept) for each, call in files]
        with transaction.atomic():
            batch = ImportBatch.objects.create(
                institution=institution, by=actor.officer, at=now(), uid=uid, key_day=day,
                name=seal_name(table.name, uid), mapping=dump(mapping_of(institution)).decode(),
                blob=sealed[0], key=sealed[1],
            )  # fmt: skip
            ImportFile.objects.bulk_create(
                ImportFile(
                    batch=batch, call=call, name=seal_name(each.name, call), size=each.size,
                    blob=blob, key=key,
                )
                for (each, call), (blob, key) in zip(files, parts, strict=True)
            )  # fmt: skip
            leave_row(
                actor, Action.RECORDING_IMPORT, subject=f"import:{batch.pk}", files=len(files)
            )
    except BaseException:
        for name in kept:
            delete_blob(name)
        raise
    return batch


def where(uid: str) -> bytes:
    """Associated data of an uploaded file."""
    return place("import", uid, "file")


def batches_of(institution: Institution) -> list[ImportBatch]:
    return list(
        ImportBatch.objects.filter(institution=institution)
        .select_related("by")
        .prefetch_related("files")[:50]
    )


def _seal(
    upload: Upload, uid: str, public: PublicKey, kept: list[BlobName]
) -> tuple[BlobName, SealedKey]:
    key = new_data_key()
    upload.source.seek(0)
    blob = write_blob(seal_stream(upload.source, key, where(uid)))
    kept.append(blob)
    return blob, seal_to(public, key)


def _demand(actor: OfficerAtWork) -> None:
    if not runs(actor.officer):
        raise NotResponsible
