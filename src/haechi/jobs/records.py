"""Records about officers go at the end of their period, each batch with its destruction record (ALL-3)."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from haechi.access_control import ledger
from haechi.audit.actions import Action
from haechi.audit.cutting import cut_before
from haechi.audit.services import record
from haechi.audit.types import WORKER
from haechi.common.clock import now
from haechi.retention.services import record_destruction
from haechi.retention.types import Kind, Rule

_KINDS = {"right": Kind.ACCESS_RIGHT, "review": Kind.REVIEW}


def destroy_old_trail() -> int:
    """Cut the trail where its period is over, batch by batch; return how many rows went.

    A trail that does not hold is left as it is, and the job fails so that the log tells of it.
    """
    total = 0
    while count := _cut():
        total += count
    return total


@transaction.atomic
def _cut() -> int:
    days = settings.TRAIL_YEARS * 366  # never short by a leap day
    count = cut_before(limit=now() - timedelta(days=days))
    if count:
        record_destruction(
            kind=Kind.TRAIL_REVIEWED, rule=Rule.RECORD_PERIOD, days=days, count=count
        )
        _tell(Kind.TRAIL_REVIEWED, count, days)
    return count


@transaction.atomic
def destroy_old_rights() -> int:
    """Lines of the ledger and signed reviews, three years old; return how many went."""
    total = 0
    gone = list(ledger.destroy_old())
    for institution_id, name, count in gone:
        record_destruction(
            kind=_KINDS[name],
            rule=Rule.RECORD_PERIOD,
            days=ledger.KEEP_DAYS,
            count=count,
            institution_id=institution_id,
        )
        total += count
    for institution_id, name, count in gone:
        _tell(_KINDS[name], count, ledger.KEEP_DAYS, institution_id)
    return total


def _tell(kind: Kind, count: int, days: int, institution_id: int | None = None) -> None:
    record(
        actor=WORKER,
        action=Action.RECORDS_DESTROYED,
        subject=f"institution:{institution_id or 0}",
        institution_id=institution_id,
        detail={"kind": kind.value, "count": count, "days": days},
    )
