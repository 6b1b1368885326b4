"""Switching recording on for a department: its head applies, the 정책임자 decides (제6조②, RC-2)."""

from django.db import transaction

from haechi.audit.actions import Action
from haechi.common.clock import now
from haechi.institutions.models import Department
from haechi.recordings.errors import NotNow, NotResponsible, SamePerson
from haechi.recordings.models import RecordingUse
from haechi.recordings.people import heads, is_chief
from haechi.recordings.trail import leave_row
from haechi.recordings.types import Ground, UseState
from haechi.staff.types import OfficerAtWork

LIVE = (UseState.APPLIED, UseState.APPROVED)


@transaction.atomic
def apply(
    *, actor: OfficerAtWork, department: Department, ground: Ground, reason: str
) -> RecordingUse:
    """Apply for a department, in writing.

    Raises:
        NotResponsible: not the designated head of that department.
        NotNow: an application waits or was approved, or no reason is given.
    """
    if department.pk not in heads(actor.officer):
        raise NotResponsible
    live = RecordingUse.objects.filter(department=department, state__in=LIVE)
    if live.exists() or not reason.strip():
        raise NotNow
    use = RecordingUse.objects.create(
        institution_id=department.institution_id,
        department=department,
        ground=ground,
        reason=reason.strip(),
        applied_by=actor.officer,
        applied_at=now(),
    )
    _row(actor, use, "applied")
    return use


@transaction.atomic
def approve(*, actor: OfficerAtWork, use: RecordingUse) -> RecordingUse:
    """Raises NotResponsible, SamePerson, NotNow."""
    kept = _to_decide(actor, use)
    kept.state = UseState.APPROVED
    return _decided(actor, kept, "approved")


@transaction.atomic
def refuse(*, actor: OfficerAtWork, use: RecordingUse, reason: str) -> RecordingUse:
    """Raises NotResponsible, SamePerson, NotNow (also without a reason)."""
    kept = _to_decide(actor, use)
    if not reason.strip():
        raise NotNow
    kept.state, kept.refusal = UseState.REFUSED, reason.strip()
    return _decided(actor, kept, "refused")


@transaction.atomic
def end(*, actor: OfficerAtWork, use: RecordingUse, reason: str) -> RecordingUse:
    """Switch off: the 정책임자, or the department's head. What was recorded stays until its day.

    Raises:
        NotResponsible: neither of them.
        NotNow: not approved, or no reason given.
    """
    kept = _locked(actor, use)
    if not is_chief(actor.officer) and kept.department_id not in heads(actor.officer):
        raise NotResponsible
    if kept.state != UseState.APPROVED or not reason.strip():
        raise NotNow
    kept.state, kept.ending = UseState.ENDED, reason.strip()
    kept.ended_by, kept.ended_at = actor.officer, now()
    kept.save()
    _row(actor, kept, "ended")
    return kept


def recording_departments(institution_id: int) -> set[int]:
    """Departments whose use is approved now."""
    live = RecordingUse.objects.filter(institution_id=institution_id, state=UseState.APPROVED)
    return set(live.values_list("department_id", flat=True))


def _locked(actor: OfficerAtWork, use: RecordingUse) -> RecordingUse:
    found = RecordingUse.objects.select_for_update().filter(
        pk=use.pk, institution_id=actor.officer.institution_id
    )
    kept = found.first()
    if kept is None:
        raise NotNow
    return kept


def _to_decide(actor: OfficerAtWork, use: RecordingUse) -> RecordingUse:
    kept = _locked(actor, use)
    if not is_chief(actor.officer):
        raise NotResponsible
    if kept.applied_by_id == actor.officer.pk:
        raise SamePerson
    if kept.state != UseState.APPLIED:
        raise NotNow
    return kept


def _decided(actor: OfficerAtWork, use: RecordingUse, step: str) -> RecordingUse:
    use.decided_by, use.decided_at = actor.officer, now()
    use.save()
    _row(actor, use, step)
    return use


def _row(actor: OfficerAtWork, use: RecordingUse, step: str) -> None:
    leave_row(
        actor,
        Action.RECORDING_USE,
        subject=f"recording-use:{use.pk}",
        department=use.department_id,
        step=step,
    )
