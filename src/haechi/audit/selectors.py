"""Reading and proving the trail."""

from django.conf import settings
from django.db.models import QuerySet

from haechi.audit.chain import Verdict, read_head, verify
from haechi.audit.models import AuditEntry


def verify_trail() -> Verdict:
    """Walk the whole chain in constant memory."""
    try:
        head = read_head(settings.AUDIT_HEAD_FILE, key=settings.AUDIT_KEY)
    except ValueError:
        return Verdict(0, 1, "the anchored head of the trail was changed")
    rows = AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000)
    return verify(rows, key=settings.AUDIT_KEY, head=head)


def trail_of(institution_id: int) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(institution_id=institution_id).order_by("-sequence")
