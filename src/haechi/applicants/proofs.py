"""Papers of a request: sealed streams whose keys lie under the request's; names and types lie sealed too."""

import json
import uuid
from dataclasses import dataclass, field

from haechi.applicants.models import Proof, Request
from haechi.applicants.sealing import request_place, text_of
from haechi.crypto.aead import open_sealed, seal, seal_text
from haechi.crypto.types import DataKey
from haechi.reports.attachments import file_key_of, view_of
from haechi.reports.drafts import find_draft
from haechi.reports.models import Attachment, Draft
from haechi.reports.types import DraftToken


@dataclass(frozen=True)
class ProofView:
    id: str
    name: str = field(repr=False)
    size: int = 0
    media_type: str = "application/octet-stream"


def new_proof(
    request: Request, key: DataKey, view: ProofView, *, file_key: DataKey, blob: str, position: int
) -> Proof:
    """Unsaved. The stream itself was sealed under `file_key` at `reports.attachments.file_place`."""
    meta = json.dumps(vars(view), ensure_ascii=False)
    return Proof(
        id=uuid.UUID(view.id),
        request=request,
        position=position,
        blob=blob,
        sealed_key=seal(key, file_key, request_place(request, f"proof {view.id}")),
        sealed_meta=seal_text(key, meta, request_place(request, f"proof {view.id} meta")),
    )


def proof_view(proof: Proof, request: Request, key: DataKey) -> ProofView:
    """Raises CannotOpen."""
    return ProofView(
        **json.loads(text_of(key, request, f"proof {proof.pk} meta", proof.sealed_meta))
    )


def proof_key(proof: Proof, request: Request, key: DataKey) -> DataKey:
    """Raises CannotOpen."""
    place = request_place(request, f"proof {proof.pk}")
    return DataKey(open_sealed(key, proof.sealed_key, place))


def adopt(token: DraftToken, request: Request, key: DataKey) -> int:
    """Move the files of a form's draft to the request: their keys are sealed anew, the blobs stay as they
    are. For a transaction; return how many."""
    draft = find_draft(token)
    if draft is None or draft.draft is None:
        return 0
    Draft.objects.select_for_update().filter(pk=draft.draft.pk).first()
    held = list(Attachment.objects.filter(draft=draft.draft))
    first = Proof.objects.filter(request_id=request.pk).count() + 1
    for position, row in enumerate(held, start=first):
        seen = view_of(row, draft)
        view = ProofView(str(row.pk), seen.name, seen.size, seen.media_type)
        new_proof(
            request, key, view, file_key=file_key_of(row, draft), blob=row.blob, position=position
        ).save(force_insert=True)
    Attachment.objects.filter(draft=draft.draft).delete()
    draft.draft.delete()
    return len(held)
