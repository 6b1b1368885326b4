"""What is due is destroyed, in small batches so that the sites answer meanwhile (ALL-3)."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.notifications.models import Delivery
from haechi.notifications.types import DeliveryStatus
from haechi.reports.destruction import destroy_reports
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.retention.services import record_destruction
from haechi.retention.types import Kind, Rule

BATCH = 100
DELIVERY_DAYS = 90
WORKER = Actor(officer_id=None, name="worker", place="worker", institution_id=None)


def due_by_rule(institution: Institution) -> dict[Rule, QuerySet[Report]]:
    """What each rule makes due: completed, or withdrawn, longer ago than reports are kept; no holds."""
    limit = today() - timedelta(days=institution.retention_days)
    free = Report.objects.filter(institution=institution, hold__isnull=True)
    return {
        Rule.CLOSED_PERIOD: free.filter(state=ReportState.DONE, state_on__lt=limit),
        Rule.WITHDRAWN_PERIOD: free.filter(withdrawn_on__lt=limit),
    }


def destroy_due_reports() -> int:
    """Destroy what is due in every institution; return how many reports went."""
    return sum(
        _destroy(institution, rule, due)
        for institution in Institution.objects.all()
        for rule, due in due_by_rule(institution).items()
    )


def _destroy(institution: Institution, rule: Rule, due: QuerySet[Report]) -> int:
    total = 0
    for batch in _batches(due):
        numbers = sorted(report.display_number for report in batch)
        count = destroy_reports(batch)
        _leave_record(institution, rule, count, numbers)
        total += count
    return total


def _batches(due: QuerySet[Report]) -> Iterator[list[Report]]:
    while batch := list(due.all().only("id", "number").order_by("number")[:BATCH]):
        yield batch


@transaction.atomic
def _leave_record(institution: Institution, rule: Rule, count: int, numbers: list[str]) -> None:
    record_destruction(
        kind=Kind.REPORT,
        rule=rule,
        days=institution.retention_days,
        count=count,
        institution_id=institution.pk,
        numbers=numbers,
    )
    record(
        actor=WORKER,
        action=Action.REPORT_DESTROYED,
        subject=f"institution:{institution.pk}",
        institution_id=institution.pk,
        detail={"count": count, "days": institution.retention_days},
    )


def destroy_old_deliveries() -> int:
    """Outcomes of deliveries are of use for three months."""
    old = Delivery.objects.filter(ended_on__lt=today() - timedelta(days=DELIVERY_DAYS)).exclude(
        status=DeliveryStatus.WAITING
    )
    with transaction.atomic():
        count, _ = old.delete()
        record_destruction(kind=Kind.DELIVERY, rule=Rule.DELIVERED, days=DELIVERY_DAYS, count=count)
    return count
