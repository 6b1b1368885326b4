"""Destroying rows at the end of their period, so that what is left can still be proved (ALL-2, ALL-3).

The record of the cut is written first, under the trail's key; the database's trigger lets a row go only
where such a record stands for it and the row is older than two years.
"""

from contextlib import closing
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from haechi.audit.chain import cut_seal, verify
from haechi.audit.errors import BrokenTrail, TooYoung
from haechi.audit.models import AuditCut, AuditEntry
from haechi.audit.selectors import latest_cut
from haechi.common.clock import now, today

MINIMUM_YEARS = 2  # 안전성 확보조치 기준 §8: reports hold sensitive data
BATCH = 10_000


@transaction.atomic
def cut_before(*, limit: datetime) -> int:
    """Destroy at most `BATCH` rows that are older than `limit`; return how many. The last row stays.

    A row later in the chain never goes before an earlier one, even where a clock stood wrong.

    Raises:
        TooYoung: `limit` lies within the last two years.
        BrokenTrail: what is due does not hold; it stays as it is.
        ForgedCut: an earlier record of a cut was changed.
    """
    if limit > now() - timedelta(days=MINIMUM_YEARS * 365):
        raise TooYoung
    before = latest_cut()
    last = _last_due(limit)
    if last is None:
        return 0
    due = AuditEntry.objects.filter(sequence__lte=last.sequence)
    # Closed here: what a broken walk leaves open, PostgreSQL would miss after the rollback.
    with closing(due.order_by("sequence").iterator(chunk_size=2000)) as rows:  # type: ignore[type-var]  # a generator
        verdict = verify(rows, key=settings.AUDIT_KEY, head=None, cut=before)
    if not verdict.holds:
        raise BrokenTrail
    cut = AuditCut(sequence=last.sequence, mac=bytes(last.mac), cut_on=today(), count=verdict.rows)
    cut.seal = cut_seal(cut, key=settings.AUDIT_KEY)
    cut.save(force_insert=True)
    count, _ = due.delete()
    return count


def _last_due(limit: datetime) -> AuditEntry | None:
    kept = AuditEntry.objects.filter(at__gte=limit).order_by("sequence").first()
    chain = AuditEntry.objects.order_by("sequence")
    first, end = chain.first(), chain.last()
    if first is None or end is None:
        return None
    bound = min((kept or end).sequence - 1, first.sequence + BATCH - 1)
    return AuditEntry.objects.filter(sequence__lte=bound).order_by("-sequence").first()
