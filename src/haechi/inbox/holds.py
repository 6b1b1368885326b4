"""Legal holds: a report under one is not destroyed, whatever is due."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.common.clock import now
from haechi.crypto.aead import open_text, seal_text
from haechi.inbox.models import LegalHold
from haechi.institutions.models import Institution
from haechi.reports.models import Report
from haechi.reports.sealing import report_place
from haechi.reports.types import OpenReport
from haechi.staff.errors import NotAllowed
from haechi.staff.types import OfficerAtWork, Role


@transaction.atomic
def hold(*, actor: OfficerAtWork, opened: OpenReport, reason: str) -> LegalHold:
    """Stop the destruction of a report; the reason is sealed like everything about it.

    Raises:
        NotAllowed: only the head of audit decides on holds.
    """
    _demand_head(actor)
    report = opened.report
    sealed = seal_text(opened.data_key, reason, report_place(report.pk, "hold"))
    held, _ = LegalHold.objects.update_or_create(
        report=report,
        defaults={"officer": actor.officer, "since": now(), "reason": sealed},
    )
    record(actor=actor.trail, action=Action.HOLD_SET, subject=f"report:{report.pk}")
    return held


@transaction.atomic
def release(*, actor: OfficerAtWork, opened: OpenReport) -> None:
    """Let destruction take its course again.

    Raises:
        NotAllowed: see `hold`.
    """
    _demand_head(actor)
    LegalHold.objects.filter(report=opened.report).delete()
    record(actor=actor.trail, action=Action.HOLD_RELEASED, subject=f"report:{opened.report.pk}")


def reason_of(opened: OpenReport) -> str:
    """Why the report is held; empty where it is not."""
    held = LegalHold.objects.filter(report=opened.report).first()
    if held is None:
        return ""
    return open_text(opened.data_key, held.reason, report_place(opened.report.pk, "hold"))


def _demand_head(actor: OfficerAtWork) -> None:
    if actor.role != Role.HEAD:
        raise NotAllowed


def count_held(institution: Institution) -> int:
    """How many reports of the institution nothing may destroy for now."""
    # Asked of each hold: joined, a planner walks all reports to find the few that are held.
    held = Report.threads.filter(pk=OuterRef("report"), institution=institution)
    return LegalHold.objects.filter(Exists(held)).count()
