"""Reading and proving the trail."""

from django.conf import settings
from django.db.models import QuerySet

from haechi.audit.chain import Verdict, read_head, verify
from haechi.audit.models import AuditEntry, AuditHead


def verify_trail() -> Verdict:
    """Walk the whole chain in constant memory."""
    try:
        head = read_head(settings.AUDIT_HEAD_FILE, key=settings.AUDIT_KEY)
    except ValueError:
        return Verdict(0, 1, "the anchored head of the trail was changed")
    claimed = AuditHead.objects.values_list("sequence", flat=True).first() or 0
    rows = AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000)
    verdict = verify(rows, key=settings.AUDIT_KEY, head=head)
    if verdict.holds and verdict.rows < claimed:
        return Verdict(verdict.rows, verdict.rows + 1, "rows were removed from the end")
    if verdict.holds and verdict.rows and head is None:
        # Without the anchor nobody can tell whether rows were cut from the end.
        return Verdict(verdict.rows, verdict.rows + 1, "the anchored head of the trail is missing")
    return verdict


def trail_of(institution_id: int) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(institution_id=institution_id).order_by("-sequence")
