"""A chat becomes a report: the row, its keys and its thread stay (TK-4)."""

from django.db import transaction

from haechi.common.clock import today
from haechi.institutions.models import Category
from haechi.live.services import announce, inbox_topic, report_topic
from haechi.reports.deadline import handling_due
from haechi.reports.models import Report
from haechi.reports.sealing import seal_content
from haechi.reports.states import ReportState
from haechi.reports.submission import next_number
from haechi.reports.types import OpenReport, ReportContent


@transaction.atomic
def make_report(*, opened: OpenReport, category: Category, content: ReportContent) -> Report:
    """Give the chat number, category, content and the days of a report that arrives today.

    What was answered in the chat counts as answered at once. A second time changes nothing.
    """
    report = Report.threads.select_for_update(of=("self",)).get(pk=opened.report.pk)
    if not report.is_chat:
        return report
    day = today()
    report.category, report.number = category, next_number(report.institution, day.year)
    report.received_on = report.state_on = day
    report.due_on = handling_due(report.institution, day)
    report.state = ReportState.RECEIVED
    if report.first_answer_days is not None:
        report.first_answer_days = 0
    report.content = seal_content(opened.data_key, report.pk, content)
    report.save()
    announce(report_topic(report.pk))
    announce(inbox_topic(report.institution_id))
    return report
