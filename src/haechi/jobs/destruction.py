"""What is due is destroyed, in small batches so that the sites answer meanwhile (ALL-3)."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

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


def due_reports(institution: Institution) -> QuerySet[Report]:
    """Completed or withdrawn longer ago than the institution keeps reports, and under no hold."""
    limit = today() - timedelta(days=institution.retention_days)
    over = Q(state=ReportState.DONE, state_on__lt=limit) | Q(withdrawn_on__lt=limit)
    return Report.objects.filter(over, institution=institution, hold__isnull=True)


def destroy_due_reports() -> int:
    """Destroy what is due in every institution; return how many reports went."""
    return sum(_destroy(institution) for institution in Institution.objects.all())


def _destroy(institution: Institution) -> int:
    total = 0
    for batch in _batches(institution):
        numbers = sorted(report.display_number for report in batch)
        count = destroy_reports(batch)
        _leave_record(institution, count, numbers)
        total += count
    return total


def _batches(institution: Institution) -> Iterator[list[Report]]:
    while batch := list(due_reports(institution).only("id", "number").order_by("number")[:BATCH]):
        yield batch


@transaction.atomic
def _leave_record(institution: Institution, count: int, numbers: list[str]) -> None:
    record_destruction(
        kind=Kind.REPORT,
        rule=Rule.CLOSED_PERIOD,
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
