"""How long a reporter waited: days to the first answer and to the result, kept for the figures (ALL-4)."""

from haechi.common.clock import today
from haechi.reports.models import Report
from haechi.reports.states import ReportState


def note_answer(report: Report) -> None:
    """The first message or status change after receipt; later ones change nothing."""
    if report.first_answer_days is not None:
        return
    days = max(0, (today() - report.received_on).days)
    Report.threads.filter(pk=report.pk, first_answer_days__isnull=True).update(
        first_answer_days=days
    )


def note_state(report: Report, new: ReportState) -> None:
    """A status change answers; reaching 처리완료 ends the wait, opening again takes that back."""
    note_answer(report)
    done = new == ReportState.DONE
    days = max(0, (today() - report.received_on).days) if done else None
    Report.threads.filter(pk=report.pk).update(result_days=days)
