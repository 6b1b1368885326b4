"""The last line of every service: one row of the trail, kinds and counts alone, and a wake-up."""

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.cases.models import Case
from haechi.live.services import announce, inbox_topic, report_topic
from haechi.staff.types import OfficerAtWork


def leave_row(actor: OfficerAtWork, action: Action, case: Case, **detail: str | int | bool) -> None:
    if case.report_id:
        announce(report_topic(case.report_id))
    announce(inbox_topic(case.institution_id))
    record(actor=actor.trail, action=action, subject=f"case:{case.pk}", detail=detail)
