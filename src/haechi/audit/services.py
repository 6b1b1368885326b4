"""Appending to the trail."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from haechi.audit.actions import Action
from haechi.audit.chain import START, Head, row_mac, write_head
from haechi.audit.models import AuditEntry, AuditHead
from haechi.audit.types import Actor
from haechi.common.clock import now
from haechi.common.statements import Statement, insert

_end_of_chain = Statement(
    lambda: AuditHead.objects.select_for_update().filter(id=1).values_list("sequence", "mac")
)


@transaction.atomic(savepoint=False)  # an act and its row are stored together, or not at all
def record(
    *,
    actor: Actor,
    action: Action,
    subject: str,
    institution_id: int | None = None,
    detail: dict[str, str | int | bool] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Append one row. `detail` names kinds and counts, never content or personal data.

    Call it last in a transaction: every act waits here for the end of the chain, so an act that locked
    it first and another row after would, on PostgreSQL, meet one that did so the other way round.

    `at`: for the demo alone, whose trail has a past.
    """
    if not (found := _end_of_chain()):
        AuditHead.objects.get_or_create(id=1)
        found = _end_of_chain()
    sequence, mac = found[0]
    entry = AuditEntry(
        sequence=sequence + 1,
        at=at or now(),
        institution_id=institution_id if institution_id is not None else actor.institution_id,
        actor_id=actor.officer_id,
        actor_name=actor.name[:150],
        place=actor.place[:45],
        action=action,
        subject=subject[:100],
        detail=detail or {},
        previous=bytes(mac) or START,
    )
    entry.mac = row_mac(entry, key=settings.AUDIT_KEY)
    insert(entry)
    AuditHead.objects.filter(id=1).update(sequence=entry.sequence, mac=entry.mac)
    head = Head(entry.sequence, bytes(entry.mac))

    def anchor() -> None:  # no `partial`: Django names what failed, and a partial has no name
        write_head(settings.AUDIT_HEAD_FILE, head, key=settings.AUDIT_KEY)

    # Robust: the row is stored by then. A changed or unwritable anchor is told by verification, and
    # must not stop the officers' work after the fact.
    transaction.on_commit(anchor, robust=True)
    return entry
