"""Recording what was destroyed."""

from collections.abc import Sequence

from haechi.common.clock import today
from haechi.retention.models import DestructionRecord
from haechi.retention.types import Kind, Rule


def record_destruction(
    *,
    kind: Kind,
    rule: Rule,
    days: int,
    count: int,
    institution_id: int | None = None,
    numbers: Sequence[str] = (),
) -> DestructionRecord | None:
    """Write the record of one batch; nothing for an empty one."""
    if not count:
        return None
    return DestructionRecord.objects.create(
        institution_id=institution_id,
        kind=kind,
        rule=rule,
        days=days,
        destroyed_on=today(),
        count=count,
        numbers=list(numbers),
    )
