"""Words and colours for states, due days and notices."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from haechi.common.clock import today
from haechi.notifications.types import DeliveryStatus
from haechi.reports.models import Report
from haechi.reports.states import ReportState

STATE_TONES = {
    ReportState.RECEIVED: "",
    ReportState.CONFIRMED: "primary",
    ReportState.INVESTIGATING: "information",
    ReportState.DONE: "success",
}
DELIVERY_TONES = {
    DeliveryStatus.WAITING: "warning",
    DeliveryStatus.SENT: "success",
    DeliveryStatus.FAILED: "danger",
}


@dataclass(frozen=True)
class Mark:
    """A badge: its words and its tone."""

    text: str
    tone: str = ""


def state_mark(report: Report) -> Mark:
    state = ReportState(report.state)
    return Mark(str(state.label), STATE_TONES[state])


def due_mark(report: Report, day: date | None = None) -> Mark | None:
    """How long is left; None for a report that is done or withdrawn."""
    if report.state == ReportState.DONE or report.withdrawn_on:
        return None
    left = (report.due_on - (day or today())).days
    if left < 0:
        words = ngettext("{n} day overdue", "{n} days overdue", -left).format(n=-left)
        return Mark(words, "danger")
    if left == 0:
        return Mark(gettext("Due today"), "danger")
    words = ngettext("{n} day left", "{n} days left", left).format(n=left)
    return Mark(words, "warning" if left <= 5 else "")
