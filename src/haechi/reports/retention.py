"""Which reports have been kept long enough (ALL-3)."""

from datetime import timedelta

from django.db.models import QuerySet

from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.retention.types import Rule


def due_by_rule(
    institution: Institution, *, days: int | None = None
) -> dict[Rule, QuerySet[Report]]:
    """What each rule makes due: completed, or withdrawn, longer ago than reports are kept; no holds.

    A report that became a public-interest case belongs to the case's record and goes with it, when that
    record's own years are over (casework.retention): never before, also where reports are kept shorter.

    `days`: as if the institution kept them so long; its own setting otherwise.
    """
    kept = institution.retention_days if days is None else days
    limit = today() - timedelta(days=kept)
    free = Report.objects.filter(institution=institution, hold__isnull=True, case__isnull=True)
    return {
        Rule.CLOSED_PERIOD: free.filter(state=ReportState.DONE, state_on__lt=limit),
        Rule.WITHDRAWN_PERIOD: free.filter(withdrawn_on__lt=limit),
    }


def count_due(institution: Institution, *, days: int) -> int:
    """How many reports the next destruction would take if they were kept for so many days."""
    keys: set[object] = set()
    for due in due_by_rule(institution, days=days).values():
        keys.update(due.values_list("pk", flat=True))
    return len(keys)
