"""The status line a reporter sees: 접수 → 확인 → 조사 → 처리완료 (HL-7). A pure table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    RECEIVED = "received", _("Received")
    CONFIRMED = "confirmed", _("Confirmed")
    INVESTIGATING = "investigating", _("Under investigation")
    DONE = "done", _("Completed")


ALLOWED: dict[ReportState, frozenset[ReportState]] = {
    ReportState.RECEIVED: frozenset(
        {ReportState.CONFIRMED, ReportState.INVESTIGATING, ReportState.DONE}
    ),
    ReportState.CONFIRMED: frozenset({ReportState.INVESTIGATING, ReportState.DONE}),
    ReportState.INVESTIGATING: frozenset({ReportState.DONE}),
    ReportState.DONE: frozenset({ReportState.INVESTIGATING}),
}


# Named one by one, so that an index over the status serves "what is overdue".
UNFINISHED = tuple(state for state in ReportState if state != ReportState.DONE)


def may_change(before: ReportState, after: ReportState) -> bool:
    return after in ALLOWED[before]
