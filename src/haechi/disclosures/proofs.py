"""Papers that came with form 1 (제9조①을 증명할 수 있는 서류): cleaned, sealed as a stream (ALL-1)."""

import uuid
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction

from haechi.applicants.proofs import ProofView, new_proof, proof_key, proof_view
from haechi.audit.actions import Action
from haechi.blobstore.services import delete_blob, open_blob, write_blob
from haechi.common.ahead import Ahead
from haechi.crypto.aead import new_data_key
from haechi.crypto.spool import EncryptedSpool
from haechi.crypto.stream import open_stream, seal_stream
from haechi.crypto.types import DataKey
from haechi.disclosures.access import locked, request_for
from haechi.disclosures.errors import NoSuchRequest, NotNow
from haechi.disclosures.models import Proof, Request
from haechi.disclosures.sealing import key_of
from haechi.disclosures.states import BEFORE_APPROVAL
from haechi.recordings.trail import leave_row
from haechi.reports.attachments import clean_upload, file_place, storage_error
from haechi.reports.errors import FileTooLarge, TooManyFiles
from haechi.staff.types import OfficerAtWork


def attach(
    *, actor: OfficerAtWork, request: Request, source: EncryptedSpool, name: str
) -> ProofView:
    """Clean, seal and keep one file.

    Raises:
        FileTooLarge, TooManyFiles, FileRefused, StorageFull: nothing of the file is kept.
        NoSuchRequest, NotNow: not hers to see, or decided.
    """
    request_for(actor, request.pk)
    if source.size > settings.MAX_FILE_BYTES:
        raise FileTooLarge
    identifier, file_key = uuid.uuid4(), new_data_key()
    cleaned, clean = clean_upload(actor.officer.institution, source, str(identifier), name)
    view = ProofView(str(identifier), cleaned.name, cleaned.size, cleaned.media_type)
    try:
        with Ahead(seal_stream(clean, file_key, file_place(identifier))) as sealed:
            blob = write_blob(sealed)
    except OSError as error:
        raise storage_error(error) from None
    finally:
        clean.close()
    try:
        _insert(actor, request, view, blob, file_key)
    except BaseException:
        delete_blob(blob)
        raise
    return view


@transaction.atomic
def _insert(
    actor: OfficerAtWork, request: Request, view: ProofView, blob: str, file_key: DataKey
) -> None:
    row, key = locked(actor, request)
    if row.state not in BEFORE_APPROVAL:
        raise NotNow
    position = row.proofs.count() + 1
    if position > settings.MAX_FILES:
        raise TooManyFiles
    new_proof(row, key, view, file_key=file_key, blob=blob, position=position).save(
        force_insert=True
    )
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step="proof")


def proofs_of(request: Request, key: DataKey) -> list[ProofView]:
    return [proof_view(each, request, key) for each in request.proofs.all()]


@transaction.atomic
def open_proof(
    *, actor: OfficerAtWork, request: Request, proof: str
) -> tuple[ProofView, Iterator[bytes]]:
    """One file, and its row in the trail. Raises NoSuchRequest."""
    row = request_for(actor, request.pk)
    key = key_of(row, actor.unlocked)
    try:
        found = row.proofs.filter(pk=uuid.UUID(proof)).first()
    except ValueError:
        found = None
    if found is None:
        raise NoSuchRequest
    file_key = proof_key(found, row, key)
    leave_row(actor, Action.DISCLOSURE_OPENED, subject=row.reference, proof=found.position)
    return proof_view(found, row, key), _read(found, file_key)


def _read(proof: Proof, file_key: DataKey) -> Iterator[bytes]:
    with open_blob(proof.blob) as source:
        yield from open_stream(source, file_key, file_place(proof.pk))
