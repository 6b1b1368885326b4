"""Reading and proving the trail."""

import hmac
from contextlib import closing

from django.conf import settings
from django.db.models import QuerySet

from haechi.audit.chain import Head, Verdict, cut_seal, read_head, verify
from haechi.audit.errors import ForgedCut
from haechi.audit.models import AuditCut, AuditEntry, AuditHead


def verify_trail() -> Verdict:
    """Walk the whole chain in constant memory, from its start or from where it was last cut."""
    while True:
        try:
            cut = latest_cut()
        except ForgedCut:
            return Verdict(0, 1, "the record of a destruction was changed")
        verdict = _walk(cut)
        # The worker may have cut the trail meanwhile: then the walk is worth nothing, walk again.
        if verdict.holds or AuditCut.objects.count() == 0 or latest_cut() == cut:
            return verdict


def latest_cut() -> Head | None:
    """The last row that was destroyed at the end of its period; None where none ever was.

    Raises:
        ForgedCut: one of the records of it was not made with the trail's key.
    """
    last = None
    for cut in AuditCut.objects.order_by("sequence").iterator():
        if not hmac.compare_digest(bytes(cut.seal), cut_seal(cut, key=settings.AUDIT_KEY)):
            raise ForgedCut
        last = Head(cut.sequence, bytes(cut.mac))
    return last


def _walk(cut: Head | None) -> Verdict:
    first = cut.sequence + 1 if cut else 1
    try:
        head = read_head(settings.AUDIT_HEAD_FILE, key=settings.AUDIT_KEY)
    except ValueError:
        return Verdict(0, first, "the anchored head of the trail was changed", first)
    claimed = AuditHead.objects.values_list("sequence", flat=True).first() or 0
    with closing(AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000)) as rows:  # type: ignore[type-var]  # a generator
        verdict = verify(rows, key=settings.AUDIT_KEY, head=head, cut=cut)
    if not verdict.holds:
        return verdict
    if verdict.last < claimed:
        reason = "rows were removed from the end"
    elif verdict.rows and head is None:
        # Without the anchor nobody can tell whether rows were cut from the end.
        reason = "the anchored head of the trail is missing"
    else:
        return verdict
    return Verdict(verdict.rows, verdict.last + 1, reason, first)


def verify_stretch(rows: QuerySet[AuditEntry], first: int, last: int) -> Verdict:
    """Check the rows `first` to `last` alone, each against the one before it: quick, for one month."""
    stretch = rows.filter(sequence__range=(first, last)).order_by("sequence")
    opening = stretch.first()
    start = Head(first - 1, bytes(opening.previous)) if opening else None
    with closing(stretch.iterator(chunk_size=2000)) as walked:  # type: ignore[type-var]  # a generator
        verdict = verify(walked, key=settings.AUDIT_KEY, head=None, cut=start)
    if verdict.holds and verdict.last < last:
        return Verdict(verdict.rows, verdict.last + 1, "a row is missing or was inserted", first)
    return verdict


def trail_of(institution_id: int) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(institution_id=institution_id).order_by("-sequence")
