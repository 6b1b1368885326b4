"""Settings of an institution's recording: how long, which notice, what when the disk is full (RC-3, RC-4)."""

from dataclasses import dataclass, fields

from django.db import transaction

from haechi.audit.actions import Action
from haechi.institutions.models import Department, Institution
from haechi.recordings.days import move_days
from haechi.recordings.errors import NotNow, NotResponsible
from haechi.recordings.models import Notice, RecordingSettings
from haechi.recordings.people import is_chief
from haechi.recordings.trail import leave_row
from haechi.recordings.types import AnswerChoice, AudioChoice, FullChoice, NoticeKind
from haechi.staff.types import OfficerAtWork


@dataclass(frozen=True)
class OfficeSettings:
    retention_days: int
    answer_by: AnswerChoice
    when_full: FullChoice
    audio: AudioChoice
    managing_department: Department | None


def settings_of(institution: Institution) -> RecordingSettings:
    """The row, made with its defaults where there is none: from then on the worker makes keys."""
    row, _ = RecordingSettings.objects.get_or_create(institution=institution)
    return row


@transaction.atomic
def change_settings(*, actor: OfficerAtWork, given: OfficeSettings) -> RecordingSettings:
    """Change what holds from now on; a shorter retention period holds for what is there too.

    Raises:
        NotResponsible: not the 정책임자.
        NotNow: the department is another institution's.
        django.core.exceptions.ValidationError: the period is not between 30 days and three years.
    """
    if not is_chief(actor.officer):
        raise NotResponsible
    institution = actor.officer.institution
    department = given.managing_department
    if department is not None and department.institution_id != institution.pk:
        raise NotNow
    settings_of(institution)
    row = RecordingSettings.objects.select_for_update().get(pk=institution.pk)
    before = row.retention_days
    for each in fields(given):
        setattr(row, each.name, getattr(given, each.name))
    row.full_clean(exclude=["institution", "full_notice", "selective_notice"])
    row.save()
    moved = move_days(institution, row.retention_days) if row.retention_days != before else 0
    leave_row(
        actor,
        Action.RECORDING_SETTINGS,
        days=row.retention_days,
        moved=moved,
        answer=row.answer_by,
        full=row.when_full,
        audio=row.audio,
    )
    return row


@transaction.atomic
def choose_notice(*, actor: OfficerAtWork, notice: Notice) -> None:
    """Speak this notice from now on. Raises NotResponsible, NotNow (another institution's)."""
    if not is_chief(actor.officer):
        raise NotResponsible
    if notice.institution_id != actor.officer.institution_id:
        raise NotNow
    field = "full_notice" if notice.kind == NoticeKind.FULL else "selective_notice"
    settings_of(actor.officer.institution)
    RecordingSettings.objects.filter(pk=notice.institution_id).update(**{field: notice})
    leave_row(actor, Action.RECORDING_NOTICE, chosen=notice.pk, kind=notice.kind)
