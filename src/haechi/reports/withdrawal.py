"""Withdrawal by the reporter: registered, and the thread closes; the report stays to be judged."""

from django.db import transaction

from haechi.common.clock import today
from haechi.live.services import announce, inbox_topic, report_topic
from haechi.reports.models import Report
from haechi.reports.types import OpenReport


@transaction.atomic
def withdraw(*, opened: OpenReport) -> None:
    """Mark the report as withdrawn today; a second time changes nothing."""
    report = opened.report
    changed = Report.threads.filter(pk=report.pk, withdrawn_on__isnull=True).update(
        withdrawn_on=today(), has_news=True
    )
    if changed:
        announce(report_topic(report.pk))
        announce(inbox_topic(report.institution_id))
