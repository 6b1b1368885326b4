"""Drafts: files that arrive before their report, readable only by the page that sent them."""

import uuid
from datetime import timedelta
from functools import partial

from django.db import transaction

from haechi.blobstore.services import delete_blob
from haechi.common.clock import today
from haechi.common.statements import Statement
from haechi.crypto.spool import EncryptedSpool
from haechi.institutions.models import Institution
from haechi.reports.attachments import Owner, store_file, view_of
from haechi.reports.models import Attachment, Draft
from haechi.reports.types import AttachmentView, DraftToken, draft_id, draft_key

KEPT_DAYS = 1  # "a form opened yesterday" still has its files


def draft_owner(institution: Institution, token: DraftToken) -> Owner:
    """The draft of this token, made when its first file comes."""
    draft, _ = Draft.objects.get_or_create(
        id=draft_id(token),
        defaults={"institution": institution, "expires_on": today() + timedelta(days=KEPT_DAYS)},
    )
    return Owner(key=draft_key(token), draft=draft)


_draft = Statement(lambda pk: Draft.objects.filter(id=pk).values_list("pk"), str)


def find_draft(token: DraftToken) -> Owner | None:
    if not _draft(draft_id(token)):  # mostly there is none
        return None
    draft = Draft.objects.filter(id=draft_id(token)).first()
    return Owner(key=draft_key(token), draft=draft) if draft else None


def add_file(
    *, institution: Institution, token: DraftToken, source: EncryptedSpool, name: str
) -> AttachmentView:
    """Clean, seal and keep one file for the report being written; raises as `store_file` does."""
    owner = draft_owner(institution, token)
    return store_file(owner=owner, institution=institution, source=source, name=name)


def files_of(token: DraftToken) -> list[AttachmentView]:
    owner = Owner(key=draft_key(token), draft=Draft(id=draft_id(token)))
    return [view_of(row, owner) for row in Attachment.objects.filter(draft=owner.draft)]


def remove_file(*, token: DraftToken, attachment_id: str) -> bool:
    """Delete one file of the draft; False where there is none of that name (already removed)."""
    try:
        identifier = uuid.UUID(attachment_id)
    except ValueError:
        return False
    row = Attachment.objects.filter(draft_id=draft_id(token), pk=identifier).first()
    if row is None:
        return False
    with transaction.atomic():
        row.delete()
        transaction.on_commit(lambda: delete_blob(row.blob))
    return True


def drop_draft(token: DraftToken) -> None:
    """Destroy the draft of this token with its files; the blobs go once the transaction stands."""
    blobs = list(Attachment.objects.filter(draft_id=draft_id(token)).values_list("blob", flat=True))
    Draft.objects.filter(id=draft_id(token)).delete()
    for blob in blobs:
        transaction.on_commit(partial(delete_blob, blob))


def purge_expired_drafts() -> int:
    """Destroy drafts past their day, rows first; return how many files went."""
    with transaction.atomic():
        # Locked: a report that is just being sent must not lose the files it takes over.
        expired = Draft.objects.select_for_update().filter(expires_on__lt=today())
        drafts = list(expired.values_list("pk", flat=True))
        blobs = list(Attachment.objects.filter(draft__in=drafts).values_list("blob", flat=True))
        Draft.objects.filter(pk__in=drafts).delete()
    for blob in blobs:
        delete_blob(blob)
    return len(blobs)
