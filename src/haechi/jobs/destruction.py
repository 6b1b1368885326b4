"""What is due is destroyed, in small batches so that the sites answer meanwhile (ALL-3)."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import WORKER
from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.notifications.models import Delivery
from haechi.notifications.types import DeliveryStatus
from haechi.practice.destruction import (
    destroy_session,
    due_sessions,
    forget_practice_tags,
)
from haechi.practice.models import PracticeSession
from haechi.reports.destruction import destroy_reports
from haechi.reports.models import Report
from haechi.reports.retention import due_by_rule
from haechi.retention.services import record_destruction
from haechi.retention.types import Kind, Rule
from haechi.talks import retention as talks_retention

BATCH = 100
DELIVERY_DAYS = 90


def destroy_due_reports() -> int:
    """Destroy what is due in every institution; return how many reports went."""
    return sum(
        _destroy(institution, rule, due)
        for institution in Institution.objects.all()
        for rule, due in due_by_rule(institution).items()
    )


def _destroy(institution: Institution, rule: Rule, due: QuerySet[Report]) -> int:
    told = partial(_leave_record, institution, rule)
    return sum(destroy_reports(batch, told=told) for batch in _batches(due))


def _batches(due: QuerySet[Report]) -> Iterator[list[Report]]:
    """Chats have no number."""
    while batch := list(due.all().only("id", "number").order_by("number", "pk")[:BATCH]):
        yield batch


def _leave_record(institution: Institution, rule: Rule, gone: Sequence[Report]) -> None:
    record_destruction(
        kind=Kind.REPORT,
        rule=rule,
        days=institution.retention_days,
        count=len(gone),
        institution_id=institution.pk,
        numbers=sorted(report.display_number for report in gone),
    )
    record(
        actor=WORKER,
        action=Action.REPORT_DESTROYED,
        subject=f"institution:{institution.pk}",
        institution_id=institution.pk,
        detail={"count": len(gone), "days": institution.retention_days},
    )


def destroy_due_chats() -> int:
    """Destroy the chats that became no report and are due; return how many went."""
    return sum(
        destroy_reports(batch, told=partial(_leave_chat_record, institution, rule))
        for institution in Institution.objects.all()
        for rule, due in talks_retention.due_by_rule(institution).items()
        for batch in _batches(due)
    )


def _leave_chat_record(institution: Institution, rule: Rule, gone: Sequence[Report]) -> None:
    days = institution.retention_days
    if rule == Rule.NEVER_SENT:
        days = talks_retention.EMPTY_DAYS
    record_destruction(
        kind=Kind.CHAT, rule=rule, days=days, count=len(gone), institution_id=institution.pk
    )
    record(
        actor=WORKER,
        action=Action.REPORT_DESTROYED,
        subject=f"institution:{institution.pk}",
        institution_id=institution.pk,
        detail={"count": len(gone), "days": days, "chats": True},
    )


def destroy_due_practice() -> int:
    """Destroy practice sessions past their days, or ended; return how many practice reports went."""
    forget_practice_tags()
    return sum(_destroy_practice(session) for session in due_sessions())


def _destroy_practice(session: PracticeSession) -> int:
    subject = f"practice:{session.pk}"
    return destroy_session(session, told=partial(_leave_practice_record, session, subject))


def _leave_practice_record(session: PracticeSession, subject: str, count: int) -> None:
    record_destruction(
        kind=Kind.PRACTICE,
        rule=Rule.PRACTICE_ENDED if session.is_ended else Rule.PRACTICE_OVER,
        days=session.kept_days,
        count=1,
        institution_id=session.institution_id,
    )
    record(
        actor=WORKER,
        action=Action.PRACTICE_DESTROYED,
        subject=subject,
        institution_id=session.institution_id,
        detail={"count": count, "days": session.kept_days},
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
